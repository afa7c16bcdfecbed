-- Versions of a bike follow each other: none begins before the one before it
-- ended, and none ends before, or when, it begins.
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
where
    end_at <= effective_at
    or effective_at < previous_end_at
