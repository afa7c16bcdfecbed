{% macro new_loads(relation, event_time, key=[]) %}
    {#-
        The loads in `relation` that `this` has not taken yet, as literals.
        `event_time` and `key` are columns of it.

        Returns none when the model is built from nothing. Otherwise a dict:
          after     the greatest _load_id in `this`, 0 when it is empty
          through   the greatest _load_id in `relation` now
          first_at  the earliest `event_time` of the loads between, as text;
                    the open end when they bring none
          unplaced  how many of their rows have no `event_time`, or null in `key`

        Load ids follow commit order, so no load can appear below `after` later.
        A model that reads these bounds must read up to `through` only: a load
        that lands while the model runs may hold an event before `first_at`.

        The bounds are literals, not sub-queries, because Redshift compares only
        literals with the least and greatest value of each block and so skips
        blocks. (AWS, Database Developer Guide: "Sort keys".)

        Raises a compiler error when the model is to be built anew from loads that
        `relation` does not hold any more; see refuse_purged_loads.
    -#}
    {%- if not (execute and is_incremental()) -%}
        {{ refuse_purged_loads(relation) }}
        {{ return(none) }}
    {%- endif -%}

    {%- set after = last_load_id(this) -%}
    {%- set new = run_query(new_loads_sql(relation, event_time, key, after)).rows[0] -%}

    {{ return({
        'after': after,
        'through': (new['through'] or after) | int,
        'first_at': (new['first_at'] or open_end()) | string,
        'unplaced': (new['unplaced'] or 0) | int,
    }) }}
{% endmacro %}


{% macro new_loads_sql(relation, event_time, key, after) -%}
select
    max(_load_id) as through,
    min({{ event_time }}) as first_at,
    sum(case
        when {{ ([event_time] + key) | join(' is null or ') }} is null then 1
        else 0
    end) as unplaced
from {{ relation }}
where _load_id > {{ after }}
{%- endmacro %}


{% macro in_new_loads(batch) -%}
    {#- True for a row of the loads in `batch`, a result of new_loads. -#}
    _load_id > {{ batch.after }} and _load_id <= {{ batch.through }}
{%- endmacro %}


{% macro last_load_id(relation) %}
    {#- The greatest _load_id in `relation`, as an integer; 0 when it is empty. -#}
    {%- set newest = run_query(
        'select max(_load_id) as newest from ' ~ relation
    ).rows[0]['newest'] -%}
    {{ return((newest or 0) | int) }}
{% endmacro %}
