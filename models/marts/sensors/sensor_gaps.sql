with readings as (

    select * from {{ ref('sensor_readings') }}

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

-- A device measures every minute, give or take some seconds.
counted as (

    select
        device_id,
        location,
        last_reading_at,
        next_reading_at,
        datediff(second, last_reading_at, next_reading_at) as seconds,
        round(datediff(second, last_reading_at, next_reading_at) / 60.0) - 1
            as readings_missing
    from followed
    where next_reading_at is not null

),

final as (

    select
        device_id,
        location,
        last_reading_at,
        next_reading_at,
        seconds::bigint as seconds,
        readings_missing::bigint as readings_missing
    from counted
    where readings_missing > 0

)

select * from final
