{% test unique_together(model, columns) %}
    {#- No two rows agree, null-safe, in all of `columns`: the grain of the model. -#}
select
    {{ listed(columns) }},
    count(*) as rows_found
from {{ model }}
group by {{ listed(columns) }}
having count(*) > 1
{% endtest %}
