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

skipped as (

    select * from {{ ref('charging_records_skipped') }} as skipped
    {% if is_incremental() %}
    where {{ not_kept('skipped') }}
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

    union all

    select
        null::varchar(36) as session_id,
        null::varchar(30) as station_id,
        'skipped'::varchar(16) as reason,
        null::integer as bytes,
        arrived_at,
        null::timestamp as read_at,
        shard_id,
        sequence_number
    from skipped

)

select * from final
