{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        dist='even',
        sort='arrived_at',
    )
}}

with records as (

    select * from {{ ref('charging_records') }} as records
    where
        not ({{ is_charging_session() }})
        {% if is_incremental() %}
        and {{ not_kept_yet('records') }}
        {% endif %}

),

final as (

    select
        -- ids
        session_id,
        station_id,

        -- strings
        case
            when bytes > 65535 then 'too long'
            when not is_json then 'no JSON'
            when session_id is null then 'another shape'
            else 'unusable value'
        end::varchar(16) as reason,

        -- numerics
        bytes,

        -- timestamps
        arrived_at,
        read_at,

        -- lineage
        shard_id,
        sequence_number

    from records

)

select * from final
