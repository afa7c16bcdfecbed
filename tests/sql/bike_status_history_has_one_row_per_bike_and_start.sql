-- The grain: a bike has one version that begins at a given instant.
select
    bike_id,
    effective_at,
    count(*) as rows_found
from {{ ref('bike_status_history') }}
group by bike_id, effective_at
having count(*) > 1
