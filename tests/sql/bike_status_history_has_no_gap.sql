-- From its first event on a bike always has a status: a version begins when the
-- one before it ends. Only a delete could leave a gap, and bikes have none.
with versions as (

    select
        bike_id,
        effective_at,
        end_at,
        lag(end_at) over (
            partition by bike_id
            order by effective_at, end_at
        ) as previous_end_at
    from {{ ref('bike_status_history') }}

)

select * from versions
where effective_at > previous_end_at
