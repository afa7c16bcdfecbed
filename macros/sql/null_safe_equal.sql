{% macro null_safe_equal(left, right) -%}
    {#- Both null, or both equal. Redshift has no IS NOT DISTINCT FROM. -#}
    ({{ left }} = {{ right }} or ({{ left }} is null and {{ right }} is null))
{%- endmacro %}


{% macro same_columns(left, right, columns) -%}
    {#- `left` and `right` hold the same value, never null, in each of `columns`. -#}
    {%- for column in columns -%}
        {{ left }}.{{ column }} = {{ right }}.{{ column }}
        {%- if not loop.last %} and {% endif -%}
    {%- endfor -%}
{%- endmacro %}


{% macro listed(columns, relation=none) -%}
    {#- `columns` as a list with commas, each with the name of `relation` before it. -#}
    {%- for column in columns -%}
        {%- if relation %}{{ relation }}.{% endif -%}
        {{ column }}
        {%- if not loop.last %}, {% endif -%}
    {%- endfor -%}
{%- endmacro %}
