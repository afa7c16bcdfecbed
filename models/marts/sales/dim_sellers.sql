{{
    config(
        materialized='table',
        dist='user_id',
        sort='user_id',
    )
}}

with sellers as (

    select * from {{ ref('int_sellers_extracted_from_users') }}

),

sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

sold as (

    select
        seller_id,
        count(*) as sales,
        sum(tickets_sold) as tickets_sold,
        sum(price_paid) as lifetime_value,
        sum(commission) as commission,
        sum(earnings) as earnings,
        max(sold_at)::date as last_sale_date
    from sales
    group by seller_id

),

final as (

    select
        -- ids
        sellers.user_id,

        -- strings
        sellers.username,
        sellers.full_name,
        sellers.city,
        sellers.state,
        sellers.email,
        sellers.phone,

        -- numerics
        sold.sales,
        sold.tickets_sold,
        sold.lifetime_value,
        sold.commission,
        sold.earnings,

        -- dates
        sellers.first_sale_date,
        sold.last_sale_date

    from sellers
    inner join sold on sellers.user_id = sold.seller_id

)

select * from final
