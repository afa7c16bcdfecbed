-- Where was bike X at time T?
--
--   dbt show --select bike_position_at \
--     --vars '{bike_id: 18070, at: "2015-08-01 12:00:00"}'
--
-- Without `at` the time is now; without `bike_id` the bike is the one with the lowest id.
with history as (

    select * from {{ ref('bike_status_history') }}

),

asked as (

    select
        {% if var('bike_id') is none %}
        min(bike_id) as bike_id,
        {% else %}
        {{ var('bike_id') | int }} as bike_id,
        {% endif %}
        {{ asked_at() }} as asked_at
    from history

)

select
    asked.bike_id,
    asked.asked_at,
    history.status,
    history.station_id,
    history.station_name,
    history.station_latitude,
    history.station_longitude,
    history.effective_at as since
from asked
inner join history on asked.bike_id = history.bike_id
where
    history.effective_at <= {{ asked_at() }}
    and history.end_at > {{ asked_at() }}
