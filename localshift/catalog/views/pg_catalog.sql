-- PostgreSQL's catalog as Redshift shows it. AWS: c_intro_catalog_views.
-- What is marked as newer is of later versions of PostgreSQL than Redshift's: psql 15 asks for it.

create or replace view localshift.pg_namespace as
select
    oid,
    name as nspname,
    owner_users.user_oid as nspowner,
    localshift_acl('schema', oid, null, owner, 'UCDA') as nspacl
from localshift.schemas
left join (select oid as user_oid, name as user_name from localshift.users) as owner_users
    on owner_users.user_name = schemas.owner
union all
select distinct localshift_temp_schema_oid(schema_name), schema_name, 1, null::varchar[]
from localshift.relations
where starts_with(schema_name, 'pg_temp_')
union all
select 11, 'pg_catalog', 1, null
union all
select 10, 'information_schema', 1, null;

create or replace view localshift.pg_class as
select
    listed.oid,
    listed.relname,
    coalesce(schemas.oid, localshift_temp_schema_oid(relations.schema_name)) as relnamespace,
    users.oid as relowner,
    listed.relkind,
    coalesce(stored.estimated_size, 0)::real as reltuples,
    0 as relpages,
    relations.oid in (select relation from localshift.constraints where kind in ('p', 'u'))
        as relhasindex,
    listed.relkind = 'v' as relhasrules,
    0 as relchecks,
    0::smallint as reltriggers,
    false as relhasoids,
    case when listed.relkind <> 'i' then
        localshift_acl('table', relations.oid, null, relations.owner, 'arwdRxtDPA')
    end as relacl,
    if(listed.relkind = 'i', 403, 0) as relam,
    0 as reltablespace,
    0 as reltoastrelid,
    -- newer; psql looks for foreign keys where there may be triggers
    listed.relkind = 'r' and relations.oid in (
        select unnest([relation, referenced]) from localshift.constraints where kind = 'f'
    ) as relhastriggers,
    0 as reloftype,
    if(starts_with(relations.schema_name, 'pg_temp_'), 't', 'p') as relpersistence,
    null::varchar[] as reloptions,
    coalesce(
        listed.natts,
        (select count(*) from localshift.columns where columns.relation = relations.oid)
    )::smallint as relnatts,
    case relations.diststyle when 'even' then 0 when 'key' then 1 when 'all' then 8 else 9 end
        as reldiststyle
