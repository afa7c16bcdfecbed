with readings as (

    select * from {{ ref('sensor_readings') }}

),

final as (

    select
        device_id,
        location,
        latitude,
        longitude,
        count(*) as readings
    from readings
    group by 1, 2, 3, 4

)

select * from final
