with sessions as (

    select * from {{ ref('int_charging_sessions_once') }}

),

heard as (

    select
        station_id,
        max(arrived_at) as last_arrived_at,
        datediff(minute, max(arrived_at), {{ asked_at() }})::bigint
            as minutes_silent
    from sessions
    group by 1

),

final as (

    select
        station_id,
        minutes_silent,
        last_arrived_at
    from heard
    where minutes_silent >= {{ var('silent_after_minutes') }}

)

select * from final
