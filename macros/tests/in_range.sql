{% test in_range(model, column_name, minimum=none, maximum=none) %}
    {#- No value below `minimum` or above `maximum`, both inclusive; null passes. -#}
select {{ column_name }}
from {{ model }}
where
    false
    {%- if minimum is not none %}
    or {{ column_name }} < {{ minimum }}
    {%- endif %}
    {%- if maximum is not none %}
    or {{ column_name }} > {{ maximum }}
    {%- endif %}
{% endtest %}
