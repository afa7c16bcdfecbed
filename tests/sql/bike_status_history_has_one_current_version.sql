-- Every bike that had an event has exactly one current version, and that one
-- has the open end.
with bikes as (

    select distinct bike_id
    from {{ ref('stg_bikes__events') }}

),

current_versions as (

    select
        bike_id,
        count(*) as versions
    from {{ ref('bike_status_history') }}
    where is_current
    group by bike_id

),

open_versions as (

    select
        bike_id,
        count(*) as versions
    from {{ ref('bike_status_history') }}
    where end_at = '{{ open_end() }}'
    group by bike_id

)

select
    bikes.bike_id,
    current_versions.versions as current_versions,
    open_versions.versions as open_versions
from bikes
left join current_versions on bikes.bike_id = current_versions.bike_id
left join open_versions on bikes.bike_id = open_versions.bike_id
where
    coalesce(current_versions.versions, 0) != 1
    or coalesce(open_versions.versions, 0) != 1
