-- Redshift's system views over localshift's catalog, created anew at each start. A view named
-- information_schema_x stands for information_schema.x, every other one for pg_catalog.x.
-- AWS: c_intro_catalog_views, c_intro_system_views, serverless_views-monitoring.

create or replace view localshift.pg_namespace as
select oid, name as nspname, owner_users.user_oid as nspowner, null::varchar as nspacl
from localshift.schemas
left join (select oid as user_oid, name as user_name from localshift.users) as owner_users
    on owner_users.user_name = schemas.owner
union all
select 11, 'pg_catalog', 1, null
union all
select 10, 'information_schema', 1, null;

create or replace view localshift.pg_class as
select
    relations.oid,
    relations.name as relname,
    coalesce(schemas.oid, 9) as relnamespace,
    users.oid as relowner,
    case relations.kind when 'l' then 'v' else relations.kind end as relkind,
    coalesce(stored.estimated_size, 0)::real as reltuples,
    0 as relpages,
    false as relhasindex,
    relations.kind in ('v', 'l') as relhasrules,
    0 as relchecks,
    0::smallint as reltriggers,
    false as relhasoids,
    null::varchar as relacl,
    0 as relam,
    0 as reltablespace,
    (
        select count(*)::smallint from localshift.columns where columns.relation = relations.oid
    ) as relnatts,
    case relations.diststyle when 'even' then 0 when 'key' then 1 when 'all' then 8 else 9 end
        as reldiststyle
from localshift.relations
left join localshift.schemas on schemas.name = relations.schema_name
left join localshift.users on users.name = relations.owner
left join duckdb_tables() as stored
    on stored.database_name = 'dev'
    and stored.schema_name = relations.schema_name
    and stored.table_name = relations.name;

create or replace view localshift.pg_attribute as
select
    columns.relation as attrelid,
    columns.name as attname,
    localshift_type_oid(columns.type) as atttypid,
    localshift_typmod(columns.type) as atttypmod,
    columns.num::smallint as attnum,
    -1::smallint as attlen,
    columns.not_null as attnotnull,
    columns.default_sql is not null or columns.identity_seed is not null as atthasdef,
    false as attisdropped,
    columns.is_distkey as attisdistkey,
    columns.sort_position as attsortkeyord,
    0 as attencodingtype
from localshift.columns
inner join localshift.relations on relations.oid = columns.relation
where relations.kind in ('r', 'v');

create or replace view localshift.pg_attrdef as
select relation as adrelid, num::smallint as adnum, default_sql as adbin, default_sql as adsrc
from localshift.columns
where default_sql is not null;

create or replace view localshift.pg_type as
select type_oid as oid, localshift_format_type(type_oid, -1) as typname, -1 as typlen
from unnest([16, 19, 20, 21, 23, 25, 26, 700, 701, 1082, 1083, 1114, 1184, 1186, 1266, 4000, 6551])
    as listed (type_oid)
union all
select 1042, 'bpchar', -1
union all
select 1043, 'varchar', -1
union all
select 1700, 'numeric', -1;

create or replace view localshift.pg_description as
select relation as objoid, 1259 as classoid, num as objsubid, comment as description
from localshift.comments;

create or replace view localshift.pg_constraint as
select
    constraints.oid,
    constraints.name as conname,
    constraints.kind as contype,
    constraints.relation as conrelid,
    constraints.definition as consrc
from localshift.constraints;

create or replace view localshift.pg_proc as
select 0::bigint as oid, ''::varchar as proname, 0::bigint as pronamespace where false;

create or replace view localshift.pg_depend as
select
    1259 as classid,
    dependent as objid,
    0 as objsubid,
    1259 as refclassid,
    referenced as refobjid,
    0 as refobjsubid,
    'n' as deptype
from localshift.dependencies;

create or replace view localshift.pg_rewrite as
select oid, name as rulename, oid as ev_class
from localshift.relations
where kind = 'v';

create or replace view localshift.pg_database as
select 1::bigint as oid, 'dev' as datname, 100::bigint as datdba, 6 as encoding, true as datallowconn;

