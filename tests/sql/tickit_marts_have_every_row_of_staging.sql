-- Marts with the grain of a staged table have as many rows as it.
{%- set grains = {
    'fct_sales': 'stg_tickit__sales',
    'fct_listings': 'stg_tickit__listings',
    'dim_events': 'stg_tickit__events',
    'sales_by_venue': 'stg_tickit__venues',
} %}
with counted as (

    {% for mart, staged in grains.items() %}
    select
        '{{ mart }}' as mart,
        (select count(*) as rows_found from {{ ref(mart) }}) as rows_found,
        (select count(*) as rows_found from {{ ref(staged) }}) as rows_expected
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

select
    mart,
    rows_found,
    rows_expected
from counted
where rows_found != rows_expected
