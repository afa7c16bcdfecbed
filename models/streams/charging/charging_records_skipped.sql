{%- set stream = source('charging', 'sessions') %}
{%- set errors = source('redshift', 'sys_stream_scan_errors') %}

with errors as (

    select * from {{ errors.include(database=false) }}
    where
        mv_name = 'charging_records'
        and stream_name = {{ quoted_text(stream.identifier) }}

),

-- A refresh that is repeated, or of a view made anew, tells of a record again.
final as (

    select
        min(stream_timestamp) as arrived_at,
        partition_id::char(20) as shard_id,
        trim(errors.position)::varchar(128) as sequence_number,
        max(error_reason) as error_reason
    from errors
    group by partition_id, errors.position

)

select * from final
