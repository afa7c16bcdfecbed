-- Who may do what, from localshift.grants. Named after the functions of AWS: r_HAS_TABLE_PRIVILEGE,
-- r_HAS_SCHEMA_PRIVILEGE, r_HAS_DATABASE_PRIVILEGE, r_USER_IS_MEMBER_OF, r_ROLE_IS_MEMBER_OF.

-- Every user with all that a grant may name to reach it: itself, public, its groups and roles, and
-- the roles that are granted to those.
create or replace macro localshift_reached() as table
    with recursive reached (user_name, kind, name) as (
        select name, 'user', name from localshift.users
        union
        select name, 'public', 'public' from localshift.users
        union
        select reached.user_name, groups.kind, groups.name
        from reached
        inner join localshift.members
            on members.member_kind = reached.kind and members.member = reached.name
        inner join localshift.groups on groups.oid = members.group_oid
    )
    select * from reached;

-- Every role with itself and the roles that are granted to it, directly or not.
create or replace macro localshift_roles_of_roles() as table
    with recursive reached (role_name, granted) as (
        select name, name from localshift.groups where kind = 'role'
        union
        select reached.role_name, groups.name
        from reached
        inner join localshift.members
            on members.member_kind = 'role' and members.member = reached.granted
        inner join localshift.groups on groups.oid = members.group_oid
    )
    select * from reached;

create or replace macro localshift_is_superuser(by_user) as
    exists (select 1 from localshift.users where name = by_user and is_superuser);

-- `wanted` is one privilege; a grant of TEMPORARY is one of TEMP.
create or replace macro localshift_is_granted(by_user, on_kind, on_oid, wanted) as exists (
    select 1
    from localshift.grants
    inner join localshift_reached() as reached
        on reached.kind = grants.grantee_kind and reached.name = grants.grantee
    where reached.user_name = lower(by_user)
        and grants.object_kind = on_kind
        and grants.object_oid = on_oid
        and grants.column_name is null
        and grants.privilege = replace(lower(trim(wanted)), 'temporary', 'temp')
);

create or replace macro localshift_may_table(by_user, on_oid, wanted) as (
    localshift_is_superuser(by_user)
    or exists (select 1 from localshift.relations where oid = on_oid and owner = by_user)
    or localshift_is_granted(by_user, 'table', on_oid, wanted)
);

-- A table's name with or without quotes, schema and database.
create or replace macro localshift_names_relation(text, schema_name, relation_name) as
    lower(replace(text, '"', '')) in (
        'dev.' || schema_name || '.' || relation_name,
        schema_name || '.' || relation_name,
        case when schema_name in ('public', 'pg_catalog') then relation_name end
    );

create or replace macro localshift_regclass(text) as coalesce(
    (
        select oid
        from localshift.relations
        where localshift_names_relation(text, schema_name, relations.name)
    ),
    localshift_error('42P01', 'relation "' || text || '" does not exist')
);

create or replace macro localshift_has_table_privilege(by_user, relation_text, wanted) as (
    localshift_is_superuser(by_user)
    or exists (
        select 1
        from localshift.relations as named
        where localshift_names_relation(relation_text, named.schema_name, named.name)
            and (
                named.owner = by_user
                or localshift_is_granted(by_user, 'table', named.oid, wanted)
            )
    )
);

create or replace macro localshift_has_schema_privilege(by_user, schema_text, wanted) as (
    localshift_is_superuser(by_user)
    or exists (
        select 1
        from localshift.schemas as named
        where named.name = lower(replace(schema_text, '"', ''))
            and (
                named.owner = by_user
                or localshift_is_granted(by_user, 'schema', named.oid, wanted)
            )
    )
);

create or replace macro localshift_has_database_privilege(by_user, database_text, wanted) as (
    localshift_is_superuser(by_user) or localshift_is_granted(by_user, 'database', 1, wanted)
);

create or replace macro localshift_user_is_member_of(of_user, wanted) as exists (
    select 1
    from localshift_reached() as reached
    where reached.user_name = lower(of_user)
        and reached.kind in ('group', 'role')
        and reached.name = lower(wanted)
);

create or replace macro localshift_role_is_member_of(of_role, wanted) as exists (
    select 1
    from localshift_roles_of_roles() as roles
    where roles.role_name = lower(of_role)
        and roles.granted = lower(wanted)
        and roles.granted <> roles.role_name
);

-- The id of a user, a group or a role; 0 for public.
create or replace macro localshift_identity(of_kind, of_name) as
    case of_kind
        when 'public' then 0
        when 'user' then (select users.oid from localshift.users where users.name = of_name)
        else (
            select groups.oid
            from localshift.groups
            where groups.name = of_name and groups.kind = of_kind
        )
    end;

-- AWS: r_SHOW_TABLES, "Examples": the place of a privilege in the letters of an ACL.
create or replace macro localshift_acl_place(privilege) as
    list_position(
        [
            'insert', 'select', 'update', 'delete', 'rule', 'references', 'trigger', 'usage',
            'create', 'temp', 'drop', 'truncate', 'alter'
        ],
        privilege
    );

-- AWS: r_SHOW_SCHEMAS, r_SHOW_TABLES: an ACL as one text.
create or replace macro localshift_acl_text(acl) as array_to_string(acl, '~');

-- An object's ACL: the owner with all that it may, then what was granted to others. Null is what it
-- is before the first grant. Roles are in the svv_* views only.
create or replace macro localshift_acl(on_kind, on_oid, on_column, owner, of_owner) as (
    select
        [localshift_quote_ident(owner) || '=' || of_owner || '/' || localshift_quote_ident(owner)]
        || list(granted.item order by granted.item)
    from (
        select
            case grantee_kind when 'group' then 'group ' else '' end
            || case grantee_kind when 'public' then '' else localshift_quote_ident(grantee) end
            || '='
            || string_agg(
                substr('arwdRxtUCTDPA', localshift_acl_place(privilege), 1)
                || if(with_grant_option, '*', ''),
                '' order by localshift_acl_place(privilege)
            )
            || '/'
            || localshift_quote_ident(grantor) as item
        from localshift.grants
        where object_kind = on_kind
            and object_oid = on_oid
            and column_name is not distinct from on_column
            and grantee_kind <> 'role'
            and not (grantee_kind = 'user' and grantee = owner)
        group by grantee_kind, grantee, grantor
    ) as granted
);
