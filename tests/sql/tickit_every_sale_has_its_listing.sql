-- A sale is of a listing of the same seller, for the same event, and costs what
-- the listing asks.
with sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

listings as (

    select * from {{ ref('stg_tickit__listings') }}

)

select
    sales.sale_id,
    sales.listing_id
from sales
left join listings
    on
        sales.listing_id = listings.listing_id
        and sales.seller_id = listings.seller_id
        and sales.event_id = listings.event_id
where
    listings.listing_id is null
    or sales.price_paid != sales.tickets_sold * listings.price_per_ticket
