{% macro type_2_check(events, spec) %}
    {#- Check what can be known before the history is built. Raises a sentence. -#}
    {{ type_2_check_model(spec) }}
    {{ type_2_check_events(events, spec) }}
    {{ type_2_check_purged(events, spec) }}
{% endmacro %}


{% macro type_2_check_model(spec) %}
    {#-
        Check the model that holds the history against `spec`: it is incremental
        with this strategy, and its contract lists the columns that come out.
    -#}
    {%- if config.get('materialized') != 'incremental'
            or config.get('incremental_strategy') != 'type_2' -%}
        {{ type_2_refuse("set materialized='incremental' and "
            ~ "incremental_strategy='type_2'") }}
    {%- endif -%}
    {%- if not spec.track -%}
        {{ type_2_refuse("'track' is left out, and the model's YAML describes no "
            ~ 'column that could be tracked') }}
    {%- endif -%}
    {%- set made = spec.key + ['effective_at', 'end_at'] + spec.state
        + ['is_current', '_load_id'] -%}
    {%- set described = type_2_described_columns() -%}
    {%- for column in made if column not in described -%}
        {{ type_2_refuse("'" ~ column ~ "' is not among the model's columns in its "
            ~ 'YAML: ' ~ described | join(', ')) }}
    {%- endfor -%}
    {%- for column in described if column not in made -%}
        {{ type_2_refuse("the model's YAML describes '" ~ column ~ "', which is "
            ~ 'neither key, tracked nor untracked') }}
    {%- endfor -%}
    {%- for column in spec.key + ['effective_at']
            if 'not_null' not in model.columns[column].constraints
                | map(attribute='type') | map('string') | list -%}
        {{ type_2_refuse("'" ~ column ~ "' needs a not_null constraint in the model's "
            ~ 'YAML: an event without it has no place in a history') }}
    {%- endfor -%}
{% endmacro %}


{% macro type_2_check_events(events, spec) %}
    {#- Check that the events have what is read of them, if they exist already. -#}
    {%- set there = type_2_columns_there(events) -%}
    {%- for column in spec.key + [spec.time] + spec.carried + ['_load_id']
            if there and column not in there -%}
        {{ type_2_refuse("'" ~ column ~ "' is not a column of " ~ events ~ ': '
            ~ there | join(', ')) }}
    {%- endfor -%}
{% endmacro %}


{% macro type_2_check_purged(events, spec) %}
    {#-
        A full refresh makes the history from the events that there are. Refuse it
        when a version stands that began with an event that there is no more.
    -#}
    {%- if replaced_table() is not none -%}
        {%- set orphans = run_query(
            type_2_orphans_sql(events, spec)
        ).rows[0]['orphans'] | int -%}
        {%- if orphans -%}
            {{ type_2_refuse(orphans ~ ' versions began with events that are no longer '
                ~ 'in ' ~ events ~ '; a full refresh would lose them. Run without '
                ~ '--full-refresh, bring the events back, or drop ' ~ this
                ~ ' yourself') }}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{% macro type_2_orphans_sql(events, spec) -%}
select count(*) as orphans
from {{ this }} as history
left join {{ events }} as events
    on {{ same_columns('history', 'events', spec.key) }}
    and history.effective_at = events.{{ spec.time }}
where events.{{ spec.time }} is null
{%- endmacro %}


{% macro type_2_columns_there(relation) %}
    {#- The names of the columns that a relation has now; empty if there is none. -#}
    {{ return(adapter.get_columns_in_relation(relation)
        | map(attribute='name') | list) }}
{% endmacro %}
