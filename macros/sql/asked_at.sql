{% macro asked_at() -%}
    {#- The instant that an analysis asks about: the variable `at`, else now. -#}
    {%- if var('at') is none -%}
        getdate()
    {%- else -%}
        {{ quoted_text(var('at')) }}::timestamp
    {%- endif -%}
{%- endmacro %}
