with messages as (

    select * from {{ ref('stg_sensors__messages') }}

),

entries as (

    select * from {{ ref('sensors') }}

),

devices as (

    select * from {{ ref('sensor') }}

),

manufacturers as (

    select * from {{ ref('manufacturer') }}

),

locations as (

    select * from {{ ref('location') }}

),

services as (

    select * from {{ ref('history') }}

),

installed as (

    select
        entries.sensor_id,
        entries.manufacturer_id,
        entries.location_id,
        services.id as service_number,
        {{ from_epoch('services.serviced') }} as installed_at
    from entries
    inner join services on entries.history_id = services.id
    where services.action = 'INSTALLED'

),

-- A device that was installed again stood elsewhere before.
placed as (

    select
        sensor_id,
        manufacturer_id,
        location_id,
        installed_at,
        lead(installed_at) over (
            partition by sensor_id
            order by installed_at, service_number
        ) as moved_at
    from installed

),

final as (

    select
        -- ids
        messages.device_id,

        -- strings
        devices.sku,
        devices.mac,
        manufacturers.name as manufacturer_name,
        locations.description as location,

        -- numerics
        messages.temperature,
        locations.lat as latitude,
        locations.long as longitude,

        -- timestamps
        messages.recorded_at,
        placed.installed_at,
        messages.loaded_at,

        -- lineage
        messages._load_id

    from messages
    inner join devices on messages.device_id = devices.guid
    inner join placed
        on
            devices.id = placed.sensor_id
            and messages.recorded_at >= placed.installed_at
            and (
                messages.recorded_at < placed.moved_at
                or placed.moved_at is null
            )
    inner join manufacturers on placed.manufacturer_id = manufacturers.id
    inner join locations on placed.location_id = locations.id
    where devices.active

)

select * from final
