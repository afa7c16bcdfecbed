{%- set type_2 = {
    'key': ['device_id'],
    'sequence': ['serviced_at'],
    'track': [
        'installed_at',
        'calibrated_at',
        'firmware_version',
    ],
    'untracked': ['service_number', 'technician_id'],
    'null_means_unchanged': [
        'installed_at',
        'calibrated_at',
        'firmware_version',
    ],
    'delete_when': 'is_decommissioned',
} -%}

{{
    config(
        materialized='incremental',
        incremental_strategy='type_2',
        meta={'type_2': type_2},
        on_schema_change='append_new_columns',
        dist='all',
        sort=['end_at', 'device_id'],
    )
}}

{{ type_2_versions(ref('int_sensor_services_grouped_by_visit'), type_2) }}
