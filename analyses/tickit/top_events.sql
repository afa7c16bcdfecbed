-- Which events sold for the most? The first of a hundred equal parts of them.
--
--   dbt show --select top_events --limit 100
with sales as (

    select * from {{ ref('fct_sales') }}

),

totals as (

    select
        event_id,
        event_name,
        category_name,
        count(*) as sales,
        sum(tickets_sold) as tickets_sold,
        sum(price_paid) as price_paid,
        sum(commission) as commission,
        sum(earnings) as earnings
    from sales
    group by event_id, event_name, category_name

),

ranked as (

    select
        *,
        ntile(100) over (order by price_paid desc, event_id asc) as part
    from totals

)

select
    event_id,
    event_name,
    category_name,
    sales,
    tickets_sold,
    price_paid,
    commission,
    earnings,
    round(price_paid / tickets_sold, 2) as average_ticket_price
from ranked
where part = 1
order by price_paid desc, event_id asc
