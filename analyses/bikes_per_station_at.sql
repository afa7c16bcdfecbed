-- How many bikes stood at each station at time T?
--
--   dbt show --select bikes_per_station_at --limit 1000 \
--     --vars '{at: "2015-08-01 12:00:00"}'
--
-- Without `at` the time is now. A bike stands at a station from the end of a
-- trip to the start of its next one.
with standing as (

    select * from {{ as_of(ref('bike_status_history'), asked_at()) }} as valid
    where status = 'end'

),

stations as (

    select * from {{ ref('dim_stations') }}

)

select
    {{ asked_at() }} as asked_at,
    stations.station_id,
    stations.station_name,
    count(standing.bike_id) as bikes
from stations
left join standing on stations.station_id = standing.station_id
group by stations.station_id, stations.station_name
order by bikes desc, stations.station_id asc
