"""The names that Redshift's documentation gives to statements and functions.

What is listed here and not implemented is what localshift has still to learn, or leaves out.
AWS: c_SQL_commands, c_SQL_functions.
"""

from collections.abc import Sequence

STATEMENTS = """
abort, alter database, alter datashare, alter default privileges, alter external schema,
alter external view, alter function, alter group, alter identity provider, alter masking policy,
alter materialized view, alter model, alter procedure, alter rls policy, alter role, alter schema,
alter system, alter table, alter template, alter user, analyze, analyze compression,
attach masking policy, attach rls policy, begin, call, cancel, close, comment, commit, copy,
create database, create datashare, create external function, create external model,
create external schema, create external table, create external view, create function, create group,
create identity provider, create library, create masking policy, create materialized view,
create model, create procedure, create rls policy, create role, create schema, create table,
create template, create user, create view, deallocate, declare, delete, desc datashare,
desc identity provider, detach masking policy, detach rls policy, drop database, drop datashare,
drop external view, drop function, drop group, drop identity provider, drop library,
drop masking policy, drop materialized view, drop model, drop procedure, drop rls policy,
drop role, drop schema, drop table, drop template, drop user, drop view, end, execute, explain,
fetch, grant, insert, lock, merge, prepare, refresh materialized view, reset, revoke, rollback,
select, set, set session authorization, set session characteristics, show, show columns,
show column grants, show constraints, show databases, show datashares, show external table,
show functions, show grants, show masking policies, show model, show parameters, show policies,
show procedure, show procedures, show schemas, show table, show tables, show template,
show templates, show view, start transaction, truncate, unload, update, use, vacuum, with
"""

FUNCTIONS = """
abs, acos, add_months, addbbox, age, any_value, array, array_concat, array_contains,
array_distinct, array_except, array_flatten, array_intersection, array_position, array_positions,
array_sort, array_union, arrays_overlap, ascii, asin, atan, atan2, avg, bit_and, bit_or, bool_and,
bool_or, bpcharcmp, btrim, bttext_pattern_cmp, can_json_parse, case, cbrt, ceil, ceiling,
change_query_priority, change_session_priority, change_user_priority, char_length,
character_length, charindex, checksum, chr, coalesce, collate, concat, convert_timezone, cos, cot,
count, crc32, cume_dist, current_aws_account, current_database, current_date, current_namespace,
current_schema, current_schemas, current_session_arn, current_setting, current_time,
current_timestamp, current_user, current_user_id, date, date_add, date_cmp, date_cmp_timestamp,
date_cmp_timestamptz, date_diff, date_part, date_part_year, date_trunc, dateadd, datediff,
decimal_precision, decimal_scale, decode, default_iam_role, degrees, dense_rank, dexp, difference,
dlog1, dlog10, dropbbox, exists, exp, explain_model, extract, farmfingerprint64, first_value,
floor, fnv_hash, from_hex, from_varbyte, func_sha1, geometrytype, get_array_length,
get_number_attributes, getbit, getdate, greatest, grouping, grouping_id, h3_boundary, h3_center,
h3_fromlonglat, h3_frompoint, h3_isvalid, h3_polyfill, h3_resolution, h3_toparent,
has_any_column_privilege, has_assumerole_privilege, has_column_privilege, has_database_privilege,
has_schema_privilege, has_table_privilege, hll, hll_cardinality, hll_combine,
hll_combine_sketches, hll_create_sketch, initcap, interval_cmp, is_array, is_bigint, is_boolean,
is_char, is_decimal, is_float, is_integer, is_object, is_scalar, is_smallint, is_valid_json,
is_valid_json_array, is_varchar, isfinite, json_array_length, json_extract_array_element_text,
json_extract_path_text, json_parse, json_serialize, json_serialize_to_varbyte, json_size,
json_typeof, lag, last_day, last_user_query_id, last_value, lead, least, left, len, length,
listagg, ln, localtime, localtimestamp, log, lower, lower_attribute_names, lpad, ltrim, max, md5,
median, min, mod, months_between, murmur3_32_hash, next_day, now, nth_value, ntile, nullif, nvl,
nvl2, object, object_transform, octet_length, octetindex, percent_rank, percentile_cont,
percentile_disc, pg_backend_pid, pg_cancel_backend, pg_get_cols, pg_get_grantee_by_iam_role,
pg_get_iam_role_by_user, pg_get_late_binding_view_cols, pg_get_session_roles, pg_last_copy_count,
pg_last_copy_id, pg_last_query_id, pg_last_unload_count, pg_last_unload_id, pg_terminate_backend,
pi, position, pow, power, quote_ident, quote_literal, radians, random, rank, ratio_to_report,
reboot_cluster, regexp_count, regexp_instr, regexp_replace, regexp_substr, repeat, replace,
replicate, reverse, right, role_is_member_of, round, row_number, rpad, rtrim, session_user,
set_config, sha, sha1, sha2, sign, sin, size, slice_num, soundex, split_part, split_to_array,
sqrt, stddev, stddev_pop, stddev_samp, strpos, strtol, subarray, substr, substring, sum,
supportsbbox, sysdate, tan, text_to_int_alt, text_to_numeric_alt, textlen, timeofday,
timestamp_cmp, timestamp_cmp_date, timestamp_cmp_timestamptz, timestamptz_cmp,
timestamptz_cmp_date, timestamptz_cmp_timestamp, timezone, to_char, to_date, to_hex, to_number,
to_timestamp, to_varbyte, translate, trim, trunc, try_cast, upper, upper_attribute_names, user,
user_is_member_of, var_pop, var_samp, variance, version
"""

# The spatial functions are some hundred, all named so.
SPATIAL_PREFIX = "st_"


def statement(words: Sequence[str]) -> str:
    """The documented name of what begins with these words; empty if Redshift has no such."""
    begun = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next((name for name in begun if name in names(STATEMENTS)), "")


def names(text: str) -> set[str]:
    """The names of a list above."""
    return {" ".join(name.split()) for name in text.split(",")}
