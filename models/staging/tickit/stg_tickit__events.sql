with source as (

    select * from {{ source('tickit', 'event') }}

),

renamed as (

    select
        -- ids
        eventid::integer as event_id,
        venueid::integer as venue_id,
        catid::integer as category_id,
        dateid::integer as date_id,

        -- strings
        eventname::varchar(200) as event_name,

        -- timestamps
        starttime::timestamp as starts_at

    from source

)

select * from renamed
