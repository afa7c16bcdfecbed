with source as (

    select * from {{ source('tickit', 'listing') }}

),

renamed as (

    select
        -- ids
        listid::integer as listing_id,
        sellerid::integer as seller_id,
        eventid::integer as event_id,
        dateid::integer as date_id,

        -- strings
        month::varchar(7) as listed_month,

        -- numerics
        numtickets::integer as tickets_listed,
        priceperticket::decimal(8, 2) as price_per_ticket,
        totalprice::decimal(8, 2) as total_price,

        -- timestamps
        listtime::timestamp as listed_at

    from source

)

select * from renamed
