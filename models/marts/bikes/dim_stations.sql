{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='station_id',
        on_schema_change='fail',
        dist='all',
        sort='station_id',
    )
}}

{%- set batch = new_loads(
    ref('stg_bikes__events'),
    event_time='occurred_at',
) %}

with events as (

    select * from {{ ref('stg_bikes__events') }}
    where
        station_id is not null
        {% if batch %}
        and {{ in_new_loads(batch) }}
        {% endif %}

),

sightings as (

    select
        station_id,
        station_name,
        station_latitude,
        station_longitude,
        occurred_at as first_seen_at,
        occurred_at as last_seen_at,
        _load_id
    from events

    {% if batch %}
    union all

    -- What is known of the stations seen now. Its row stands for their events.
    select
        station_id,
        station_name,
        station_latitude,
        station_longitude,
        first_seen_at,
        last_seen_at,
        _load_id
    from {{ this }}
    where station_id in (select events.station_id from events)
    {% endif %}

),

ranked as (

    select
        station_id,
        station_name,
        station_latitude,
        station_longitude,
        min(first_seen_at) over (partition by station_id) as first_seen_at,
        max(last_seen_at) over (partition by station_id) as last_seen_at,
        max(_load_id) over (partition by station_id) as _load_id,
        row_number() over (
            partition by station_id
            order by
                last_seen_at desc,
                station_name desc nulls last,
                station_latitude desc nulls last,
                station_longitude desc nulls last
        ) as place
    from sightings

),

final as (

    select
        station_id,
        station_name,
        station_latitude,
        station_longitude,
        first_seen_at,
        last_seen_at,
        _load_id
    from ranked
    where place = 1

)

select * from final
