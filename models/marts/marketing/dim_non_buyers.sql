{{
    config(
        materialized='table',
        dist='user_id',
        sort='user_id',
    )
}}

with users as (

    select * from {{ ref('stg_tickit__users') }}

),

sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

final as (

    select
        -- ids
        users.user_id,

        -- strings
        users.username,
        users.full_name,
        users.city,
        users.state,
        users.email,
        users.phone,

        -- booleans
        users.likes_sports,
        users.likes_theatre,
        users.likes_concerts,
        users.likes_jazz,
        users.likes_classical,
        users.likes_opera,
        users.likes_rock,
        users.likes_vegas,
        users.likes_broadway,
        users.likes_musicals

    from users
    left join sales on users.user_id = sales.buyer_id
    where sales.sale_id is null

)

select * from final
