-- Users, groups, roles and privileges. AWS: r_PG_USER_INFO, svv_views.

create or replace view localshift.pg_user as
select
    name as usename,
    oid as usesysid,
    can_create_database as usecreatedb,
    is_superuser as usesuper,
    false as usecatupd,
    '********' as passwd,
    valid_until as valuntil,
    null::varchar as useconfig
from localshift.users;

create or replace view localshift.pg_shadow as
select * replace (
    (select password_md5 from localshift.users where users.oid = usesysid) as passwd
)
from localshift.pg_user;

create or replace view localshift.pg_group as
select
    groups.name as groname,
    groups.oid as grosysid,
    '{' || string_agg(users.oid, ',' order by users.oid) || '}' as grolist
from localshift.groups
left join localshift.members on members.group_oid = groups.oid and members.member_kind = 'user'
left join localshift.users on users.name = members.member
where groups.kind = 'group'
group by groups.name, groups.oid;

-- Newer than Redshift's catalog: users, and groups and roles, which can't log in.
create or replace view localshift.pg_roles as
select
    name as rolname,
    is_superuser as rolsuper,
    true as rolinherit,
    is_superuser as rolcreaterole,
    can_create_database as rolcreatedb,
    true as rolcanlogin,
    false as rolreplication,
    coalesce(connection_limit, -1) as rolconnlimit,
    valid_until as rolvaliduntil,
    oid
from localshift.users
union all
select name, false, true, false, false, false, false, -1, null, oid
from localshift.groups;

-- Newer as well: who is in which of them.
create or replace view localshift.pg_auth_members as
select members.group_oid as roleid, pg_roles.oid as member, members.admin_option
from localshift.members
inner join localshift.pg_roles
    on pg_roles.oid = localshift_identity(members.member_kind, members.member);

create or replace view localshift.svv_user_info as
select
    name as user_name,
    oid as user_id,
    can_create_database as createdb,
    is_superuser as superuser,
    false as catalog_update,
    coalesce(connection_limit::varchar, 'UNLIMITED') as connection_limit,
    case when is_superuser then 'UNRESTRICTED' else 'RESTRICTED' end as syslog_access,
    null::timestamp as last_ddl_timestamp,
    0 as session_timeout,
    null::varchar as external_user_id
from localshift.users;

create or replace view localshift.svv_roles as
select
    oid as role_id,
    name as role_name,
    coalesce(owner, 'admin') as role_owner,
    null::varchar as external_id
from localshift.groups
where kind = 'role';

create or replace view localshift.svv_role_grants as
select
    roles.oid as role_id,
    roles.name as role_name,
    granted.oid as granted_role_id,
    granted.name as granted_role_name
from localshift.members
inner join localshift.groups as granted on granted.oid = members.group_oid
inner join localshift.groups as roles on roles.name = members.member and roles.kind = 'role'
where members.member_kind = 'role';

create or replace view localshift.svv_user_grants as
select
    users.oid as user_id,
    users.name as user_name,
    roles.oid as role_id,
    roles.name as role_name,
    members.admin_option
from localshift.members
inner join localshift.groups as roles on roles.oid = members.group_oid and roles.kind = 'role'
inner join localshift.users on users.name = members.member
where members.member_kind = 'user';

create or replace view localshift.svv_relation_privileges as
select
    relations.schema_name as namespace_name,
    relations.name as relation_name,
    upper(grants.privilege) as privilege_type,
    localshift_identity(grants.grantee_kind, grants.grantee) as identity_id,
    grants.grantee as identity_name,
    grants.grantee_kind as identity_type,
    grants.with_grant_option as admin_option
from localshift.grants
inner join localshift.relations on relations.oid = grants.object_oid
where grants.object_kind = 'table' and grants.column_name is null;

create or replace view localshift.svv_column_privileges as
select
    relations.schema_name as namespace_name,
    relations.name as relation_name,
    grants.column_name,
    upper(grants.privilege) as privilege_type,
    localshift_identity(grants.grantee_kind, grants.grantee) as identity_id,
    grants.grantee as identity_name,
    grants.grantee_kind as identity_type
from localshift.grants
inner join localshift.relations on relations.oid = grants.object_oid
where grants.object_kind = 'table' and grants.column_name is not null;

create or replace view localshift.svv_schema_privileges as
select
    schemas.name as namespace_name,
    upper(grants.privilege) as privilege_type,
    localshift_identity(grants.grantee_kind, grants.grantee) as identity_id,
    grants.grantee as identity_name,
    grants.grantee_kind as identity_type,
    grants.with_grant_option as admin_option
from localshift.grants
inner join localshift.schemas on schemas.oid = grants.object_oid
where grants.object_kind = 'schema';

create or replace view localshift.svv_database_privileges as
select
    'dev' as database_name,
    upper(privilege) as privilege_type,
    localshift_identity(grantee_kind, grantee) as identity_id,
    grantee as identity_name,
    grantee_kind as identity_type,
    with_grant_option as admin_option
from localshift.grants
where object_kind = 'database';

create or replace view localshift.svv_default_privileges as
select
    schemas.name as schema_name,
    'RELATION' as object_type,
    localshift_identity('user', default_grants.owner) as owner_id,
    default_grants.owner as owner_name,
    'user' as owner_type,
    upper(default_grants.privilege) as privilege_type,
    localshift_identity(default_grants.grantee_kind, default_grants.grantee) as grantee_id,
    default_grants.grantee as grantee_name,
    default_grants.grantee_kind as grantee_type,
    default_grants.with_grant_option as admin_option
from localshift.default_grants
left join localshift.schemas on schemas.oid = default_grants.schema_oid;
