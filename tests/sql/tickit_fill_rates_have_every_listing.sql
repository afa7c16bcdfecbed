-- The months and categories together have all listings and their tickets.
with rates as (

    select
        sum(listings) as listings,
        sum(tickets_listed) as tickets_listed
    from {{ ref('listing_fill_rate') }}

),

staged as (

    select
        count(*) as listings,
        sum(tickets_listed) as tickets_listed
    from {{ ref('stg_tickit__listings') }}

)

select
    rates.listings,
    staged.listings as listings_in_staging,
    rates.tickets_listed,
    staged.tickets_listed as tickets_listed_in_staging
from rates
cross join staged
where
    coalesce(rates.listings, 0) != staged.listings
    or coalesce(rates.tickets_listed, 0) != coalesce(staged.tickets_listed, 0)
