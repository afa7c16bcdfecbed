{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        dist='session_id',
        sort='arrived_at',
    )
}}

with records as (

    select * from {{ ref('charging_records') }} as records
    where
        {{ is_charging_session() }}
        {% if is_incremental() %}
        and {{ not_kept_yet('records') }}
        {% endif %}

),

final as (

    select
        -- ids
        session_id,
        cluster_id,
        station_id,
        space_id,
        user_id,

        -- strings
        timezone,

        -- numerics
        kwh_delivered,

        -- timestamps
        connected_at,
        arrived_at,
        read_at,

        -- lineage
        shard_id,
        sequence_number

    from records

)

select * from final
