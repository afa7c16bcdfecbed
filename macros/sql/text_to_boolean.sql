{% macro text_to_boolean(text) -%}
    {#- TRUE and FALSE, in whatever case, as a boolean; null for anything else. -#}
    case upper({{ text }}) when 'TRUE' then true when 'FALSE' then false end
{%- endmacro %}
