-- The statements that were run. AWS: SYS_QUERY_HISTORY, SYS_QUERY_TEXT, r_STL_QUERY.

create or replace view localshift.sys_query_history as
select
    users.oid as user_id,
    history.query_id,
    history.query_label,
    null::bigint as transaction_id,
    history.session_id,
    'dev' as database_name,
    history.query_type,
    history.status,
    false as result_cache_hit,
    history.start_time,
    history.end_time,
    epoch_us(history.end_time) - epoch_us(history.start_time) as elapsed_time,
    0::bigint as queue_time,
    epoch_us(history.end_time) - epoch_us(history.start_time) as execution_time,
    left(history.error_message, 512) as error_message,
    null::bigint as returned_rows,
    null::bigint as returned_bytes,
    left(history.query_text, 4000) as query_text,
    '1.0.00000' as redshift_version,
    'primary' as compute_type,
    history.user_name as username
from memory.main.query_history as history
left join localshift.users on users.name = history.user_name;

create or replace view localshift.sys_query_text as
select
    users.oid as user_id,
    history.query_id,
    null::bigint as transaction_id,
    history.session_id,
    history.start_time,
    unnest(range(0, len(history.query_text) // 4000 + 1))::integer as "sequence",
    history.query_text[
        unnest(range(0, len(history.query_text) // 4000 + 1)) * 4000 + 1
        :(unnest(range(0, len(history.query_text) // 4000 + 1)) + 1) * 4000
    ] as "text"
from memory.main.query_history as history
left join localshift.users on users.name = history.user_name;

create or replace view localshift.stl_query as
select
    users.oid as userid,
    history.query_id as query,
    history.query_label as label,
    null::bigint as xid,
    history.session_id as pid,
    'dev' as database,
    left(history.query_text, 4000) as querytxt,
    history.start_time as starttime,
    history.end_time as endtime,
    case history.status when 'success' then 0 else 1 end as aborted
from memory.main.query_history as history
left join localshift.users on users.name = history.user_name;
