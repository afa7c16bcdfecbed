{% macro type_2_versions(events, type_2) %}
    {#-
        The versions of a type-2 history, as a query: the whole body of a model
        with incremental_strategy='type_2'. docs/type-2.md explains it.

        events  the relation of events, each with `_load_id`. Key and time are
                never null in it; an event may stand in it more than once.
        type_2  the declaration, see type_2_spec.

        Columns: key, effective_at, end_at, tracked, untracked, is_current,
        _load_id. Built from nothing it returns every version. On an incremental
        run it returns, for each key with new events, the versions from the one
        that holds the instant before its first new event to the last; the
        strategy puts them in the place of those that stand there.

        - A version is [effective_at, end_at). It begins with an event that
          differs, null-safe, from the one before in a tracked column, and has
          the untracked values of its last event.
        - Order is by the sequence columns. Of several events with one key and
          time, the greatest by the other sequence columns, then by the tracked,
          then by the untracked columns counts, in the order of the declaration;
          a value is greater than null. None of this depends on arrival.
        - `_load_id` is the latest load that brought one of the version's events,
          also one that changed nothing. So its maximum is that of the events,
          and a load is never missed and never read twice.
    -#}
    {%- set spec = type_2_spec(type_2) -%}
    {%- if execute and model.resource_type == 'model' -%}
        {{ type_2_check_model(spec) }}
    {%- endif -%}

    {%- set batch = new_loads(events, spec.time, spec.key) -%}
    {%- if batch -%}
        {%- if batch.unplaced -%}
            {{ type_2_refuse('new events with null in '
                ~ (spec.key + [spec.time]) | join(' or ') ~ ': ' ~ batch.unplaced
                ~ '; set them aside before they come here') }}
        {%- endif -%}
        {%- set reread_from = type_2_reread_from(events, spec, batch) -%}
        {%- set events_from = [reread_from or batch.first_at, batch.first_at] | min -%}
    {%- endif -%}

    {%- set key = listed(spec.key) -%}
    {%- set state = listed(spec.state) -%}
    {%- set by_time = '(partition by ' ~ key ~ ' order by effective_at)' -%}

{% if batch -%}
with {{ type_2_held(events, spec, batch, events_from) }},

-- The events, old and new, from which the stretch is made anew.
stretch as (

    select
        {{ listed(spec.key, 'events') }},
        events.effective_at,
        {{ listed(spec.carried, 'events') }},
        events._load_id
    from events
    inner join touched on {{ same_columns('events', 'touched', spec.key) }}
    {%- if reread_from %}
    left join holding on {{ same_columns('events', 'holding', spec.key) }}
    where
        events.effective_at >= case
            when holding.effective_at >= '{{ reread_from }}'
                then holding.effective_at
            else touched.first_at
        end
    {%- else %}
    where events.effective_at >= touched.first_at
    {%- endif %}

),
{%- else -%}
with stretch as (

    {{ type_2_events(events, spec) }}

),
{%- endif %}

-- Several events at one instant: the last of them counts.
ranked as (

    select
        {{ key }},
        effective_at,
        {{ state }},
        max(_load_id) over (partition by {{ key }}, effective_at) as _load_id,
        row_number() over (
            partition by {{ key }}, effective_at
            order by {% for column in spec.carried -%}
                {{ column }} desc nulls last{% if not loop.last %}, {% endif %}
            {%- endfor %}
        ) as place
    from stretch

),

states as (

    select {{ key }}, effective_at, {{ state }}, _load_id
    from ranked
    where place = 1
    {%- if batch %}
    union all
    -- A version that no new event falls into stands for its own events.
    select {{ key }}, effective_at, {{ state }}, _load_id
    from holding
    {%- if reread_from %}
    where effective_at < '{{ reread_from }}'
    {%- endif %}
    {%- endif %}

),

compared as (

    select
        {{ key }}, effective_at, {{ state }}, _load_id,
        {%- for column in spec.track %}
        lag({{ column }}) over {{ by_time }} as previous_{{ column }},
        {%- endfor %}
        lag(effective_at) over {{ by_time }} as previous_effective_at
    from states

),

marked as (

    select
        {{ key }}, effective_at, {{ state }}, _load_id,
        case
            when
                previous_effective_at is not null
                {%- for column in spec.track %}
                and {{ null_safe_equal(column, 'previous_' ~ column) }}
                {%- endfor %}
                then 0
            else 1
        end as opens_version
    from compared

),

-- Events that change nothing belong to the version before them.
numbered as (

    select
        {{ key }}, effective_at, {{ state }}, _load_id,
        sum(opens_version) over (
            partition by {{ key }} order by effective_at
            rows unbounded preceding
        ) as version_number
    from marked

),

versions as (

    select
        {{ key }},
        min(effective_at) over (
            partition by {{ key }}, version_number
        ) as began_at,
        {{ state }},
        max(_load_id) over (
            partition by {{ key }}, version_number
        ) as newest_load_id,
        row_number() over (
            partition by {{ key }}, version_number order by effective_at desc
        ) as place_from_end
    from numbered

),

final as (

    select
        {{ key }},
        began_at as effective_at,
        lead(began_at) over (partition by {{ key }} order by began_at) as ended_at,
        {{ state }},
        newest_load_id as _load_id
    from versions
    where place_from_end = 1

)

select
    {{ key }},
    effective_at,
    coalesce(ended_at, timestamp '{{ open_end() }}') as end_at,
    {{ state }},
    case when ended_at is null then true else false end as is_current,
    _load_id
from final
{% endmacro %}


{% macro type_2_reread_from(events, spec, batch) %}
    {#-
        When the earliest version begins that a new event splits between events of
        its own: as text, or none. Such a version no longer stands for its events,
        so they are read again.

        In a batch whose events come in order there is none, and no event is read
        but the new ones.
    -#}
    {%- set earliest = run_query(
        type_2_split_versions_sql(events, spec, batch)
    ).rows[0]['earliest'] -%}
    {{ return(earliest | string if earliest) }}
{% endmacro %}


{% macro type_2_split_versions_sql(events, spec, batch) -%}
with {{ type_2_held(events, spec, batch, batch.first_at) }}

select min(holding.effective_at) as earliest
from holding
inner join events on {{ same_columns('holding', 'events', spec.key) }}
where
    events._load_id <= {{ batch.after }}
    and events.effective_at >= holding.first_at
    and events.effective_at < holding.end_at
{%- endmacro %}


{% macro type_2_held(events, spec, batch, events_from) -%}
    {#-
        Three CTEs: `events` from `events_from` on, `touched` and `holding`.
        Every bound on a table is a literal; see new_loads.
    -#}
events as (

    {{ type_2_events(events, spec) }}
    where
        _load_id <= {{ batch.through }}
        and {{ spec.time }} >= '{{ events_from }}'

),

-- Each key with new events, and when the first of them happened.
touched as (

    select
        {{ listed(spec.key) }},
        min(effective_at) as first_at
    from events
    where _load_id > {{ batch.after }}
    group by {{ listed(spec.key) }}

),

-- The version that holds the instant before.
holding as (

    select
        {{ listed(spec.key, 'history') }},
        history.effective_at,
        history.end_at,
        touched.first_at,
        {{ listed(spec.state, 'history') }},
        history._load_id
    from {{ this }} as history
    inner join touched on {{ same_columns('history', 'touched', spec.key) }}
    where
        history.end_at >= '{{ batch.first_at }}'
        and history.end_at >= touched.first_at
        and history.effective_at < touched.first_at

)
{%- endmacro %}


{% macro type_2_events(events, spec) -%}
    {#- The events with the columns that count, under the names they have here. -#}
    select
        {{ listed(spec.key) }},
        {{ spec.time }} as effective_at,
        {{ listed(spec.carried) }},
        _load_id
    from {{ events }}
{%- endmacro %}
