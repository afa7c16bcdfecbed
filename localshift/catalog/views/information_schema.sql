-- information_schema: a view named information_schema_x stands for information_schema.x.

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
where kind in ('v', 'l', 'm');

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
where relations.kind in ('r', 'v', 'm');
