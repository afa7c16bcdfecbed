{{
    config(
        materialized='table',
        dist='all',
        sort='venue_id',
    )
}}

with venues as (

    select * from {{ ref('stg_tickit__venues') }}

),

cities as (

    select * from {{ ref('venue_cities') }}

),

events as (

    select * from {{ ref('stg_tickit__events') }}

),

sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

held as (

    select
        venue_id,
        count(*) as events
    from events
    group by 1

),

sold as (

    select
        events.venue_id,
        count(*) as sales,
        sum(sales.tickets_sold) as tickets_sold,
        sum(sales.price_paid) as price_paid,
        sum(sales.commission) as commission
    from sales
    inner join events on sales.event_id = events.event_id
    group by 1

),

final as (

    select
        -- ids
        venues.venue_id,

        -- strings
        venues.venue_name,
        venues.venue_city,
        venues.venue_state,

        -- numerics
        venues.seats,
        cities.latitude,
        cities.longitude,
        coalesce(held.events, 0) as events,
        coalesce(sold.sales, 0) as sales,
        coalesce(sold.tickets_sold, 0) as tickets_sold,
        coalesce(sold.price_paid, 0) as price_paid,
        coalesce(sold.commission, 0) as commission

    from venues
    left join cities
        on
            venues.venue_city = cities.city
            and venues.venue_state = cities.state
    left join held on venues.venue_id = held.venue_id
    left join sold on venues.venue_id = sold.venue_id

)

select * from final
