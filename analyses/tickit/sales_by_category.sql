-- How much was sold of each category?
--
--   dbt show --select sales_by_category --limit 11
with sales as (

    select * from {{ ref('fct_sales') }}

)

select
    category_group,
    category_name,
    count(*) as sales,
    sum(tickets_sold) as tickets_sold,
    sum(price_paid) as price_paid,
    sum(commission) as commission,
    sum(earnings) as earnings,
    round(sum(price_paid) / sum(tickets_sold), 2) as average_ticket_price
from sales
group by category_group, category_name
order by category_group, category_name
