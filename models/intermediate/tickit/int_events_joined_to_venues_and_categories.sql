with events as (

    select * from {{ ref('stg_tickit__events') }}

),

venues as (

    select * from {{ ref('stg_tickit__venues') }}

),

categories as (

    select * from {{ ref('stg_tickit__categories') }}

),

final as (

    select
        events.event_id,
        events.category_id,
        events.venue_id,
        events.date_id,
        events.event_name,
        categories.category_group,
        categories.category_name,
        categories.category_description,
        venues.venue_name,
        venues.venue_city,
        venues.venue_state,
        venues.seats,
        events.starts_at
    from events
    inner join venues on events.venue_id = venues.venue_id
    inner join categories on events.category_id = categories.category_id

)

select * from final
