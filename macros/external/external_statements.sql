{% macro external_name(node) -%}
    {{ quoted_name(node.schema) }}.{{ quoted_name(node.identifier) }}
{%- endmacro %}


{% macro create_external_table_sql(node) -%}
    {#- AWS, Database Developer Guide: CREATE EXTERNAL TABLE. -#}
    {%- set external = node.external -%}
    {%- set keys = external.partitions or [] -%}
    {%- set key_names = keys | map(attribute='name') | list -%}
create external table {{ external_name(node) }} (
    {%- for column in node.columns.values() if column.name not in key_names %}
    {{ quoted_name(column.name) }} {{ column.data_type }}{{ ',' if not loop.last }}
    {%- endfor %}
)
{%- if keys %}
partitioned by (
    {%- for key in keys %}
    {{ quoted_name(key.name) }} {{ key.data_type }}{{ ',' if not loop.last }}
    {%- endfor %}
)
{%- endif %}
{%- if external.row_format %}
row format {{ external.row_format }}
{%- endif %}
{%- if external.file_format %}
stored as {{ external.file_format }}
{%- endif %}
location {{ quoted_text(external.location) }}
{%- if external.table_properties %}
table properties {{ external.table_properties }}
{%- endif %}
{%- endmacro %}


{% macro drop_external_table_sql(node) -%}
drop table if exists {{ external_name(node) }}
{%- endmacro %}


{% macro add_partitions_sql(node, partitions) %}
    {#-
        Statements that add the partitions that are not there, 100 in each at most.
        (AWS, Database Developer Guide: "External tables for Redshift Spectrum",
        "Partitioning Redshift Spectrum external tables".)
    -#}
    {%- set folder = node.external.location.rstrip('/') -%}
    {%- set statements = [] -%}
    {%- for batch in partitions | batch(100) -%}
        {%- set statement -%}
alter table {{ external_name(node) }} add if not exists
            {%- for partition in batch %}
partition (
                {%- for key in partition['keys'] -%}
                    {{ quoted_name(key.name) }} = {{ quoted_text(key.value) }}
                    {%- if not loop.last %}, {% endif -%}
                {%- endfor -%}
) location {{ quoted_text(folder ~ '/' ~ partition.path ~ '/') }}
            {%- endfor -%}
        {%- endset -%}
        {%- do statements.append(statement) -%}
    {%- endfor -%}
    {{ return(statements) }}
{% endmacro %}


{% macro external_table_exists(node) %}
    {%- set found = run_query(
        'select count(*) as found from svv_external_tables where '
        ~ external_table_is(node)
    ) -%}
    {{ return(found.rows[0]['found'] > 0) }}
{% endmacro %}


{% macro external_partition_count(node) %}
    {%- set found = run_query(
        'select count(*) as found from svv_external_partitions where '
        ~ external_table_is(node)
    ) -%}
    {{ return(found.rows[0]['found'] | int) }}
{% endmacro %}


{% macro external_table_is(node) -%}
schemaname = {{ quoted_text(node.schema) }} and tablename = {{ quoted_text(node.identifier) }}
{%- endmacro %}
