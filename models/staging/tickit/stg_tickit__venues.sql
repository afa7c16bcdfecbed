with source as (

    select * from {{ source('tickit', 'venue') }}

),

renamed as (

    select
        -- ids
        venueid::integer as venue_id,

        -- strings
        venuename::varchar(100) as venue_name,
        venuecity::varchar(30) as venue_city,
        venuestate::varchar(2) as venue_state,

        -- numerics
        nullif(venueseats, 0)::integer as seats

    from source

)

select * from renamed
