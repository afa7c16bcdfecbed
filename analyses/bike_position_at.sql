-- Where was bike X at time T?
--
--   dbt show --select bike_position_at \
--     --vars '{bike_id: 18070, at: "2015-08-01 12:00:00"}'
--
-- Without `at` the time is now; without `bike_id` it is the bike with the
-- lowest id.
with positions as (

    select * from {{ as_of(ref('bike_status_history'), asked_at()) }} as valid

)

select
    bike_id,
    {{ asked_at() }} as asked_at,
    status,
    station_id,
    station_name,
    station_latitude,
    station_longitude,
    effective_at as since
from positions
where
{% if var('bike_id') is none %}
    bike_id = (
        select min(lowest.bike_id) as bike_id
        from {{ ref('bike_status_history') }} as lowest
    )
{% else %}
    bike_id = {{ var('bike_id') | int }}
{% endif %}
