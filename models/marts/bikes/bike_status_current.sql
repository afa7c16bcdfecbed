with history as (

    select * from {{ ref('bike_status_history') }}

),

final as (

    select
        bike_id,
        effective_at,
        status,
        station_id,
        station_latitude,
        station_longitude,
        station_name,
        _load_id
    from history
    where end_at = '{{ open_end() }}'

)

select * from final
