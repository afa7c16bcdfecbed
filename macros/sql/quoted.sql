{% macro quoted_name(name) -%}
    {#- An identifier in double quotes. -#}
    "{{ name | string | replace('"', '""') }}"
{%- endmacro %}


{% macro quoted_text(value) -%}
    {#- A literal in single quotes; a backslash escapes in Redshift's literals. -#}
    '{{ value | string | replace("\\", "\\\\") | replace("'", "''") }}'
{%- endmacro %}
