{% macro asked_at() -%}
    {#- The instant that an analysis asks about: the variable `at`, else now. -#}
    {%- if var('at') is none -%}
        getdate()
    {%- else -%}
        {{ dbt.string_literal(dbt.escape_single_quotes(var('at') | string)) }}::timestamp
    {%- endif -%}
{%- endmacro %}
