with source as (

    select * from {{ source('landing', 'bike_events') }}

),

refused as (

    select
        -- strings
        case
            when bikeid is null then 'no bike id'
            when activity_timestamp is null then 'no time'
            else 'a time after the end of time'
        end as reason,

        -- as landed
        bikeid,
        activity_timestamp,
        activity_type,
        station_id,
        station_latitude,
        station_longitude,
        station_name,

        -- lineage
        _loaded_at as loaded_at,
        _load_id

    from source
    where
        bikeid is null
        or activity_timestamp is null
        or activity_timestamp >= '{{ open_end() }}'

)

select * from refused
