with sessions as (

    select * from {{ ref('int_charging_sessions_once') }}

),

final as (

    select
        connected_at,
        count(*) as sessions,
        count(distinct user_id) as users,
        sum(kwh_delivered)::decimal(12, 2) as energy_kwh
    from sessions
    group by 1

)

select * from final
