with sessions as (

    select * from {{ ref('int_charging_sessions_once') }}

),

numbered as (

    select
        station_id,
        space_id,
        session_id,
        user_id,
        kwh_delivered,
        connected_at,
        row_number() over (
            partition by station_id, space_id
            order by connected_at desc, arrived_at desc, session_id asc
        ) as place
    from sessions

),

final as (

    select
        -- ids
        station_id,
        space_id,
        session_id,
        user_id,

        -- numerics
        kwh_delivered,
        datediff(minute, connected_at, {{ asked_at() }})
            as minutes_since_connected,

        -- timestamps
        connected_at

    from numbered
    where place = 1

)

select * from final
