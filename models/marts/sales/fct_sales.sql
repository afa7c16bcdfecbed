{{
    config(
        materialized='table',
        dist='listing_id',
        sort='sold_at',
    )
}}

with sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

dates as (

    select * from {{ ref('stg_tickit__dates') }}

),

events as (

    select * from {{ ref('int_events_joined_to_venues_and_categories') }}

),

buyers as (

    select * from {{ ref('int_buyers_extracted_from_users') }}

),

sellers as (

    select * from {{ ref('int_sellers_extracted_from_users') }}

),

final as (

    select
        -- ids
        sales.sale_id,
        sales.listing_id,
        sales.event_id,
        sales.buyer_id,
        sales.seller_id,

        -- strings
        events.category_group,
        events.category_name,
        events.event_name,
        buyers.username as buyer_username,
        buyers.full_name as buyer_name,
        buyers.state as buyer_state,
        sellers.username as seller_username,
        sellers.full_name as seller_name,
        sellers.state as seller_state,

        -- numerics
        sales.tickets_sold,
        sales.ticket_price,
        sales.price_paid,
        sales.commission_percent,
        sales.commission,
        sales.earnings,

        -- dates and timestamps
        dates.quarter_of_year,
        buyers.first_purchase_date as buyer_first_purchase_date,
        sellers.first_sale_date as seller_first_sale_date,
        sales.sold_at

    from sales
    inner join dates on sales.date_id = dates.date_id
    inner join events on sales.event_id = events.event_id
    inner join buyers on sales.buyer_id = buyers.user_id
    inner join sellers on sales.seller_id = sellers.user_id

)

select * from final