from localshift.relations
inner join (
    select
        oid as relation,
        oid,
        name as relname,
        case when kind in ('l', 'm') then 'v' else kind end as relkind,
        null as natts
    from localshift.relations
    union all
    -- an index by name only, which a primary key or a unique constraint has
    select relation, oid, name, 'i', len(column_numbers)
    from localshift.constraints
    where kind in ('p', 'u')
    union all
    -- the table behind a materialized view
    select
        materialized_views.relation,
        materialized_views.storage,
        'mv_tbl__' || relations.name || '__0',
        'r',
        null
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
    -1 as attstattarget,
    localshift_storage(columns.type) as attstorage,
    0 as attcollation, -- newer
    localshift_acl('table', listed.attrelid, columns.name, '', '')[2:] as attacl, -- newer
    columns.is_distkey and listed.is_table as attisdistkey,
    case when listed.is_table then columns.sort_position else 0 end as attsortkeyord,
    list_position(
        localshift_encodings(),
        localshift_encoding(columns.encoding, columns.type, columns.sort_position)
    ) - 1 as attencodingtype
from localshift.columns
inner join (
    select oid as relation, oid as attrelid, kind = 'r' as is_table
    from localshift.relations
    where kind in ('r', 'v', 'm')
    union all
    select relation, storage, true from localshift.materialized_views
) as listed on listed.relation = columns.relation
union all
select
    indexes.oid,
    columns.name,
    localshift_type_oid(columns.type),
    localshift_typmod(columns.type),
    list_position(indexes.column_numbers, columns.num)::smallint,
    -1,
    false,
    false,
    false,
    -1,
    localshift_storage(columns.type),
    0,
    null,
    false,
    0,
    0
from localshift.constraints as indexes
inner join localshift.columns
    on columns.relation = indexes.relation and columns.num in indexes.column_numbers
where indexes.kind in ('p', 'u');

create or replace view localshift.pg_attrdef as
select
    relation as adrelid,
    num::smallint as adnum,
    coalesce(
        default_sql,
        if(identity_by_default, '"default_identity"', '"identity"')
        || format('({}, {}, ''{},{}''::text)', relation, num - 1, identity_seed, identity_step)
    ) as adbin,
    adbin as adsrc
from localshift.columns
where default_sql is not null or identity_seed is not null;

create or replace view localshift.pg_type as
select
    *,
    11 as typnamespace,
    if(oid = 2279, 'p', 'b') as typtype,
    false as typnotnull,
    0 as typbasetype,
    0 as typrelid,
    0 as typcollation, -- newer
    case oid when 1005 then 21 when 1034 then 1033 else 0 end as typelem
from (values
    (16, 'bool', 1), (19, 'name', 128), (20, 'int8', 8), (21, 'int2', 2), (23, 'int4', 4),
    (25, 'text', -1), (26, 'oid', 4), (700, 'float4', 4), (701, 'float8', 8),
    (705, 'unknown', -2), (1005, '_int2', -1), (1034, '_aclitem', -1), (1042, 'bpchar', -1),
    (1043, 'varchar', -1), (1082, 'date', 4), (1083, 'time', 8), (1114, 'timestamp', 8),
    (1184, 'timestamptz', 8), (1186, 'interval', 16), (1188, 'intervaly2m', 4),
    (1190, 'intervald2s', 8), (1266, 'timetz', 12), (1700, 'numeric', -1), (2279, 'trigger', 4),
    (4000, 'super', -1), (6551, 'varbyte', -1)
) as listed (oid, typname, typlen);

create or replace view localshift.pg_description as
select relation as objoid, 1259 as classoid, num as objsubid, comment as description
from localshift.comments;

create or replace view localshift.pg_constraint as
select
    constraints.oid,
    constraints.name as conname,
    schemas.oid as connamespace,
    constraints.kind as contype,
    constraints.relation as conrelid,
    coalesce(constraints.referenced, 0) as confrelid,
    constraints.column_numbers as conkey,
    constraints.referenced_numbers as confkey,
    false as condeferrable,
    false as condeferred,
    if(constraints.kind = 'f', 0, constraints.oid) as conindid -- newer
from localshift.constraints
inner join localshift.relations on relations.oid = constraints.relation
inner join localshift.schemas on schemas.name = relations.schema_name;

create or replace view localshift.pg_index as
select
    oid as indexrelid,
    relation as indrelid,
    array_to_string(column_numbers, ' ') as indkey,
    len(column_numbers)::smallint as indnatts,
    true as indisunique,
    kind = 'p' as indisprimary,
    false as indisclustered,
    null::varchar as indpred,
    true as indimmediate, -- newer
    true as indisvalid -- newer
from localshift.constraints
where kind in ('p', 'u');

create or replace view localshift.pg_indexes as
select
    relations.schema_name as schemaname,
    relations.name as tablename,
    constraints.name as indexname,
    null::varchar as tablespace,
    localshift_pg_get_indexdef(constraints.oid) as indexdef
from localshift.constraints
inner join localshift.relations on relations.oid = constraints.relation
where constraints.kind in ('p', 'u');

create or replace view localshift.pg_proc as
select
    functions.oid,
    functions.name as proname,
    schemas.oid as pronamespace,
    len(functions.argument_types)::smallint as pronargs,
    localshift_type_oid(functions.return_type) as prorettype,
    left(functions.volatility, 1) as provolatile,
    false as proisagg,
    false as proiswindow, -- newer
    false as prosecdef,
    14 as prolang,
    (select users.oid from localshift.users where users.name = functions.owner) as proowner,
    null::varchar[] as proacl,
    replace(replace(functions.body, '"$', '$'), '"', '') as prosrc
from localshift.functions
inner join localshift.schemas on schemas.name = functions.schema_name;

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
select oid, '_RETURN' as rulename, oid as ev_class
from localshift.relations
where kind in ('v', 'm');

create or replace view localshift.pg_database as
select
    1::bigint as oid, 'dev' as datname, 100::bigint as datdba, 6 as encoding, true as datallowconn,
    localshift_acl('database', 1, null, 'admin', 'UCTA') as datacl,
    'C' as datcollate, -- newer
    null::varchar as datctype; -- newer

create or replace view localshift.pg_tables as
select
    schema_name as schemaname,
    name as tablename,
    owner as tableowner,
    null::varchar as tablespace,
    oid in (select relation from localshift.constraints where kind in ('p', 'u')) as hasindexes,
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

create or replace view localshift.pg_am as select 403 as oid, 'btree' as amname;

create or replace view localshift.pg_language as select 14 as oid, 'sql' as lanname;

-- What Redshift has none of; the last one is newer.
create or replace view localshift.pg_inherits as
select 0 as inhrelid, 0 as inhparent, 0 as inhseqno where false;

create or replace view localshift.pg_trigger as
select 0 as oid, 0 as tgrelid, '' as tgname, '' as tgenabled, false as tgisinternal where false;

create or replace view localshift.pg_collation as select 0 as oid, '' as collname where false;

create or replace macro localshift_regtype(text) as coalesce(
    (select oid from localshift.pg_type where typname = replace(text, 'pg_catalog.', '')),
    localshift_type_oid(lower(text)),
    error('type "' || text || '" does not exist')
);
