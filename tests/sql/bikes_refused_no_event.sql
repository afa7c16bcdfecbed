-- A warning, not an error: refused events hold nothing up, but someone should look.
{{ config(severity='warn') }}

select * from {{ ref('stg_bikes__events_refused') }}
