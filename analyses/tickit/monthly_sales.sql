-- How much was sold in each month?
--
--   dbt show --select monthly_sales --limit 12
with sales as (

    select * from {{ ref('fct_sales') }}

)

select
    date_trunc('month', sold_at)::date as sold_month,
    quarter_of_year,
    count(*) as sales,
    sum(tickets_sold) as tickets_sold,
    sum(price_paid) as price_paid,
    sum(commission) as commission,
    sum(earnings) as earnings,
    round(sum(price_paid) / sum(tickets_sold), 2) as average_ticket_price
from sales
group by 1, 2
order by 1
