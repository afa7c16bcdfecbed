{% macro as_of(history, at) -%}
    {#-
        The versions of `history` that were valid at one time, to select from:

            select * from {{ as_of(ref('bike_status_history'), asked_at()) }} as bikes

        at  a timestamp as SQL; null or past the open end finds nothing. Where it is a
            literal or the like of getdate(), blocks of versions that ended before are
            skipped, for a history is sorted by when its versions end.
    -#}
    (
        select * from {{ history }}
        where
            effective_at <= {{ at }}
            and end_at > {{ at }}
    )
{%- endmacro %}


{% macro valid_at(version, at, since=none) -%}
    {#-
        The condition that joins facts to the version that was valid at their time:

            left join {{ ref('bike_status_history') }} as bikes
                on trips.bike_id = bikes.bike_id
                and {{ valid_at('bikes', 'trips.started_at', since=batch.first_at) }}

        version  the alias of the history; each fact meets one version at most
        at       the fact's time
        since    text of a time before which there is no fact, such as the `first_at`
                 of new_loads. Only a literal lets blocks of ended versions be
                 skipped: the time of a fact is known too late for that.
    -#}
    {{ version }}.effective_at <= {{ at }}
    and {{ version }}.end_at > {{ at }}
    {%- if since %}
    and {{ version }}.end_at > '{{ since }}'
    {%- endif %}
{%- endmacro %}
