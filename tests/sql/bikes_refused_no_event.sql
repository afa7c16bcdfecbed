-- A warning, not an error: refused events hold nothing up, but someone should
-- look.
{{ config(severity='warn') }}

select
    reason,
    _load_id
from {{ ref('stg_bikes__events_refused') }}
