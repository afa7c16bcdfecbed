with source as (

    select * from {{ source('tickit', 'date') }}

),

renamed as (

    select
        -- ids
        dateid::integer as date_id,

        -- strings
        trim(day)::varchar(2) as day_of_week,
        trim(month)::varchar(3) as month_name,

        -- numerics
        week::integer as week_of_year,
        trim(qtr)::integer as quarter_of_year,
        year::integer as year_number,

        -- booleans
        holiday = 1 as is_holiday,

        -- dates
        caldate::date as calendar_date

    from source

)

select * from renamed
