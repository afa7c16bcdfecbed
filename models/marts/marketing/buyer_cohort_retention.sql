{{
    config(
        materialized='table',
        dist='all',
        sort=['cohort_month', 'months_since_first_purchase'],
    )
}}

with buyers as (

    select * from {{ ref('int_buyers_extracted_from_users') }}

),

sales as (

    select * from {{ ref('stg_tickit__sales') }}

),

dates as (

    select * from {{ ref('stg_tickit__dates') }}

),

cohorts as (

    select
        date_trunc('month', first_purchase_date)::date as cohort_month,
        count(*) as buyers
    from buyers
    group by 1

),

purchases as (

    select
        date_trunc('month', buyers.first_purchase_date)::date as cohort_month,
        date_trunc('month', sales.sold_at)::date as purchase_month,
        count(distinct sales.buyer_id) as active_buyers
    from sales
    inner join buyers on sales.buyer_id = buyers.user_id
    group by 1, 2

),

last_month as (

    select max(purchase_month) as purchase_month from purchases

),

-- Also months in which nobody bought; none after the last sale of all, because
-- nobody knows yet who will buy in it.
months as (

    select date_trunc('month', dates.calendar_date)::date as purchase_month
    from dates
    cross join last_month
    where dates.calendar_date < dateadd(month, 1, last_month.purchase_month)
    group by 1

),

final as (

    select
        -- dates
        cohorts.cohort_month,

        -- numerics
        datediff(month, cohorts.cohort_month, months.purchase_month)
            as months_since_first_purchase,
        cohorts.buyers,
        coalesce(purchases.active_buyers, 0) as active_buyers,
        {{ share('coalesce(purchases.active_buyers, 0)', 'cohorts.buyers') }}
            as retention_rate

    from cohorts
    inner join months on cohorts.cohort_month <= months.purchase_month
    left join purchases
        on
            cohorts.cohort_month = purchases.cohort_month
            and months.purchase_month = purchases.purchase_month

)

select * from final
