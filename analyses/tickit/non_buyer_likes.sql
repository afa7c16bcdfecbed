-- What do users who never bought like? One row per kind of event.
--
--   dbt show --select non_buyer_likes --limit 10
{{ likes_by_event_type(ref('dim_non_buyers')) }}
