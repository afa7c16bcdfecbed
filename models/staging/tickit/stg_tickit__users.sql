with source as (

    select * from {{ source('tickit', 'user') }}

),

renamed as (

    select
        -- ids
        userid::integer as user_id,

        -- strings
        trim(username)::varchar(8) as username,
        firstname::varchar(30) as first_name,
        lastname::varchar(30) as last_name,
        (lastname || ', ' || firstname)::varchar(62) as full_name,
        nullif(city, '')::varchar(30) as city,
        nullif(trim(state), '')::varchar(2) as state,
        nullif(email, '')::varchar(100) as email,
        nullif(trim(phone), '')::varchar(14) as phone,

        -- booleans
        {{ text_to_boolean('likesports') }} as likes_sports,
        {{ text_to_boolean('liketheatre') }} as likes_theatre,
        {{ text_to_boolean('likeconcerts') }} as likes_concerts,
        {{ text_to_boolean('likejazz') }} as likes_jazz,
        {{ text_to_boolean('likeclassical') }} as likes_classical,
        {{ text_to_boolean('likeopera') }} as likes_opera,
        {{ text_to_boolean('likerock') }} as likes_rock,
        {{ text_to_boolean('likevegas') }} as likes_vegas,
        {{ text_to_boolean('likebroadway') }} as likes_broadway,
        {{ text_to_boolean('likemusicals') }} as likes_musicals

    from source

)

select * from renamed
