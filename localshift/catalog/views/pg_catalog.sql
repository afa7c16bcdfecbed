-- PostgreSQL's catalog as Redshift shows it. AWS: c_intro_catalog_views.

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
    listed.oid,
    listed.relname,
    coalesce(schemas.oid, 9) as relnamespace,
    users.oid as relowner,
    listed.relkind,
    coalesce(stored.estimated_size, 0)::real as reltuples,
    0 as relpages,
    false as relhasindex,
    listed.relkind = 'v' as relhasrules,
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
inner join (
    select
        oid as relation,
        oid,
        name as relname,
        case when kind in ('l', 'm') then 'v' else kind end as relkind
    from localshift.relations
    union all
    -- the table behind a materialized view
    select
        materialized_views.relation,
        materialized_views.storage,
        'mv_tbl__' || relations.name || '__0',
        'r'
    from localshift.materialized_views
    inner join localshift.relations on relations.oid = materialized_views.relation
) as listed on listed.relation = relations.oid
left join localshift.schemas on schemas.name = relations.schema_name
left join localshift.users on users.name = relations.owner
left join duckdb_tables() as stored
    on stored.database_name = 'dev'
    and stored.schema_name = relations.schema_name
    and stored.table_name = relations.name;

create or replace view localshift.pg_attribute as
select
    listed.attrelid,
    columns.name as attname,
    localshift_type_oid(columns.type) as atttypid,
    localshift_typmod(columns.type) as atttypmod,
    columns.num::smallint as attnum,
    -1::smallint as attlen,
    columns.not_null as attnotnull,
    columns.default_sql is not null or columns.identity_seed is not null as atthasdef,
    false as attisdropped,
    columns.is_distkey and listed.is_table as attisdistkey,
    case when listed.is_table then columns.sort_position else 0 end as attsortkeyord,
    0 as attencodingtype
from localshift.columns
inner join (
    select oid as relation, oid as attrelid, kind = 'r' as is_table
    from localshift.relations
    where kind in ('r', 'v', 'm')
    union all
    select relation, storage, true from localshift.materialized_views
) as listed on listed.relation = columns.relation;

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
where kind in ('v', 'm');

create or replace view localshift.pg_database as
select 1::bigint as oid, 'dev' as datname, 100::bigint as datdba, 6 as encoding, true as datallowconn;

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
where kind in ('v', 'l', 'm');

create or replace view localshift.pg_table_def as
select
    relations.schema_name as schemaname,
    relations.name as tablename,
    columns.name as "column",
    columns.type,
    localshift_encoding(columns.encoding, columns.type, columns.sort_position) as encoding,
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
