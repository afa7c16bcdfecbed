{% macro type_2_versions(events, type_2) %}
    {#-
        The versions of a type-2 history, as a query: the whole body of a model
        with incremental_strategy='type_2'. docs/type-2.md explains it.

        events  the relation of events, each with a positive `_load_id`. Key and
                time are never null in it; an event may stand in it more than once.
        type_2  the declaration, see type_2_spec.

        Columns: key, effective_at, end_at, tracked, untracked, is_current,
        _load_id. Built from nothing it returns every version. On an incremental
        run it returns what changes: versions that are new, and versions that are
        taken back, which have the negative of their `_load_id`.

        - A version is [effective_at, end_at). It begins with an event that
          differs, null-safe, from the one before in a tracked column, and has
          the untracked values of its last event.
        - A delete ends the version and opens none. After it nothing is known of
          the key, so a null there is null.
        - Order is by the sequence columns. Of several events with one key and
          time, the greatest by the other sequence columns counts, then a delete,
          then the greatest by the tracked, then by the untracked columns, in the
          order of the declaration; a value is greater than null. None of this
          depends on arrival.
        - `_load_id` is the latest load that brought one of the version's events
          or the delete that ended it, also one that changed nothing. So its
          maximum is that of the events, and no load is missed. (One with nothing
          but deletes of what is not there leaves no trace: it is read again.)
    -#}
    {%- set spec = type_2_spec(type_2) -%}
    {%- if execute and model.resource_type == 'model' -%}
        {{ type_2_check(events, spec) }}
    {%- endif -%}
    {%- set batch = type_2_batch(events, spec) -%}

    {%- set key = listed(spec.key) -%}
    {%- set state = listed(spec.state) -%}
    {%- set deletes = '_deletes, ' if spec.delete_when else '' -%}
    {%- set instant = key ~ ', effective_at, ' -%}
    {%- set by_time = 'partition by ' ~ key ~ ' order by effective_at' -%}

{% if batch -%}
with {{ type_2_stretch(events, spec, batch) }},
{%- else -%}
with {{ type_2_events(events, spec) }},

stretch as (

    select {{ instant }}{{ listed(spec.carried) }}, {{ deletes }}_load_id
    from events

),
{%- endif %}

-- Several events at one instant: the last of them counts.
ranked as (

    select
        {{ instant }}{{ state }}, {{ deletes }}
        max(_load_id) over (partition by {{ key }}, effective_at) as _load_id,
        row_number() over (
            partition by {{ key }}, effective_at
            order by {{ type_2_last_first(spec) }}
        ) as _place
    from stretch

),

states as (

    select {{ instant }}{{ state }}, {{ deletes }}_load_id
    from ranked
    where _place = 1
    {%- if batch %}
    union all
    -- The version before the stretch stands for its own events.
    select
        {{ instant }}{{ state }},
        {%- if deletes %} false as _deletes,{% endif %} _load_id
    from standing
    where effective_at < starts_at
    {%- endif %}

),
{% if spec.fill %}
{{ type_2_filled(spec) }},
{% endif %}
compared as (

    select
        {{ instant }}{{ state }}, {{ deletes }}_load_id,
        {%- for column in spec.track %}
        lag({{ column }}) over ({{ by_time }}) as _previous_{{ column }},
        {%- endfor %}
        {%- if deletes %}
        lag(_deletes) over ({{ by_time }}) as _previous_deletes,
        {%- endif %}
        lag(effective_at) over ({{ by_time }}) as _previous_at
    from {{ 'filled' if spec.fill else 'states' }}

),

-- An event that changes nothing belongs to the version before it.
marked as (

    select
        {{ instant }}{{ state }}, {{ deletes }}_load_id,
        case
            when
                _previous_at is not null
                {%- if deletes %}
                and _deletes = _previous_deletes
                and (_deletes or ({{ type_2_unchanged(spec) }}))
                {%- else %}
                and {{ type_2_unchanged(spec) }}
                {%- endif %}
                then 0
            else 1
        end as _opens
    from compared

),

bounded as (

    select
        {{ instant }}{{ state }}, {{ deletes }}_load_id,
        max(case when _opens = 1 then effective_at end) over (
            {{ by_time }} rows unbounded preceding
        ) as _began_at,
        min(case when _opens = 1 then effective_at end) over (
            {{ by_time }} rows between 1 following and unbounded following
        ) as _ended_at,
        {%- if deletes %}
        lead(case when _deletes then _load_id end) over (
            {{ by_time }}
        ) as _ending_load_id,
        {%- endif %}
        lead(_opens, 1) over ({{ by_time }}) as _next_opens
    from marked

),

runs as (

    select
        {{ key }}, _began_at, _ended_at, {{ state }}, {{ deletes }}
        {%- if deletes %}
        _ending_load_id,
        {%- endif %}
        max(_load_id) over (partition by {{ key }}, _began_at) as _load_id,
        coalesce(_next_opens, 1) as _closes
    from bounded

),

made as (

    select
        {{ key }},
        _began_at as effective_at,
        coalesce(_ended_at, '{{ spec.open_end }}'::timestamp) as end_at,
        {{ state }},
        case when _ended_at is null then true else false end as is_current,
        {%- if deletes %}
        greatest(_load_id, _ending_load_id) as _load_id
    from runs
    where _closes = 1 and not _deletes
        {%- else %}
        _load_id
    from runs
    where _closes = 1
        {%- endif %}

)
{%- if batch %},

{{ type_2_changes(spec) }}
{%- endif %}

select
    {{ key }},
    effective_at,
    end_at,
    {{ state }},
    is_current,
    _load_id
from {{ 'changes' if batch else 'made' }}
{% endmacro %}


{% macro type_2_last_first(spec) -%}
    {#- The order of events at one instant: the one that counts comes first. -#}
    {%- for column in spec.ties -%}
        {{ column }} desc nulls last,{{ ' ' }}
    {%- endfor -%}
    {%- if spec.delete_when -%}
        _deletes desc,{{ ' ' }}
    {%- endif -%}
    {%- for column in spec.state -%}
        {{ column }} desc nulls last{% if not loop.last %}, {% endif %}
    {%- endfor -%}
{%- endmacro %}


{% macro type_2_unchanged(spec) -%}
    {%- for column in spec.track -%}
        {{ null_safe_equal(column, '_previous_' ~ column) }}
        {%- if not loop.last %} and {% endif -%}
    {%- endfor -%}
{%- endmacro %}


{% macro type_2_filled(spec) -%}
    {#-
        CTEs: `filled`, the states with the last value that was known in place of a
        null that means 'unchanged'. A life of a key is what lies between deletes.
    -#}
    {%- set key = listed(spec.key) -%}
    {%- set deletes = '_deletes, ' if spec.delete_when else '' -%}
{% if deletes -%}
lives as (

    select
        {{ key }}, effective_at, {{ listed(spec.state) }}, _deletes, _load_id,
        sum(case when _deletes then 1 else 0 end) over (
            partition by {{ key }} order by effective_at
            rows unbounded preceding
        ) as _life
    from states

),

{% endif -%}
filled as (

    select
        {{ key }},
        effective_at,
        {%- for column in spec.state %}
        {%- if column in spec.fill %}
        last_value(
            {%- if deletes %}case when not _deletes then {{ column }} end
            {%- else %}{{ column }}{% endif -%}
        ) ignore nulls over (
            partition by {{ key }}{{ ', _life' if deletes }}
            order by effective_at
            rows unbounded preceding
        ) as {{ column }},
        {%- else %}
        {{ column }},
        {%- endif %}
        {%- endfor %}
        {{ deletes }}_load_id
    from {{ 'lives' if deletes else 'states' }}

)
{%- endmacro %}


{% macro type_2_changes(spec) -%}
    {#-
        A CTE: what the history lacks of the versions made, and, with a negative
        _load_id, what it has too much. Versions with the same interval and the same
        loads have the same events; only what is filled may come from before them.
    -#}
    {%- set same -%}
        {{ same_columns('made', 'standing', spec.key + ['effective_at', 'end_at', '_load_id']) }}
        {%- for column in spec.fill %}
        and {{ null_safe_equal('made.' ~ column, 'standing.' ~ column) }}
        {%- endfor %}
    {%- endset -%}
    {%- set columns = spec.key + ['effective_at', 'end_at'] + spec.state + ['is_current'] -%}
changes as (

    select {{ listed(columns, 'made') }}, made._load_id
    from made
    left join standing on {{ same }}
    where standing.effective_at is null
    union all
    select {{ listed(columns, 'standing') }}, -standing._load_id
    from standing
    left join made on {{ same }}
    where made.effective_at is null

)
{%- endmacro %}
