-- Every user is in one of dim_buyers and dim_non_buyers, and in one only.
with users as (

    select * from {{ ref('stg_tickit__users') }}

),

buyers as (

    select * from {{ ref('dim_buyers') }}

),

non_buyers as (

    select * from {{ ref('dim_non_buyers') }}

)

select
    users.user_id,
    buyers.user_id as buyer_id,
    non_buyers.user_id as non_buyer_id
from users
left join buyers on users.user_id = buyers.user_id
left join non_buyers on users.user_id = non_buyers.user_id
where
    (buyers.user_id is null and non_buyers.user_id is null)
    or (buyers.user_id is not null and non_buyers.user_id is not null)
