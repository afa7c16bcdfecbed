-- Tickets are sold after they were listed and before the event starts.
with sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

listings as (

    select * from {{ ref('stg_tickit__listings') }}

),

events as (

    select * from {{ ref('stg_tickit__events') }}

)

select
    sales.sale_id,
    listings.listed_at,
    sales.sold_at,
    events.starts_at
from sales
inner join listings on sales.listing_id = listings.listing_id
inner join events on sales.event_id = events.event_id
where
    sales.sold_at < listings.listed_at
    or sales.sold_at > events.starts_at
