-- Redshift's own views of tables, columns and privileges. AWS: svv_views.

create or replace view localshift.svv_redshift_columns as
select
    'dev' as database_name,
    relations.schema_name,
    relations.name as table_name,
    columns.name as column_name,
    columns.num as ordinal_position,
    columns.type as data_type,
    columns.default_sql as column_default,
    case when columns.not_null then 'NO' else 'YES' end as is_nullable,
    localshift_encoding(columns.encoding, columns.type, columns.sort_position) as encoding,
    columns.is_distkey as distkey,
    columns.sort_position as sortkey,
    localshift_acl_text(
        localshift_acl('table', relations.oid, columns.name, relations.owner, 'arwdRxtDPA')
    ) as column_acl,
    comments.comment as remarks
from localshift.columns
inner join localshift.relations on relations.oid = columns.relation
left join localshift.comments
    on comments.relation = columns.relation and comments.num = columns.num;

create or replace view localshift.svv_redshift_tables as
select
    'dev' as database_name,
    schema_name,
    name as table_name,
    case when kind = 'r' then 'TABLE' else 'VIEW' end as table_type,
    localshift_acl_text(localshift_acl('table', oid, null, owner, 'arwdRxtDPA')) as table_acl,
    comments.comment as remarks
from localshift.relations
left join localshift.comments on comments.relation = relations.oid and comments.num = 0;

create or replace view localshift.svv_table_info as
select
    'dev' as database,
    relations.schema_name as schema,
    relations.oid as table_id,
    relations.name as "table",
    case
        when not keys.has_encoding then 'Y, AUTO(ENCODE)'
        when keys.is_encoded then 'Y'
        else 'N'
    end as encoded,
    case
        when relations.diststyle = 'key' then 'KEY(' || keys.distkey || ')'
        when relations.diststyle in ('even', 'all') then upper(relations.diststyle)
        else 'AUTO(ALL)'
    end as diststyle,
    case
        when coalesce(relations.sortstyle, 'auto') = 'auto' and keys.sortkey1 is null
            then 'AUTO(SORTKEY)'
        when relations.sortstyle = 'interleaved' then 'INTERLEAVED'
        else keys.sortkey1
    end as sortkey1,
    coalesce(keys.max_varchar, 0) as max_varchar,
    null::varchar as sortkey1_enc,
    keys.sortkey_num,
    greatest(1, stored.estimated_size // 100000)::bigint as size,
    0.0::double as pct_used,
    0::bigint as empty,
    0.0::double as unsorted,
    0.0::double as stats_off,
    stored.estimated_size::double as tbl_rows,
    null::double as skew_sortkey1,
    null::double as skew_rows,
    stored.estimated_size::double as estimated_visible_rows,
    null::varchar as risk_event,
    null::double as vacuum_sort_benefit,
    relations.created_at as create_time
from localshift.relations
inner join duckdb_tables() as stored
    on stored.database_name = 'dev'
    and stored.schema_name = relations.schema_name
    and stored.table_name = relations.name
    and stored.estimated_size > 0
left join (
    select
        relation,
        max(case when is_distkey then name end) as distkey,
        max(case when abs(sort_position) = 1 then name end) as sortkey1,
        max(abs(sort_position)) as sortkey_num,
        bool_or(encoding is not null) as has_encoding,
        bool_or(localshift_encoding(encoding, type, sort_position) <> 'none') as is_encoded,
        max(case when type like 'character varying%' then localshift_precision(type) end)
            as max_varchar
    from localshift.columns
    group by relation
) as keys on keys.relation = relations.oid
where relations.kind in ('r', 'm');

-- Of a statement's steps the one that adds rows to a table.
create or replace view localshift.sys_query_detail as
select
    user_oid::integer as user_id,
    query_id,
    relation as table_id,
    step as step_name,
    started_at as start_time
from localshift.query_steps;
