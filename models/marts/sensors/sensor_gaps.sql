with readings as (

    select * from {{ ref('sensor_readings') }}

),

newest as (

    select max(recorded_at) as recorded_at from readings

),

followed as (

    select
        device_id,
        location,
        recorded_at as last_reading_at,
        lead(recorded_at) over (
            partition by device_id
            order by recorded_at
        ) as next_reading_at
    from readings

),

-- A device that has not come back is silent as long as others are heard.
measured as (

    select
        followed.device_id,
        followed.location,
        followed.last_reading_at,
        followed.next_reading_at,
        datediff(
            second,
            followed.last_reading_at,
            coalesce(followed.next_reading_at, newest.recorded_at)
        ) as seconds
    from followed
    cross join newest

),

-- A device measures every minute, give or take some seconds.
counted as (

    select
        device_id,
        location,
        last_reading_at,
        next_reading_at,
        seconds,
        round(seconds / 60.0) - 1 as readings_missing
    from measured

),

final as (

    select
        device_id,
        location,
        last_reading_at,
        next_reading_at,
        seconds,
        readings_missing::bigint as readings_missing
    from counted
    where readings_missing > 0

)

select * from final