create or replace view localshift.pg_user as
select
    name as usename,
    oid as usesysid,
    can_create_database as usecreatedb,
    is_superuser as usesuper,
    false as usecatupd,
    '********' as passwd,
    null::timestamp as valuntil,
    null::varchar as useconfig
from localshift.users;

create or replace view localshift.pg_group as
select name as groname, oid as grosysid, null::varchar as grolist
from localshift.groups
where kind = 'group';

create or replace view localshift.pg_tables as
select
    schema_name as schemaname,
    name as tablename,
    owner as tableowner,
    null::varchar as tablespace,
    false as hasindexes,
    false as hasrules,
    false as hastriggers
from localshift.relations
where kind = 'r';

create or replace view localshift.pg_views as
select
    schema_name as schemaname,
    name as viewname,
    owner as viewowner,
    definition
from localshift.relations
where kind in ('v', 'l');

create or replace view localshift.pg_table_def as
select
    relations.schema_name as schemaname,
    relations.name as tablename,
    columns.name as "column",
    columns.type,
    coalesce(columns.encoding, 'none') as encoding,
    columns.is_distkey as distkey,
    columns.sort_position as sortkey,
    columns.not_null as "notnull"
from localshift.columns
inner join localshift.relations on relations.oid = columns.relation
where relations.kind = 'r';

create or replace view localshift.pg_late_binding_view_columns as
select
    relations.schema_name as view_schema,
    relations.name as view_name,
    columns.name as col_name,
    columns.type as col_type,
    columns.num as col_num
from localshift.columns
inner join localshift.relations on relations.oid = columns.relation
where relations.kind = 'l';

create or replace view localshift.information_schema_schemata as
select 'dev' as catalog_name, name as schema_name, owner as schema_owner from localshift.schemas;

create or replace view localshift.information_schema_tables as
select
    'dev' as table_catalog,
    schema_name as table_schema,
    name as table_name,
    case when kind = 'r' then 'BASE TABLE' else 'VIEW' end as table_type
from localshift.relations;

create or replace view localshift.information_schema_views as
select
    'dev' as table_catalog,
    schema_name as table_schema,
    name as table_name,
    definition as view_definition
from localshift.relations
where kind in ('v', 'l');

create or replace view localshift.information_schema_columns as
select
    'dev' as table_catalog,
    relations.schema_name as table_schema,
    relations.name as table_name,
    columns.name as column_name,
    columns.num as ordinal_position,
    columns.default_sql as column_default,
    case when columns.not_null then 'NO' else 'YES' end as is_nullable,
    split_part(columns.type, '(', 1) as data_type,
    case when columns.type like 'character%' then localshift_precision(columns.type) end
        as character_maximum_length,
    case
        when columns.type like 'numeric%' then localshift_precision(columns.type)
        when columns.type = 'smallint' then 16
        when columns.type = 'integer' then 32
        when columns.type = 'bigint' then 64
    end as numeric_precision,
    case
        when columns.type like 'numeric%' then localshift_scale(columns.type)
        when columns.type in ('smallint', 'integer', 'bigint') then 0
    end as numeric_scale,
    null::integer as datetime_precision
from localshift.columns
inner join localshift.relations on relations.oid = columns.relation
where relations.kind in ('r', 'v');

create or replace view localshift.svv_columns as
select *, null::varchar as remarks from localshift.information_schema_columns;

create or replace view localshift.svv_tables as
select *, null::varchar as remarks from localshift.information_schema_tables;

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
    coalesce(columns.encoding, 'none') as encoding,
    columns.is_distkey as distkey,
    columns.sort_position as sortkey,
    null::varchar as column_acl,
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
    null::varchar as table_acl,
    null::varchar as remarks
from localshift.relations;

create or replace view localshift.svv_all_columns as
select * from localshift.svv_redshift_columns;

