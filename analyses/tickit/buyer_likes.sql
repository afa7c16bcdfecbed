-- What do users who bought tickets like? One row per kind of event.
--
--   dbt show --select buyer_likes --limit 10
{{ likes_by_event_type(ref('dim_buyers')) }}
