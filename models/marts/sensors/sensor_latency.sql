with readings as (

    select * from {{ ref('sensor_readings') }}

),

ranked as (

    select
        device_id,
        latency_seconds,
        row_number() over (
            partition by device_id
            order by latency_seconds
        ) as place,
        count(*) over (partition by device_id) as readings
    from readings

),

-- Redshift's percentile functions cannot be shown on the rows of a unit test.
final as (

    select
        device_id,
        readings,
        min(latency_seconds) as latency_min,
        min(case when place >= 0.50 * readings then latency_seconds end)
            as latency_median,
        min(case when place >= 0.95 * readings then latency_seconds end)
            as latency_p95,
        max(latency_seconds) as latency_max
    from ranked
    group by 1, 2

)

select * from final
