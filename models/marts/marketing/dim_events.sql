{{
    config(
        materialized='table',
        dist='all',
        sort='event_id',
    )
}}

with events as (

    select * from {{ ref('int_events_joined_to_venues_and_categories') }}

),

dates as (

    select * from {{ ref('stg_tickit__dates') }}

),

final as (

    select
        -- ids
        events.event_id,

        -- strings
        events.event_name,
        events.category_group,
        events.category_name,
        events.category_description,
        events.venue_name,
        events.venue_city,
        events.venue_state,

        -- numerics
        events.seats,
        dates.week_of_year,
        dates.quarter_of_year,

        -- booleans
        dates.is_holiday,

        -- timestamps
        events.starts_at

    from events
    inner join dates on events.date_id = dates.date_id

)

select * from final
