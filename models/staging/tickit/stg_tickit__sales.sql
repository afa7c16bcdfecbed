with source as (

    select * from {{ source('tickit', 'sale') }}

),

renamed as (

    select
        -- ids
        salesid::integer as sale_id,
        listid::integer as listing_id,
        sellerid::integer as seller_id,
        buyerid::integer as buyer_id,
        eventid::integer as event_id,
        dateid::integer as date_id,

        -- strings
        month::varchar(7) as sold_month,

        -- numerics
        qtysold::integer as tickets_sold,
        round(pricepaid / nullif(qtysold, 0), 2)::decimal(8, 2) as ticket_price,
        pricepaid::decimal(8, 2) as price_paid,
        commission::decimal(8, 2) as commission,
        round(
            commission * 100 / nullif(pricepaid, 0), 2
        )::decimal(5, 2) as commission_percent,
        (pricepaid - commission)::decimal(8, 2) as earnings,

        -- timestamps
        to_timestamp(
            nullif(saletime, ''), 'MM/DD/YYYY HH24:MI:SS'
        )::timestamp as sold_at

    from source

)

select * from renamed
