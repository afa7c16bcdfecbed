-- The history is as far as the staged events. Its own greatest load id is what
-- the next run starts from: were it behind, loads would be read again; were it
-- ahead, missed.
with staged as (

    select max(_load_id) as load_id
    from {{ ref('stg_bikes__events') }}

),

taken as (

    select max(_load_id) as load_id
    from {{ ref('bike_status_history') }}

)

select
    staged.load_id as staged_load_id,
    taken.load_id as taken_load_id
from staged
cross join taken
where coalesce(staged.load_id, 0) != coalesce(taken.load_id, 0)
