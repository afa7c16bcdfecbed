with source as (

    select * from {{ source('tickit', 'category') }}

),

renamed as (

    select
        -- ids
        catid::integer as category_id,

        -- strings
        catgroup::varchar(10) as category_group,
        catname::varchar(10) as category_name,
        catdesc::varchar(50) as category_description

    from source

)

select * from renamed
