{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        dist='device_id',
        sort='_load_id',
    )
}}

{%- set batch = new_loads(
    source('landing', 'sensor_messages'),
    event_time=from_epoch('ts'),
) %}

with source as (

    select * from {{ source('landing', 'sensor_messages') }}
    {% if batch %}
    where {{ in_new_loads(batch) }}
    {% endif %}

),

renamed as (

    select
        -- ids
        guid::varchar(36) as device_id,

        -- numerics
        temp::decimal(5, 2) as temperature,

        -- timestamps
        {{ from_epoch('ts') }} as recorded_at,
        _loaded_at::timestamp as loaded_at,

        -- lineage
        _load_id::bigint as _load_id

    from source

),

accepted as (

    select * from renamed
    where
        device_id is not null
        and temperature is not null
        and recorded_at is not null

),

candidates as (

    select
        device_id,
        temperature,
        recorded_at,
        loaded_at,
        _load_id
    from accepted

    {% if batch %}
    union all

    -- Only what was measured at the same instants can be the same messages.
    select
        device_id,
        temperature,
        recorded_at,
        loaded_at,
        _load_id
    from {{ this }}
    where
        recorded_at >= '{{ batch.first_at }}'
        and (device_id, recorded_at) in (
            select
                accepted.device_id,
                accepted.recorded_at
            from accepted
        )
    {% endif %}

),

-- Firehose may deliver a message twice: it is the same message then.
first_seen as (

    select
        device_id,
        temperature,
        recorded_at,
        min(loaded_at) as loaded_at,
        min(_load_id) as _load_id
    from candidates
    group by 1, 2, 3

)

select * from first_seen
{% if batch %}
where {{ in_new_loads(batch) }}
{% endif %}
