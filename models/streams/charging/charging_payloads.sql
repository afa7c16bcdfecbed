{{
    config(
        materialized='materialized_view',
        dist='even',
        sort='arrived_at',
        auto_refresh=true,
        full_refresh=may_be_rebuilt(),
        on_configuration_change='fail',
        pre_hook=[
            "{{ keep_case_of_stream('charging', 'sessions') }}",
            '{{ refuse_to_lose_records() }}',
        ],
    )
}}

select
    approximate_arrival_timestamp as arrived_at,
    partition_key,
    shard_id,
    sequence_number,
    refresh_time as read_at,
    json_parse(kinesis_data) as payload
from {{ source('charging', 'sessions').include(database=false) }}
where can_json_parse(kinesis_data)
