{% snapshot bike_snapshot %}

{{
    config(
        strategy='timestamp',
        unique_key='bike_id',
        updated_at='occurred_at',
        dist='bike_id',
        sort=['dbt_valid_to', 'bike_id'],
    )
}}

select bike_id, occurred_at, status, station_id, station_name
from {{ source('landing', 'bikes') }}

{% endsnapshot %}
