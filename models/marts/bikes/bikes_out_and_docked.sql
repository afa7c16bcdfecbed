with history as (

    select * from {{ ref('bike_status_history') }}

),

-- A version adds its bike when it begins and takes it away when it ends.
changes as (

    select
        effective_at as changed_at,
        case when status = 'start' then 1 else 0 end as bikes_out,
        case when status = 'end' then 1 else 0 end as bikes_docked
    from history

    union all

    select
        end_at as changed_at,
        case when status = 'start' then -1 else 0 end as bikes_out,
        case when status = 'end' then -1 else 0 end as bikes_docked
    from history
    where end_at != '{{ open_end() }}'

),

timed as (

    select
        changed_at,
        datediff(second, date_trunc('hour', changed_at), changed_at)
            as seconds_past_hour,
        bikes_out,
        bikes_docked
    from changes

),

-- Counted at the next quarter of an hour, the instant itself included.
quarter_hours as (

    select
        dateadd(
            minute,
            15 * ceiling(seconds_past_hour / 900.0)::integer,
            date_trunc('hour', changed_at)
        ) as asked_at,
        sum(bikes_out) as bikes_out,
        sum(bikes_docked) as bikes_docked
    from timed
    group by 1

),

final as (

    select
        asked_at,
        sum(bikes_out) over (
            order by asked_at rows unbounded preceding
        )::bigint as bikes_out,
        sum(bikes_docked) over (
            order by asked_at rows unbounded preceding
        )::bigint as bikes_docked
    from quarter_hours

)

select * from final
