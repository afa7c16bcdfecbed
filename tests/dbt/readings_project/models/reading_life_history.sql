{%- set type_2 = {
    'key': ['site', 'device'],
    'sequence': ['read_at', 'counter'],
    'untracked': ['note'],
    'delete_when': "operation = 'delete'",
    'null_means_unchanged': ['mode', 'note'],
} -%}

{{
    config(
        materialized='incremental',
        incremental_strategy='type_2',
        meta={'type_2': type_2},
        on_schema_change='append_new_columns',
        contract={'enforced': true},
    )
}}

{{ type_2_versions(source('landing', 'readings'), type_2) }}
