{% macro share(part, whole) -%}
    {#- `part` of `whole`, from 0 to 1 with four places. Whole numbers would divide to one. -#}
    round({{ part }}::decimal(18, 4) / {{ whole }}, 4)
{%- endmacro %}


{% macro change_percent(now, before) -%}
    {#- By how many percent `now` is more than `before`; null where there was nothing before. -#}
    round(100 * ({{ now }} - {{ before }}) / nullif({{ before }}, 0), 2)
{%- endmacro %}
