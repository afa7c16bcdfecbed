{% macro is_charging_session() -%}
    {#-
        True for a record of charging_records that says all that a session needs, false for
        any other: each condition is one or the other, null never.
    -#}
    session_id is not null
    and station_id is not null
    and space_id is not null
    and timezone is not null
    and connected_at is not null
    and coalesce(kwh_delivered, -1) >= 0
{%- endmacro %}
