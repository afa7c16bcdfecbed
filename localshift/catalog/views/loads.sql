-- The load history. AWS: SYS_LOAD_HISTORY, SYS_LOAD_ERROR_DETAIL, r_STL_LOAD_ERRORS,
-- r_STL_LOAD_COMMITS.

create or replace view localshift.sys_load_history as
select
    user_id,
    query_id,
    transaction_id,
    session_id,
    database_name,
    status,
    table_name,
    start_time,
    end_time,
    duration,
    data_source,
    file_format,
    loaded_rows,
    loaded_bytes,
    source_file_count,
    source_file_bytes,
    file_count_scanned,
    file_bytes_scanned,
    error_count,
    0::bigint as copy_job_id
from localshift.load_history;

create or replace view localshift.sys_load_error_detail as
select
    user_id,
    query_id,
    transaction_id,
    session_id,
    database_name,
    table_id,
    start_time,
    file_name,
    line_number,
    column_name,
    column_type,
    column_length,
    position,
    error_code,
    error_message
from localshift.load_errors;

create or replace view localshift.stl_load_errors as
select
    user_id as userid,
    0 as slice,
    table_id as tbl,
    start_time as starttime,
    session_id as session,
    query_id as query,
    file_name as filename,
    line_number,
    column_name as colname,
    column_type as type,
    column_length as col_length,
    position,
    raw_line,
    raw_field_value,
    error_code as err_code,
    error_message as err_reason,
    0 as is_partial,
    0::bigint as start_offset,
    0::bigint as copy_job_id
from localshift.load_errors;

create or replace view localshift.stl_load_commits as
select
    user_id as userid,
    query_id as query,
    0 as slice,
    file_name as name,
    file_name as filename,
    0::bigint as byte_offset,
    lines_scanned,
    errors,
    end_time as curtime,
    1 as status,
    file_format,
    0 as is_partial,
    0::bigint as start_offset,
    0::bigint as copy_job_id
from localshift.load_commits;

-- AWS: SYS_UNLOAD_HISTORY, SYS_UNLOAD_DETAIL, r_STL_UNLOAD_LOG.

create or replace view localshift.sys_unload_history as
select
    user_id,
    query_id,
    transaction_id,
    session_id,
    database_name,
    status,
    start_time,
    end_time,
    duration,
    file_format,
    compression_type,
    unloaded_location,
    unloaded_rows,
    unloaded_files_count,
    unloaded_files_size,
    error_message
from localshift.unload_history;

create or replace view localshift.sys_unload_detail as
select
    user_id,
    query_id,
    session_id,
    transaction_id,
    file_name,
    start_time,
    end_time,
    line_count,
    transfer_size,
    file_format
from localshift.unload_files;

create or replace view localshift.stl_unload_log as
select
    user_id as userid,
    query_id as query,
    0 as slice,
    session_id as pid,
    file_name as path,
    start_time,
    end_time,
    line_count,
    transfer_size,
    file_format
from localshift.unload_files;
