-- What do users who never bought like? One row per kind of event.
--
--   dbt show --select non_buyer_likes --limit 10
with non_buyers as (

    select * from {{ ref('dim_non_buyers') }}

),

likes as (

    select
        sum(case when likes_sports then 1 else 0 end) as sports,
        sum(case when likes_theatre then 1 else 0 end) as theatre,
        sum(case when likes_concerts then 1 else 0 end) as concerts,
        sum(case when likes_jazz then 1 else 0 end) as jazz,
        sum(case when likes_classical then 1 else 0 end) as classical,
        sum(case when likes_opera then 1 else 0 end) as opera,
        sum(case when likes_rock then 1 else 0 end) as rock,
        sum(case when likes_vegas then 1 else 0 end) as vegas,
        sum(case when likes_broadway then 1 else 0 end) as broadway,
        sum(case when likes_musicals then 1 else 0 end) as musicals
    from non_buyers

)

select
    event_type,
    likes
from likes
unpivot (
    likes for event_type in (
        sports,
        theatre,
        concerts,
        jazz,
        classical,
        opera,
        rock,
        vegas,
        broadway,
        musicals
    )
)
order by likes desc, event_type asc
