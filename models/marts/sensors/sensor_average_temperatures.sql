with readings as (

    select * from {{ ref('sensor_readings') }}

),

final as (

    select
        device_id,
        location,
        latitude,
        longitude,
        count(*) as readings,
        round(avg(temperature::decimal(12, 6)), 2)::decimal(5, 2)
            as average_temperature
    from readings
    group by 1, 2, 3, 4

)

select * from final
