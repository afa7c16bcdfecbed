-- The catalog that DuckDB does not keep: Redshift's types with their lengths, table attributes,
-- owners, dependencies, privileges. It is written in the transaction of the DDL itself.
create schema if not exists localshift;
create schema if not exists public;

create table if not exists localshift.schemas (
    oid bigint not null,
    name varchar not null,
    owner varchar not null
);

-- A row for each statement that may have changed the catalog: how many a transaction sees names the
-- state of the catalog that it sees.
create table if not exists localshift.catalog_changes (statement bigint not null);

-- Schemas of relations that are defined elsewhere. source: data catalog or kinesis; options: JSON
create table if not exists localshift.external_schemas (
    schema_oid bigint not null,
    source varchar not null,
    database varchar not null,
    options varchar not null
);

-- kind: r table, v view, l late-binding view, m materialized view
create table if not exists localshift.relations (
    oid bigint not null,
    schema_name varchar not null,
    name varchar not null,
    kind varchar not null,
    owner varchar not null,
    definition varchar,
    bound varchar,
    diststyle varchar,
    sortstyle varchar,
    backup boolean not null default true,
    created_at timestamp not null
);

create table if not exists localshift.columns (
    relation bigint not null,
    num integer not null,
    name varchar not null,
    type varchar not null,
    not_null boolean not null default false,
    default_sql varchar,
    identity_seed bigint,
    identity_step bigint,
    encoding varchar,
    is_distkey boolean not null default false,
    sort_position integer not null default 0,
    identity_by_default boolean not null default false
);
alter table localshift.columns add column if not exists identity_by_default boolean default false;

-- kind: p primary key, u unique, f foreign key; referenced: the relation that a foreign key names
create table if not exists localshift.constraints (
    oid bigint not null,
    relation bigint not null,
    name varchar not null,
    kind varchar not null,
    definition varchar not null
);
alter table localshift.constraints add column if not exists column_numbers smallint[];
alter table localshift.constraints add column if not exists referenced bigint;
alter table localshift.constraints add column if not exists referenced_numbers smallint[];

create table if not exists localshift.dependencies (
    dependent bigint not null,
    referenced bigint not null
);

-- scalar functions in SQL; body: a query whose arguments are columns named $1, $2
create table if not exists localshift.functions (
    oid bigint not null,
    schema_name varchar not null,
    name varchar not null,
    argument_types varchar[] not null,
    return_type varchar not null,
    volatility varchar not null,
    body varchar not null,
    owner varchar not null
);

-- a row for each statement that added rows to a table
create table if not exists localshift.query_steps (
    user_oid bigint not null,
    query_id bigint not null,
    relation bigint not null,
    step varchar not null,
    started_at timestamp not null
);

-- num 0 is the relation itself
create table if not exists localshift.comments (
    relation bigint not null,
    num integer not null,
    comment varchar not null
);

create table if not exists localshift.users (
    oid bigint not null,
    name varchar not null,
    password_md5 varchar,
    is_superuser boolean not null default false,
    can_create_database boolean not null default false
);
alter table localshift.users add column if not exists valid_until timestamp;
alter table localshift.users add column if not exists connection_limit integer;

create table if not exists localshift.groups (
    oid bigint not null,
    name varchar not null,
    kind varchar not null
);
alter table localshift.groups add column if not exists owner varchar;

-- member_kind: user, or role for a role that is granted to a role
create table if not exists localshift.members (
    group_oid bigint not null,
    member varchar not null
);
alter table localshift.members add column if not exists member_kind varchar default 'user';
alter table localshift.members add column if not exists admin_option boolean default false;

-- object_kind: table, schema or database; grantee_kind: user, group, role or public;
-- column_name: of a grant on one column of a table
create table if not exists localshift.grants (
    object_kind varchar not null,
    object_oid bigint not null,
    grantee_kind varchar not null,
    grantee varchar not null,
    privilege varchar not null,
    grantor varchar not null,
    with_grant_option boolean not null default false
);
alter table localshift.grants add column if not exists column_name varchar;

-- what ALTER DEFAULT PRIVILEGES grants on the tables that `owner` will make
create table if not exists localshift.default_grants (
    owner varchar not null,
    schema_oid bigint,
    grantee_kind varchar not null,
    grantee varchar not null,
    privilege varchar not null,
    with_grant_option boolean not null
);
