{{
    config(
        materialized='table',
        dist='all',
        sort=['listed_month', 'category_name'],
    )
}}

with listings as (

    select * from {{ ref('fct_listings') }}

),

counted as (

    select
        category_group,
        category_name,
        date_trunc('month', listed_at)::date as listed_month,
        count(*) as listings,
        sum(case when tickets_sold = tickets_listed then 1 else 0 end)
            as listings_sold_out,
        sum(case when tickets_sold = 0 then 1 else 0 end) as listings_unsold,
        sum(tickets_listed) as tickets_listed,
        sum(tickets_sold) as tickets_sold
    from listings
    group by 1, 2, 3

),

final as (

    select
        -- dates
        listed_month,

        -- strings
        category_group,
        category_name,

        -- numerics
        listings,
        listings_sold_out,
        listings_unsold,
        tickets_listed,
        tickets_sold,
        {{ share('tickets_sold', 'tickets_listed') }} as fill_rate

    from counted

)

select * from final
