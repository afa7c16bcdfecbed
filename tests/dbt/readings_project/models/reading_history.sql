{%- set type_2 = {
    'key': ['site', 'device'],
    'sequence': ['read_at', 'counter'],
    'track': ['state', 'mode'],
    'untracked': ['note'],
} -%}

{{
    config(
        materialized='incremental',
        incremental_strategy='type_2',
        meta={'type_2': type_2},
        on_schema_change='fail',
        contract={'enforced': true},
    )
}}

{{ type_2_versions(source('landing', 'readings'), type_2) }}
