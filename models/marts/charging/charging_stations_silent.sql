with sessions as (

    select * from {{ ref('stg_charging__sessions') }}

),

heard as (

    select
        station_id,
        max(arrived_at) as last_arrived_at,
        datediff(minute, max(arrived_at), {{ asked_at() }}) as minutes_silent
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
