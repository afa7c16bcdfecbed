-- No join lost a sale or counted one twice: every mart that tells of sales adds
-- up to what staging has.
with sold as (

    select
        sum(tickets_sold) as tickets_sold,
        sum(price_paid) as price_paid
    from {{ ref('stg_tickit__sales') }}

),

totals as (

    select
        'fct_sales' as mart,
        sum(tickets_sold) as tickets_sold,
        sum(price_paid) as price_paid
    from {{ ref('fct_sales') }}

    union all

    select
        'fct_listings' as mart,
        sum(tickets_sold) as tickets_sold,
        sum(tickets_sold * price_per_ticket) as price_paid
    from {{ ref('fct_listings') }}

    union all

    select
        'dim_sellers' as mart,
        sum(tickets_sold) as tickets_sold,
        sum(lifetime_value) as price_paid
    from {{ ref('dim_sellers') }}

    union all

    select
        'dim_buyers' as mart,
        sum(tickets_bought) as tickets_sold,
        sum(lifetime_value) as price_paid
    from {{ ref('dim_buyers') }}

    union all

    select
        'sales_by_day_and_category' as mart,
        sum(tickets_sold) as tickets_sold,
        sum(price_paid) as price_paid
    from {{ ref('sales_by_day_and_category') }}

    union all

    select
        'sales_by_venue' as mart,
        sum(tickets_sold) as tickets_sold,
        sum(price_paid) as price_paid
    from {{ ref('sales_by_venue') }}

)

select
    totals.mart,
    totals.tickets_sold,
    sold.tickets_sold as tickets_sold_in_staging,
    totals.price_paid,
    sold.price_paid as price_paid_in_staging
from totals
cross join sold
where
    totals.tickets_sold != sold.tickets_sold
    or totals.price_paid != sold.price_paid
