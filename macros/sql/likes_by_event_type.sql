{% macro likes_by_event_type(users) -%}
    {#-
        How many of the users like each kind of event, as a whole query.

        users    a relation with a boolean likes_<event type> for each type below
        Columns: event_type, likes; one row a type, the most liked first.
    -#}
    {%- set event_types = [
        'sports', 'theatre', 'concerts', 'jazz', 'classical',
        'opera', 'rock', 'vegas', 'broadway', 'musicals',
    ] -%}
with users as (

    select * from {{ users }}

),

likes as (

    select
        {%- for event_type in event_types %}
        sum(case when likes_{{ event_type }} then 1 else 0 end) as {{ event_type }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from users

)

select
    event_type,
    likes
from likes
unpivot (
    likes for event_type in ({{ event_types | join(', ') }})
)
order by likes desc, event_type asc
{%- endmacro %}
