{%- set type_2 = {
    'key': ['bike_id'],
    'sequence': ['occurred_at'],
    'track': ['status', 'station_id', 'station_name'],
} -%}

{{
    config(
        materialized='incremental',
        incremental_strategy='type_2',
        meta={'type_2': type_2},
        on_schema_change='fail',
        contract={'enforced': true},
        dist='bike_id',
        sort=['end_at', 'bike_id'],
    )
}}

{{ type_2_versions(source('landing', 'events'), type_2) }}
