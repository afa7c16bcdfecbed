with sessions as (

    select * from {{ ref('stg_charging__sessions') }}

),

-- A refresh also reads what comes while it runs.
measured as (

    select
        date_trunc('hour', arrived_at) as arrived_hour,
        greatest(datediff(millisecond, arrived_at, read_at), 0)::decimal(12, 3)
        / 1000 as latency_seconds
    from sessions

),

ranked as (

    select
        arrived_hour,
        latency_seconds,
        row_number() over (
            partition by arrived_hour
            order by latency_seconds
        ) as place,
        count(*) over (partition by arrived_hour) as records
    from measured

),

final as (

    select
        -- numerics
        records,
        min(latency_seconds)::decimal(12, 3) as latency_min,
        {{ nearest_rank(50, 'latency_seconds', 'place', 'records') }}
        ::decimal(12, 3) as latency_median,
        {{ nearest_rank(95, 'latency_seconds', 'place', 'records') }}
        ::decimal(12, 3) as latency_p95,
        max(latency_seconds)::decimal(12, 3) as latency_max,

        -- timestamps
        arrived_hour

    from ranked
    group by arrived_hour, records

)

select * from final
