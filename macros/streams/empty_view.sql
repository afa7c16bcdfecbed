{% macro redshift__get_materialized_view_configuration_changes(
    existing_relation, new_config
) %}
    {#-
        What dbt-redshift does, but for a view that is empty: SVV_TABLE_INFO leaves empty
        tables out, and dbt-redshift would fail for want of its row at the second run of
        a streaming view that nothing has come to yet.
    -#}
    {%- if not looked_up('svv_table_info', '"schema" || \'.\' || "table"',
            existing_relation.schema ~ '.' ~ existing_relation.identifier) -%}
        {{ return(none) }}
    {%- endif -%}
    {{ return(dbt.redshift__get_materialized_view_configuration_changes(
        existing_relation, new_config)) }}
{% endmacro %}
