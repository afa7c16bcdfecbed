{{
    config(
        materialized='table',
        dist='listing_id',
        sort='listed_at',
    )
}}

with listings as (

    select * from {{ ref('stg_tickit__listings') }}

),

sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

events as (

    select * from {{ ref('int_events_joined_to_venues_and_categories') }}

),

-- Of all users: who lists tickets and sells none is in no list of sellers.
users as (

    select * from {{ ref('stg_tickit__users') }}

),

sold as (

    select
        listing_id,
        sum(tickets_sold) as tickets_sold
    from sales
    group by listing_id

),

final as (

    select
        -- ids
        listings.listing_id,
        listings.event_id,
        listings.seller_id,

        -- strings
        events.category_group,
        events.category_name,
        events.event_name,
        events.venue_name,
        events.venue_city,
        events.venue_state,
        users.username as seller_username,
        users.full_name as seller_name,

        -- numerics
        listings.tickets_listed,
        coalesce(sold.tickets_sold, 0) as tickets_sold,
        {{ share('coalesce(sold.tickets_sold, 0)', 'listings.tickets_listed') }}
            as fill_rate,
        listings.price_per_ticket,
        listings.total_price,

        -- timestamps
        listings.listed_at,
        events.starts_at

    from listings
    inner join events on listings.event_id = events.event_id
    inner join users on listings.seller_id = users.user_id
    left join sold on listings.listing_id = sold.listing_id

)

select * from final
