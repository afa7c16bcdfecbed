with users as (

    select * from {{ ref('stg_tickit__users') }}

),

sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

first_purchases as (

    select
        buyer_id,
        min(sold_at)::date as first_purchase_date
    from sales
    group by buyer_id

),

final as (

    select
        users.user_id,
        users.username,
        users.full_name,
        users.city,
        users.state,
        users.email,
        users.phone,
        users.likes_sports,
        users.likes_theatre,
        users.likes_concerts,
        users.likes_jazz,
        users.likes_classical,
        users.likes_opera,
        users.likes_rock,
        users.likes_vegas,
        users.likes_broadway,
        users.likes_musicals,
        first_purchases.first_purchase_date
    from users
    inner join first_purchases on users.user_id = first_purchases.buyer_id

)

select * from final
