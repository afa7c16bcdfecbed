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

final as (

    select
        device_id,
        readings,
        min(latency_seconds) as latency_min,
        {{ nearest_rank(50, 'latency_seconds', 'place', 'readings') }}
            as latency_median,
        {{ nearest_rank(95, 'latency_seconds', 'place', 'readings') }}
            as latency_p95,
        max(latency_seconds) as latency_max
    from ranked
    group by 1, 2

)

select * from final
