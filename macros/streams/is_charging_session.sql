{% macro is_charging_session() -%}
    {#- True for a record of charging_records that says all that a session needs. -#}
    session_id is not null
    and station_id is not null
    and connected_at is not null
    and kwh_delivered is not null
{%- endmacro %}
