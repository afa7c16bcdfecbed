{{
    config(
        materialized='table',
        dist='all',
        sort=['calendar_date', 'category_id'],
    )
}}

with dates as (

    select * from {{ ref('stg_tickit__dates') }}

),

categories as (

    select * from {{ ref('stg_tickit__categories') }}

),

events as (

    select * from {{ ref('stg_tickit__events') }}

),

sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

sold as (

    select
        sales.date_id,
        events.category_id,
        count(*) as sales,
        sum(sales.tickets_sold) as tickets_sold,
        sum(sales.price_paid) as price_paid,
        sum(sales.commission) as commission
    from sales
    inner join events on sales.event_id = events.event_id
    group by 1, 2

),

-- Every day with every category: a day without a sale has its row.
days as (

    select
        dates.calendar_date,
        categories.category_id,
        categories.category_group,
        categories.category_name,
        coalesce(sold.sales, 0) as sales,
        coalesce(sold.tickets_sold, 0) as tickets_sold,
        coalesce(sold.price_paid, 0) as price_paid,
        coalesce(sold.commission, 0) as commission
    from dates
    cross join categories
    left join sold
        on
            dates.date_id = sold.date_id
            and categories.category_id = sold.category_id

),

-- By the date and not by the row before: the calendar has no 29 February.
final as (

    select
        -- dates
        days.calendar_date,

        -- ids
        days.category_id,

        -- strings
        days.category_group,
        days.category_name,

        -- numerics
        days.sales,
        days.tickets_sold,
        days.price_paid,
        days.commission,
        day_before.price_paid as price_paid_previous_day,
        {{ change_percent('days.price_paid', 'day_before.price_paid') }}
            as change_percent_previous_day,
        week_before.price_paid as price_paid_previous_week,
        {{ change_percent('days.price_paid', 'week_before.price_paid') }}
            as change_percent_previous_week

    from days
    left join days as day_before
        on
            days.category_id = day_before.category_id
            and dateadd(day, -1, days.calendar_date) = day_before.calendar_date
    left join days as week_before
        on
            days.category_id = week_before.category_id
            and dateadd(day, -7, days.calendar_date) = week_before.calendar_date

)

select * from final
