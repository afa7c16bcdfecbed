with entries as (

    select * from {{ ref('sensors') }}

),

devices as (

    select * from {{ ref('sensor') }}

),

services as (

    select * from {{ ref('history') }}

),

joined as (

    select
        devices.guid as device_id,
        services.id::bigint as service_number,
        services.action,
        services.technician_id,
        {{ from_epoch('services.serviced') }} as serviced_at,
        left(regexp_substr(services.notes, 'v[0-9]+[.][0-9]+'), 16)
            as firmware_named
    from entries
    inner join devices on entries.sensor_id = devices.id
    inner join services on entries.history_id = services.id

),

final as (

    select
        -- ids
        device_id,
        max(service_number) as service_number,

        -- strings
        max(case when action = 'FIRMWARE UPGRADED' then firmware_named end)
            as firmware_version,

        -- numerics
        max(technician_id) as technician_id,

        -- booleans
        bool_or(action = 'DECOMMISSIONED') as is_decommissioned,

        -- timestamps
        serviced_at,
        max(case when action = 'INSTALLED' then serviced_at end)
            as installed_at,
        max(
            case
                when action in ('CALIBRATED', 'RE-CALIBRATED') then serviced_at
            end
        ) as calibrated_at,

        -- lineage
        max(service_number) as _load_id

    from joined
    group by device_id, serviced_at

)

select * from final
