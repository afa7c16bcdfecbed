{% test expression_is_true(model, expression) %}
    {#- `expression` holds for every row; null passes, as in a check of a table. -#}
select *
from {{ model }}
where not ({{ expression }})
{% endtest %}
