with readings as (

    select * from {{ ref('sensor_readings') }}

),

-- Temperatures rise and fall, so a reading is held against those next to it.
compared as (

    select
        device_id,
        location,
        temperature,
        recorded_at,
        avg(temperature::decimal(12, 6)) over (
            partition by device_id
            order by recorded_at, temperature
            rows between 5 preceding and 1 preceding
        ) as mean_before,
        avg(temperature::decimal(12, 6)) over (
            partition by device_id
            order by recorded_at, temperature
            rows between 1 following and 5 following
        ) as mean_after
    from readings

),

distant as (

    select
        device_id,
        location,
        temperature,
        recorded_at,
        (mean_before + mean_after) / 2 as expected_temperature,
        temperature - (mean_before + mean_after) / 2 as distance
    from compared
    where
        mean_before is not null
        and mean_after is not null

),

measured as (

    select
        device_id,
        location,
        temperature,
        recorded_at,
        expected_temperature,
        distance,
        stddev_pop(distance::float) over (
            partition by device_id
        ) as usual_distance
    from distant

),

final as (

    select
        device_id,
        location,
        temperature,
        round(expected_temperature, 2)::decimal(5, 2) as expected_temperature,
        round(distance / usual_distance, 1)::decimal(9, 1)
            as standard_deviations,
        recorded_at
    from measured
    where abs(distance) > 3 * usual_distance

)

select * from final
