with users as (

    select * from {{ ref('stg_tickit__users') }}

),

sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

first_sales as (

    select
        seller_id,
        min(sold_at)::date as first_sale_date
    from sales
    group by seller_id

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
        first_sales.first_sale_date
    from users
    inner join first_sales on users.user_id = first_sales.seller_id

)

select * from final
