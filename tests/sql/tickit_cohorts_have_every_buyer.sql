-- A buyer is in one cohort, and the cohorts together have them all.
with cohorts as (

    select sum(buyers) as buyers
    from {{ ref('buyer_cohort_retention') }}
    where months_since_first_purchase = 0

),

buyers as (

    select count(*) as buyers from {{ ref('dim_buyers') }}

)

select
    cohorts.buyers as buyers_in_cohorts,
    buyers.buyers
from cohorts
cross join buyers
where coalesce(cohorts.buyers, 0) != buyers.buyers