create or replace view localshift.svv_table_info as
select
    'dev' as database,
    relations.schema_name as schema,
    relations.oid as table_id,
    relations.name as "table",
    case
        when exists (
            select 1
            from localshift.columns as encoded_columns
            where encoded_columns.relation = relations.oid and encoded_columns.encoding is not null
        ) then 'Y' else 'N'
    end as encoded,
    case
        when relations.diststyle = 'key' then 'KEY(' || keys.distkey || ')'
        when relations.diststyle in ('even', 'all') then upper(relations.diststyle)
        else 'AUTO(EVEN)'
    end as diststyle,
    case
        when relations.sortstyle = 'auto' then 'AUTO(SORTKEY)'
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
        max(case when type like 'character varying%' then localshift_precision(type) end)
            as max_varchar
    from localshift.columns
    group by relation
) as keys on keys.relation = relations.oid
where relations.kind = 'r';

create or replace view localshift.svv_relation_privileges as
select
    relations.schema_name as namespace_name,
    relations.name as relation_name,
    upper(grants.privilege) as privilege_type,
    null::integer as identity_id,
    grants.grantee as identity_name,
    grants.grantee_kind as identity_type,
    grants.with_grant_option as admin_option
from localshift.grants
inner join localshift.relations on relations.oid = grants.object_oid
where grants.object_kind = 'table';

create or replace view localshift.svv_schema_privileges as
select
    schemas.name as namespace_name,
    upper(grants.privilege) as privilege_type,
    null::integer as identity_id,
    grants.grantee as identity_name,
    grants.grantee_kind as identity_type,
    grants.with_grant_option as admin_option
from localshift.grants
inner join localshift.schemas on schemas.oid = grants.object_oid
where grants.object_kind = 'schema';

create or replace view localshift.svv_external_schemas as
select ''::varchar as schemaname, ''::varchar as databasename, 0::bigint as esoid where false;

create or replace view localshift.svv_external_tables as
select ''::varchar as schemaname, ''::varchar as tablename, ''::varchar as location where false;

create or replace view localshift.svv_external_columns as
select
    ''::varchar as schemaname,
    ''::varchar as tablename,
    ''::varchar as columnname,
    ''::varchar as external_type,
    0 as columnnum,
    0 as part_key,
    ''::varchar as is_nullable
where false;

create or replace view localshift.svv_mv_info as
select
    ''::varchar as database_name,
    ''::varchar as schema_name,
    ''::varchar as user_name,
    ''::varchar as name,
    ''::varchar as is_stale,
    0 as state,
    false as autorewrite,
    false as autorefresh
where false;

create or replace view localshift.sys_query_detail as
select
    0 as user_id,
    0::bigint as query_id,
    0::bigint as table_id,
    ''::varchar as step_name,
    null::timestamp as start_time,
    null::timestamp as end_time
where false;

create or replace view localshift.sys_load_history as
select
    user_id,
    query_id,
    transaction_id,
    session_id,
    database_name,
    status,
    table_name,
    start_time,
    end_time,
    duration,
    data_source,
    file_format,
    loaded_rows,
    loaded_bytes,
    source_file_count,
    source_file_bytes,
    file_count_scanned,
    file_bytes_scanned,
    error_count,
    0::bigint as copy_job_id
from localshift.load_history;

create or replace view localshift.sys_load_error_detail as
select
    user_id,
    query_id,
    transaction_id,
    session_id,
    database_name,
    table_id,
    start_time,
    file_name,
    line_number,
    column_name,
    column_type,
    column_length,
    position,
    error_code,
    error_message
from localshift.load_errors;

create or replace view localshift.stl_load_errors as
select
    user_id as userid,
    0 as slice,
    table_id as tbl,
    start_time as starttime,
    session_id as session,
    query_id as query,
    file_name as filename,
    line_number,
    column_name as colname,
    column_type as type,
    column_length as col_length,
    position,
    raw_line,
    raw_field_value,
    error_code as err_code,
    error_message as err_reason,
    0 as is_partial,
    0::bigint as start_offset,
    0::bigint as copy_job_id
from localshift.load_errors;

create or replace view localshift.stl_load_commits as
select
    user_id as userid,
    query_id as query,
    0 as slice,
    file_name as name,
    file_name as filename,
    0::bigint as byte_offset,
    lines_scanned,
    errors,
    end_time as curtime,
    1 as status,
    file_format,
    0 as is_partial,
    0::bigint as start_offset,
    0::bigint as copy_job_id
from localshift.load_commits;
