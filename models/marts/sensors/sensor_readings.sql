with readings as (

    select * from {{ ref('int_sensor_readings_joined_to_devices') }}

),

services as (

    select * from {{ ref('sensor_service_history') }}

),

final as (

    select
        -- ids
        readings.device_id,

        -- strings
        readings.sku,
        readings.mac,
        readings.manufacturer_name,
        readings.location,
        services.firmware_version,

        -- numerics
        readings.temperature,
        readings.latitude,
        readings.longitude,
        datediff(second, readings.recorded_at, readings.loaded_at)
            as latency_seconds,

        -- timestamps
        readings.recorded_at,
        readings.installed_at,
        services.calibrated_at,
        readings.loaded_at,

        -- lineage
        readings._load_id

    from readings
    left join services
        on
            readings.device_id = services.device_id
            and {{ valid_at('services', 'readings.recorded_at') }}

)

select * from final
