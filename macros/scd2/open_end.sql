{% macro open_end() %}
    {#- When a version ends that nothing has ended yet. As text, in UTC. -#}
    {{ return('9999-12-31 23:59:59') }}
{% endmacro %}
