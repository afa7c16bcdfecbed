with sessions as (

    select * from {{ ref('int_charging_sessions_once') }}

),

time_zones as (

    select * from {{ ref('time_zones') }}

),

stations as (

    select
        station_id,
        count(distinct space_id) as spaces
    from sessions
    group by 1

),

hours as (

    select
        sessions.station_id,
        date_trunc(
            'hour',
            convert_timezone(
                'UTC', coalesce(time_zones.name, 'UTC'), sessions.connected_at
            )
        ) as local_hour,
        count(*) as sessions,
        count(distinct sessions.space_id) as spaces_used,
        sum(sessions.kwh_delivered)::decimal(12, 2) as energy_kwh
    from sessions
    left join time_zones on sessions.timezone = time_zones.name
    group by 1, 2

),

final as (

    select
        -- ids
        hours.station_id,

        -- numerics
        hours.sessions,
        hours.energy_kwh,
        hours.spaces_used,
        stations.spaces,
        {{ share('hours.spaces_used', 'stations.spaces') }} as utilisation,

        -- timestamps
        hours.local_hour

    from hours
    inner join stations on hours.station_id = stations.station_id

)

select * from final
