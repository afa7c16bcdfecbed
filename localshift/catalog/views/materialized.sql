-- Materialized views and streams. AWS: materialized-view-overview, SYS_MV_REFRESH_HISTORY,
-- r_SYS_STREAM_SCAN_STATES.

-- What a mutable function gives has changed by now, and what a stream holds is not known.
create or replace macro localshift_is_outdated(view_oid) as (
    exists (
        select 1
        from localshift.materialized_views
        where relation = view_oid and (mutable or stream_name is not null)
    )
    or exists (
        select 1
        from localshift.materialized_bases as bases
        where bases.relation = view_oid
            and bases.changes <> (
                select coalesce(sum(written.changes), 0)
                from localshift.table_changes as written
                where written.relation = bases.base
            )
    )
);

create or replace view localshift.svv_mv_info as
select
    'dev' as database_name,
    relations.schema_name,
    relations.owner as user_name,
    relations.name,
    case when localshift_is_outdated(relations.oid) then 't' else 'f' end as is_stale,
    coalesce(facts.unrefreshable, (facts.incremental and not facts.recompute)::integer) as state,
    case when facts.rewritable then 't' else 'f' end as autorewrite,
    case when facts.auto_refresh then 't' else 'f' end as autorefresh
from localshift.materialized_views as facts
inner join localshift.relations on relations.oid = facts.relation;

create or replace view localshift.stv_mv_info as
select
    info.database_name as db_name,
    info.schema_name as schema,
    info.name,
    facts.refreshes as updated_upto_xid,
    info.is_stale,
    info.user_name as owner_user_name,
    info.state,
    info.autorewrite,
    info.autorefresh
from localshift.svv_mv_info as info
inner join localshift.relations
    on relations.schema_name = info.schema_name and relations.name = info.name
inner join localshift.materialized_views as facts on facts.relation = relations.oid;

create or replace view localshift.svv_mv_dependency as
select
    'dev' as database_name,
    views.schema_name,
    views.name,
    'dev' as dependent_database_name,
    bases.schema_name as dependent_schema_name,
    bases.name as dependent_name
from localshift.materialized_bases
inner join localshift.relations as views on views.oid = materialized_bases.relation
inner join localshift.relations as bases on bases.oid = materialized_bases.base
where bases.kind = 'm';

create or replace view localshift.stv_mv_deps as
select
    database_name as db_name,
    schema_name as schema,
    name,
    dependent_schema_name as ref_schema,
    dependent_name as ref_name
from localshift.svv_mv_dependency;

create or replace view localshift.sys_mv_refresh_history as
select
    user_id,
    session_id,
    transaction_id,
    'dev' as database_name,
    schema_name,
    mv_id,
    mv_name,
    refresh_type,
    status,
    start_time,
    end_time,
    date_diff('microsecond', start_time, end_time) as duration,
    null::varchar as consumer_account,
    null::varchar as consumer_region,
    null::varchar as consumer_namespace
from localshift.materialized_refreshes;

create or replace view localshift.svl_mv_refresh_status as
select
    database_name as db_name,
    user_id::bigint as userid,
    schema_name,
    mv_name,
    transaction_id as xid,
    start_time as starttime,
    end_time as endtime,
    status,
    refresh_type,
    consumer_account,
    consumer_region,
    consumer_namespace
from localshift.sys_mv_refresh_history;

create or replace view localshift.sys_mv_state as
select
    user_id,
    transaction_id,
    'dev' as database_name,
    event_desc,
    start_time,
    'dev' as base_table_database_name,
    base_schema as base_table_schema,
    base_name as base_table_name,
    mv_schema,
    mv_name,
    state
from localshift.materialized_events;

create or replace view localshift.stl_mv_state as
select
    user_id as userid,
    start_time as starttime,
    transaction_id as xid,
    event_desc,
    database_name as db_name,
    base_table_schema,
    base_table_name,
    mv_schema,
    mv_name,
    state
from localshift.sys_mv_state;

create or replace view localshift.sys_stream_scan_states as
select * from localshift.stream_scans;

create or replace view localshift.sys_stream_scan_errors as
select
    external_schema_name,
    stream_name,
    mv_name,
    transaction_id,
    query_id,
    null::varchar as stream_timestamp_type,
    stream_timestamp,
    record_time,
    partition_id,
    position,
    error_code,
    error_reason
from localshift.stream_errors;
