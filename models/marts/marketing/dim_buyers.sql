{{
    config(
        materialized='table',
        dist='user_id',
        sort='user_id',
    )
}}

with buyers as (

    select * from {{ ref('int_buyers_extracted_from_users') }}

),

sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

bought as (

    select
        buyer_id,
        count(*) as purchases,
        sum(tickets_sold) as tickets_bought,
        sum(price_paid) as lifetime_value,
        max(sold_at)::date as last_purchase_date
    from sales
    group by buyer_id

),

final as (

    select
        -- ids
        buyers.user_id,

        -- strings
        buyers.username,
        buyers.full_name,
        buyers.city,
        buyers.state,
        buyers.email,
        buyers.phone,

        -- booleans
        buyers.likes_sports,
        buyers.likes_theatre,
        buyers.likes_concerts,
        buyers.likes_jazz,
        buyers.likes_classical,
        buyers.likes_opera,
        buyers.likes_rock,
        buyers.likes_vegas,
        buyers.likes_broadway,
        buyers.likes_musicals,

        -- numerics
        bought.purchases,
        bought.tickets_bought,
        bought.lifetime_value,

        -- dates
        buyers.first_purchase_date,
        bought.last_purchase_date

    from buyers
    inner join bought on buyers.user_id = bought.buyer_id

)

select * from final
