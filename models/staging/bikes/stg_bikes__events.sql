{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        dist='bike_id',
        sort='_load_id',
    )
}}

{%- set batch = new_loads(
    source('landing', 'bike_events'),
    event_time='activity_timestamp',
) %}

with source as (

    select * from {{ source('landing', 'bike_events') }}
    {% if batch %}
    where {{ in_new_loads(batch) }}
    {% endif %}

),

renamed as (

    select
        -- ids
        bikeid::integer as bike_id,
        station_id::integer as station_id,

        -- strings
        activity_type::varchar(16) as status,
        station_name::varchar(256) as station_name,

        -- numerics
        station_latitude::decimal(10, 8) as station_latitude,
        station_longitude::decimal(11, 8) as station_longitude,

        -- timestamps
        activity_timestamp::timestamp as occurred_at,
        _loaded_at::timestamp as loaded_at,

        -- lineage
        _load_id::bigint as _load_id

    from source

),

accepted as (

    select * from renamed
    where
        bike_id is not null
        and occurred_at < '{{ open_end() }}'

),

candidates as (

    select
        bike_id,
        station_id,
        status,
        station_name,
        station_latitude,
        station_longitude,
        occurred_at,
        loaded_at,
        _load_id
    from accepted

    {% if batch %}
    union all

    -- Only what happened at the same instants can be the same events.
    select
        bike_id,
        station_id,
        status,
        station_name,
        station_latitude,
        station_longitude,
        occurred_at,
        loaded_at,
        _load_id
    from {{ this }}
    where
        occurred_at >= '{{ batch.first_at }}'
        and (bike_id, occurred_at) in (
            select
                accepted.bike_id,
                accepted.occurred_at
            from accepted
        )
    {% endif %}

),

-- An event is what its fields say: delivered again, it is the same event.
first_seen as (

    select
        bike_id,
        station_id,
        status,
        station_name,
        station_latitude,
        station_longitude,
        occurred_at,
        min(loaded_at) as loaded_at,
        min(_load_id) as _load_id
    from candidates
    group by 1, 2, 3, 4, 5, 6, 7

)

select * from first_seen
{% if batch %}
where {{ in_new_loads(batch) }}
{% endif %}
