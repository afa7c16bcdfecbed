{% macro type_2_batch(events, spec) %}
    {#-
        What is new since the last run, as literals: new_loads' dict, and
          reread_from  when the earliest version begins that must be made again
                       from its own events, as text, or none
          from_at      no event before is read, no version that ended before touched

        None when the history is built from nothing. Raises a compiler error when a
        new event has no key or no time.
    -#}
    {%- set new = new_loads(events, spec.time, spec.key) -%}
    {%- if not new -%}
        {{ return(none) }}
    {%- endif -%}
    {%- if new.unplaced -%}
        {{ type_2_refuse('new events with null in '
            ~ (spec.key + [spec.time]) | join(' or ') ~ ': ' ~ new.unplaced
            ~ '; set them aside before they come here') }}
    {%- endif -%}
    {%- set reread_from = type_2_reread_from(events, spec, new) -%}
    {{ return(dict(
        new,
        reread_from=reread_from,
        from_at=[reread_from or new.first_at, new.first_at] | min,
    )) }}
{% endmacro %}


{% macro type_2_reread_from(events, spec, new) %}
    {#-
        When the earliest version begins that a new event splits between events of
        its own: as text, or none. Such a version no longer stands for its events,
        so they are read again. So it is where a new event falls into a version
        that a delete ended: the delete counts for another one then.

        In a batch whose events come in order there is none, and no event is read
        but the new ones.
    -#}
    {%- set earliest = run_query(
        type_2_split_versions_sql(events, spec, new)
    ).rows[0]['earliest'] -%}
    {{ return(earliest | string if earliest) }}
{% endmacro %}


{% macro type_2_split_versions_sql(events, spec, new) -%}
with {{ type_2_events(events, spec, new, new.first_at) }},

{{ type_2_first_new(spec, new) }}

select min(holding.effective_at) as earliest
from {{ this }} as holding
inner join first_new on {{ same_columns('holding', 'first_new', spec.key) }}
inner join events on {{ same_columns('holding', 'events', spec.key) }}
where
    holding.end_at >= '{{ new.first_at }}'
    and {{ type_2_holds('holding', 'first_new.first_at') }}
    and events._load_id <= {{ new.after }}
    and events.effective_at >= first_new.first_at
    {%- if spec.delete_when %}
    and (
        events.effective_at < holding.end_at
        or (events.effective_at = holding.end_at and events._deletes)
    )
    {%- else %}
    and events.effective_at < holding.end_at
    {%- endif %}
{%- endmacro %}


{% macro type_2_stretch(events, spec, batch) -%}
    {#-
        CTEs of an incremental run: `stretch`, the events from which the versions of
        each touched key are made anew, from its `starts_at` on; and `standing`, the
        versions there now, the one that holds the instant before included.
        Every bound on a table is a literal; see new_loads.
    -#}
{{ type_2_events(events, spec, batch, batch.from_at) }},

{{ type_2_first_new(spec, batch) }},

{% if batch.reread_from -%}
touched as (

    select
        {{ listed(spec.key, 'first_new') }},
        coalesce(holding.effective_at, first_new.first_at) as starts_at
    from first_new
    left join {{ this }} as holding
        on {{ same_columns('first_new', 'holding', spec.key) }}
        and holding.end_at >= '{{ batch.first_at }}'
        and holding.effective_at >= '{{ batch.reread_from }}'
        and {{ type_2_holds('holding', 'first_new.first_at') }}

),
{%- else -%}
touched as (

    select
        {{ listed(spec.key) }},
        first_at as starts_at
    from first_new

),
{%- endif %}

stretch as (

    select
        {{ listed(spec.key, 'events') }},
        events.effective_at,
        {{ listed(spec.carried, 'events') }},
        {%- if spec.delete_when %}
        events._deletes,
        {%- endif %}
        events._load_id
    from events
    inner join touched on {{ same_columns('events', 'touched', spec.key) }}
    where events.effective_at >= touched.starts_at

),

standing as (

    select
        {{ listed(spec.key, 'history') }},
        history.effective_at,
        history.end_at,
        {{ type_2_state_standing(spec) }},
        history.is_current,
        history._load_id,
        touched.starts_at
    from {{ this }} as history
    inner join touched on {{ same_columns('history', 'touched', spec.key) }}
    where
        history.end_at >= '{{ batch.from_at }}'
        and history.end_at >= touched.starts_at

)
{%- endmacro %}


{% macro type_2_holds(version, at) -%}
    {#- Whether a version holds the instant before `at`. -#}
    {{ version }}.effective_at < {{ at }} and {{ version }}.end_at >= {{ at }}
{%- endmacro %}


{% macro type_2_first_new(spec, new) -%}
-- Each key with new events, and when the first of them happened.
first_new as (

    select
        {{ listed(spec.key) }},
        min(effective_at) as first_at
    from events
    where _load_id > {{ new.after }}
    group by {{ listed(spec.key) }}

)
{%- endmacro %}


{% macro type_2_events(events, spec, new=none, from_at=none) -%}
    {#- A CTE: the events with the columns that count, under the names they have here. -#}
events as (

    select
        {{ listed(spec.key) }},
        {{ spec.time }} as effective_at,
        {{ listed(spec.carried) }},
        {%- if spec.delete_when %}
        case when {{ spec.delete_when }} then true else false end as _deletes,
        {%- endif %}
        _load_id
    from {{ events }}
    {%- if new %}
    where
        _load_id <= {{ new.through }}
        and {{ spec.time }} >= '{{ from_at }}'
    {%- endif %}

)
{%- endmacro %}


{% macro type_2_state_standing(spec) -%}
    {#-
        The state of a version that stands. A column that was declared after the
        history was built is null in it; on_schema_change adds it to the table when
        this query is through.
    -#}
    {%- set there = spec.state -%}
    {%- if model.resource_type == 'model' -%}
        {%- set there = type_2_columns_there(this) -%}
    {%- endif -%}
    {%- for column in spec.state -%}
        {%- if column in there -%}
            history.{{ column }}
        {%- else -%}
            null::{{ model.columns[column].data_type }} as {{ column }}
        {%- endif -%}
        {%- if not loop.last %}, {% endif -%}
    {%- endfor -%}
{%- endmacro %}
