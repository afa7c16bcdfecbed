{% macro new_loads(relation, event_time) %}
    {#-
        The loads in `relation` that {{ this }} has not taken yet, as literals.

        Returns none when the model is built from nothing. Otherwise a dict:
          after     the greatest _load_id in {{ this }}, 0 when it is empty
          through   the greatest _load_id in `relation` now
          first_at  the earliest `event_time` of the loads between, as text;
                    the open end when they bring none

        Load ids follow commit order, so no load can appear below `after` later.
        A model that reads these bounds must read up to `through` only: a load
        that lands while the model runs may hold an event before `first_at`.

        The bounds are literals, not sub-queries, because Redshift compares only
        literals with the least and greatest value of each block and so skips
        blocks. (AWS, Database Developer Guide: "Sort keys".)
    -#}
    {%- if not (execute and is_incremental()) -%}
        {{ return(none) }}
    {%- endif -%}

    {%- set after = last_load_id(this) -%}
    {%- set new = run_query(
        'select max(_load_id) as through, min(' ~ event_time ~ ') as first_at'
        ~ ' from ' ~ relation ~ ' where _load_id > ' ~ after
    ).rows[0] -%}

    {{ return({
        'after': after,
        'through': new['through'] or after,
        'first_at': (new['first_at'] or open_end()) | string,
    }) }}
{% endmacro %}


{% macro last_load_id(relation) %}
    {#- The greatest _load_id in `relation`, as an integer; 0 when it is empty. -#}
    {%- set newest = run_query(
        'select max(_load_id) as newest from ' ~ relation
    ).rows[0]['newest'] -%}
    {{ return((newest or 0) | int) }}
{% endmacro %}
