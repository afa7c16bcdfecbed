-- What is known of materialized views, besides their rows, columns and dependencies.

-- storage: the oid of the table mv_tbl__<name>__0 that Redshift shows for the rows;
-- recompute: something happened to a base table after which Redshift refreshes from scratch;
-- unrefreshable: the state, 101 and up, of a view that can't be refreshed any more
create table if not exists localshift.materialized_views (
    relation bigint not null,
    storage bigint not null,
    auto_refresh boolean not null,
    incremental boolean not null,
    mutable boolean not null,
    rewritable boolean not null,
    stream_schema varchar,
    stream_name varchar,
    recompute boolean not null default false,
    unrefreshable integer,
    refreshes bigint not null default 0
);

-- A row for each statement that wrote to a table, in the statement's own transaction: who sees the
-- rows sees the change. Rows are only added, so that writers do not meet in conflict.
create table if not exists localshift.table_changes (
    relation bigint not null,
    session integer,
    transaction_started_at timestamp,
    changes bigint not null default 1
);

-- How many changes of a base table a view's rows reflect
create table if not exists localshift.materialized_bases (
    relation bigint not null,
    base bigint not null,
    changes bigint not null
);

create table if not exists localshift.materialized_refreshes (
    user_id integer,
    session_id integer,
    transaction_id bigint,
    schema_name varchar,
    mv_id bigint,
    mv_name varchar,
    refresh_type varchar,
    status varchar,
    start_time timestamp,
    end_time timestamp
);

create table if not exists localshift.materialized_events (
    user_id bigint,
    transaction_id bigint,
    event_desc varchar,
    start_time timestamp,
    base_schema varchar,
    base_name varchar,
    mv_schema varchar,
    mv_name varchar,
    state varchar
);

-- What has been read of each shard: the last record, and whether the shard was closed after it
create table if not exists localshift.stream_positions (
    relation bigint not null,
    shard varchar not null,
    sequence_number varchar,
    ended boolean not null
);

create table if not exists localshift.stream_scans (
    external_schema_name varchar,
    stream_name varchar,
    mv_name varchar,
    transaction_id bigint,
    query_id bigint,
    record_time timestamp,
    partition_id varchar,
    latest_position varchar,
    scanned_rows bigint,
    skipped_rows bigint,
    scanned_bytes bigint,
    stream_record_time_min timestamp,
    stream_record_time_max timestamp
);

create table if not exists localshift.stream_errors (
    external_schema_name varchar,
    stream_name varchar,
    mv_name varchar,
    transaction_id bigint,
    query_id bigint,
    stream_timestamp timestamp,
    record_time timestamp,
    partition_id varchar,
    position varchar,
    error_code integer,
    error_reason varchar
);
