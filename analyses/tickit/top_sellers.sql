-- Whose tickets sold for the most? The first of a thousand equal parts of the
-- sellers.
--
--   dbt show --select top_sellers --limit 100
with sales as (

    select * from {{ ref('fct_sales') }}

),

totals as (

    select
        seller_id,
        seller_username,
        seller_state,
        count(*) as sales,
        sum(tickets_sold) as tickets_sold,
        sum(price_paid) as price_paid,
        sum(commission) as commission,
        sum(earnings) as earnings
    from sales
    group by seller_id, seller_username, seller_state

),

ranked as (

    select
        *,
        ntile(1000) over (order by price_paid desc, seller_id asc) as part
    from totals

)

select
    seller_id,
    seller_username,
    seller_state,
    sales,
    tickets_sold,
    price_paid,
    commission,
    earnings,
    round(price_paid / tickets_sold, 2) as average_ticket_price
from ranked
where part = 1
order by price_paid desc, seller_id asc
