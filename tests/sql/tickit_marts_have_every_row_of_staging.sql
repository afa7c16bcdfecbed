-- Marts with the grain of a staged table have as many rows as it.
with marts as (

    select
        'fct_sales' as mart,
        count(*) as rows_found
    from {{ ref('fct_sales') }}

    union all

    select
        'fct_listings' as mart,
        count(*) as rows_found
    from {{ ref('fct_listings') }}

    union all

    select
        'dim_events' as mart,
        count(*) as rows_found
    from {{ ref('dim_events') }}

),

staged as (

    select
        'fct_sales' as mart,
        count(*) as rows_found
    from {{ ref('stg_tickit__sales') }}

    union all

    select
        'fct_listings' as mart,
        count(*) as rows_found
    from {{ ref('stg_tickit__listings') }}

    union all

    select
        'dim_events' as mart,
        count(*) as rows_found
    from {{ ref('stg_tickit__events') }}

)

select
    marts.mart,
    marts.rows_found,
    staged.rows_found as rows_expected
from marts
inner join staged on marts.mart = staged.mart
where marts.rows_found != staged.rows_found
