-- Neighbours differ: a version that says what the one before it said should not be there.
with versions as (

    select
        bike_id,
        effective_at,
        status,
        station_id,
        station_latitude,
        station_longitude,
        station_name,
        {% for column in [
            'effective_at',
            'status',
            'station_id',
            'station_latitude',
            'station_longitude',
            'station_name',
        ] %}
        lag({{ column }}) over (
            partition by bike_id
            order by effective_at
        ) as previous_{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('bike_status_history') }}

)

select * from versions
where
    previous_effective_at is not null
    and {{ null_safe_equal('status', 'previous_status') }}
    and {{ null_safe_equal('station_id', 'previous_station_id') }}
    and {{ null_safe_equal('station_latitude', 'previous_station_latitude') }}
    and {{ null_safe_equal('station_longitude', 'previous_station_longitude') }}
    and {{ null_safe_equal('station_name', 'previous_station_name') }}
