-- Neighbours differ: a version that says what the one before it said should
-- not be there.
with versions as (

    select
        bike_id,
        effective_at,
        status,
        station_id,
        station_latitude,
        station_longitude,
        station_name,
        lag(effective_at) over (
            partition by bike_id order by effective_at
        ) as previous_effective_at,
        lag(status) over (
            partition by bike_id order by effective_at
        ) as previous_status,
        lag(station_id) over (
            partition by bike_id order by effective_at
        ) as previous_station_id,
        lag(station_latitude) over (
            partition by bike_id order by effective_at
        ) as previous_station_latitude,
        lag(station_longitude) over (
            partition by bike_id order by effective_at
        ) as previous_station_longitude,
        lag(station_name) over (
            partition by bike_id order by effective_at
        ) as previous_station_name
    from {{ ref('bike_status_history') }}

)

select * from versions
where
    previous_effective_at is not null
    and {{ null_safe_equal('status', 'previous_status') }}
    and {{ null_safe_equal('station_id', 'previous_station_id') }}
    and {{ null_safe_equal('station_latitude', 'previous_station_latitude') }}
    and {{ null_safe_equal('station_longitude', 'previous_station_longitude') }}
    and {{ null_safe_equal('station_name', 'previous_station_name') }}
