with sessions as (

    select * from {{ ref('stg_charging__sessions') }}

),

-- A station that gets no answer sends again: another record of one session.
numbered as (

    select
        session_id,
        cluster_id,
        station_id,
        space_id,
        user_id,
        timezone,
        kwh_delivered,
        connected_at,
        arrived_at,
        row_number() over (
            partition by session_id
            order by arrived_at, shard_id, sequence_number
        ) as place
    from sessions

),

final as (

    select
        session_id,
        cluster_id,
        station_id,
        space_id,
        user_id,
        timezone,
        kwh_delivered,
        connected_at,
        arrived_at
    from numbered
    where place = 1

)

select * from final
