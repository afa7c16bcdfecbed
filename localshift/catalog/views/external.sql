-- External schemas. AWS: r_SVV_EXTERNAL_SCHEMAS, r_PG_EXTERNAL_SCHEMA, r_SVV_ALL_SCHEMAS,
-- r_SVV_REDSHIFT_SCHEMAS.

create or replace view localshift.svv_external_schemas as
select
    external_schemas.schema_oid as esoid,
    case external_schemas.source when 'data catalog' then 1 when 'kinesis' then 9 end::smallint
        as eskind,
    schemas.name as schemaname,
    users.oid::integer as esowner,
    external_schemas.database as databasename,
    external_schemas.options as esoptions
from localshift.external_schemas
inner join localshift.schemas on schemas.oid = external_schemas.schema_oid
left join localshift.users on users.name = schemas.owner;

create or replace view localshift.pg_external_schema as
select esoid, eskind, databasename as esdbname, esoptions
from localshift.svv_external_schemas;

create or replace view localshift.svv_redshift_schemas as
select
    'dev' as database_name,
    schemas.name as schema_name,
    users.oid::integer as schema_owner,
    'local' as schema_type,
    localshift_acl_text(localshift_acl('schema', schemas.oid, null, schemas.owner, 'UCDA'))
        as schema_acl,
    null::varchar as schema_option
from localshift.schemas
left join localshift.users on users.name = schemas.owner
where schemas.oid not in (select schema_oid from localshift.external_schemas);

create or replace view localshift.svv_all_schemas as
select
    database_name,
    schema_name,
    schema_owner,
    schema_type,
    schema_acl,
    null::varchar as source_database,
    schema_option
from localshift.svv_redshift_schemas
union all
select 'dev', schemaname, esowner, 'external', null, databasename, esoptions
from localshift.svv_external_schemas;
