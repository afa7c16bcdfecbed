{{
    config(
        materialized='materialized_view',
        dist='session_id',
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

{%- set kwh = stream_text('kWhDelivered') %}
{%- set time = stream_text('connectionTime') %}

select
    approximate_arrival_timestamp as arrived_at,
    shard_id,
    sequence_number,
    refresh_time as read_at,
    octet_length(kinesis_data) as bytes,
    can_json_parse(kinesis_data) as is_json,
    {{ stream_text('_id') }}::varchar(36) as session_id,
    {{ stream_text('clusterID') }}::varchar(30) as cluster_id,
    {{ stream_text('stationID') }}::varchar(30) as station_id,
    {{ stream_text('spaceID') }}::varchar(100) as space_id,
    {{ stream_text('userID') }}::varchar(30) as user_id,
    {{ stream_text('timezone') }}::varchar(50) as timezone,
    try_cast({{ kwh }} as decimal(10, 2)) as kwh_delivered,
    try_cast({{ time }} as timestamp) as connected_at
from {{ source('charging', 'sessions').include(database=false) }}
