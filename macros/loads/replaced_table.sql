{% macro replaced_table() %}
    {#- The table that a full refresh of this model is about to replace, or none. -#}
    {%- if execute and model.resource_type == 'model' and should_full_refresh() -%}
        {%- set existing = load_cached_relation(this) -%}
        {{ return(existing if existing is not none and existing.is_table else none) }}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}
