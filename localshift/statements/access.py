"""Users, groups, roles, GRANT and REVOKE.

AWS: r_CREATE_USER, r_CREATE_GROUP, r_CREATE_ROLE, r_GRANT, r_REVOKE. Privileges are recorded and
answered by has_table_privilege() and the system views; they are not enforced, which is the one
difference that a project under test does not see.
"""

from dataclasses import dataclass

from localshift.errors import SqlError, refuse, undefined_schema
from localshift.passwords import password_digest
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.names import find_relation

_TABLE_PRIVILEGES: tuple[str, ...] = (
    "select", "insert", "update", "delete", "drop", "references", "alter", "truncate",
)  # fmt: skip
_SCHEMA_PRIVILEGES: tuple[str, ...] = ("create", "usage", "alter", "drop")


@dataclass(frozen=True, slots=True)
class _Grantee:
    kind: str
    name: str


def grant(session: Session, sql: str) -> Result:
    """GRANT privileges ON TABLE | SCHEMA | ALL TABLES IN SCHEMA … TO …, and GRANT ROLE."""
    reader = Reader(sql)
    reader.expect("grant")
    if reader.accept("role"):
        return _grant_role(session, reader)
    privileges, kind, objects = _privileges_and_objects(session, reader)
    reader.expect("to")
    grantees = _grantees(session, reader)
    option = reader.accept("with", "grant", "option")
    reader.end()
    for oid in objects:
        for grantee in grantees:
            for privilege in privileges:
                _remove(session, kind, oid, grantee, privilege)
                session.run(
                    "insert into localshift.grants values (?, ?, ?, ?, ?, ?, ?)",
                    [kind, oid, grantee.kind, grantee.name, privilege, session.user, option],
                )
    return Result("GRANT")


def revoke(session: Session, sql: str) -> Result:
    """REVOKE privileges ON … FROM …"""
    reader = Reader(sql)
    reader.expect("revoke")
    if reader.at_words("role"):
        raise refuse("REVOKE ROLE")
    reader.accept("grant", "option", "for")
    privileges, kind, objects = _privileges_and_objects(session, reader)
    reader.expect("from")
    grantees = _grantees(session, reader)
    reader.accept_any("cascade", "restrict")
    reader.end()
    for oid in objects:
        for grantee in grantees:
            for privilege in privileges:
                _remove(session, kind, oid, grantee, privilege)
    return Result("REVOKE")


def _privileges_and_objects(session: Session, reader: Reader) -> tuple[list[str], str, list[int]]:
    named: list[str] = []
    everything = reader.accept("all")
    if everything:
        reader.accept("privileges")
    else:
        named = reader.names()
    reader.expect("on")
    if reader.accept("schema"):
        kind, allowed = "schema", _SCHEMA_PRIVILEGES
        objects = [_schema_oid(session, name) for name in reader.names()]
    elif reader.accept("all", "tables", "in", "schema"):
        kind, allowed = "table", _TABLE_PRIVILEGES
        objects = []
        for schema in reader.names():
            _schema_oid(session, schema)
            relations = session.engine.metadata.relations_in(session.db, schema)
            objects += [relation.oid for relation in relations]
    elif reader.at_words("database") or reader.at_words("function"):
        raise refuse(f"GRANT ON {reader.next().text.upper()}")
    else:
        reader.accept("table")
        kind, allowed = "table", _TABLE_PRIVILEGES
        objects = [find_relation(session, reader.qualified_name()).oid]
        while reader.accept_operator(","):
            objects.append(find_relation(session, reader.qualified_name()).oid)
    for name in named:
        if name not in allowed:
            raise SqlError("0LP01", f"invalid privilege type {name.upper()} for {kind}")
    return (list(allowed) if everything else named), kind, objects


def _schema_oid(session: Session, name: str) -> int:
    session.begin_snapshot()
    oid = session.engine.metadata.schema_oid(session.db, name)
    if oid is None:
        raise undefined_schema(name)
    return oid


def _grantees(session: Session, reader: Reader) -> list[_Grantee]:
    grantees = [_grantee(session, reader)]
    while reader.accept_operator(","):
        grantees.append(_grantee(session, reader))
    return grantees


def _grantee(session: Session, reader: Reader) -> _Grantee:
    if reader.accept("public"):
        return _Grantee("public", "public")
    kind = reader.accept_any("group", "role") or "user"
    name = reader.name()
    if kind == "user":
        known = _exists(session, "select 1 from localshift.users where name = ?", [name])
    else:
        known = _exists(
            session, "select 1 from localshift.groups where name = ? and kind = ?", [name, kind]
        )
    if not known:
        raise SqlError("42704", f'{kind} "{name}" does not exist')
    return _Grantee(kind, name)


def _remove(session: Session, kind: str, oid: int, grantee: _Grantee, privilege: str) -> None:
    session.run(
        "delete from localshift.grants where object_kind = ? and object_oid = ?"
        " and grantee_kind = ? and grantee = ? and privilege = ?",
        [kind, oid, grantee.kind, grantee.name, privilege],
    )


def _grant_role(session: Session, reader: Reader) -> Result:
    roles = reader.names()
    reader.expect("to")
    grantees = _grantees(session, reader)
    reader.end()
    for role in roles:
        oid = _group_oid(session, role)
        for grantee in grantees:
            session.run("insert into localshift.members values (?, ?)", [oid, grantee.name])
    return Result("GRANT")


def create_user(session: Session, sql: str) -> Result:
    """CREATE USER name PASSWORD … [CREATEDB] [CREATEUSER] [IN GROUP …] [CONNECTION LIMIT …]."""
    reader = Reader(sql)
    reader.expect("create", "user")
    name = reader.name()
    reader.accept("with")
    if _exists(session, "select 1 from localshift.users where name = ?", [name]):
        raise SqlError("42710", f'user "{name}" already exists')
    digest, superuser, createdb, groups = None, False, False, []
    while not reader.done:
        if reader.accept("password", "disable"):
            digest = None
        elif reader.accept("password"):
            given = reader.string()
            digest = given if given.startswith("md5") else password_digest(name, given)
        elif reader.accept("createuser"):
            superuser = True
        elif reader.accept("createdb"):
            createdb = True
        elif reader.accept("nocreateuser") or reader.accept("nocreatedb"):
            pass
        elif reader.accept("in", "group"):
            groups = reader.names()
        elif reader.accept("connection", "limit"):
            reader.next()
        else:
            raise refuse(f"CREATE USER {reader.next().text.upper()}")
    session.run(
        "insert into localshift.users values (?, ?, ?, ?, ?)",
        [session.engine.metadata.next_oid(), name, digest, superuser, createdb],
    )
    for group in groups:
        session.run(
            "insert into localshift.members values (?, ?)", [_group_oid(session, group), name]
        )
    return Result("CREATE USER")


def drop_user(session: Session, sql: str) -> Result:
    reader = Reader(sql)
    reader.expect("drop", "user")
    if_exists = reader.accept("if", "exists")
    for name in reader.names():
        known = _exists(session, "select 1 from localshift.users where name = ?", [name])
        if not known and not if_exists:
            raise SqlError("42704", f'user "{name}" does not exist')
        owned = "select 1 from localshift.relations where owner = ?"
        granted = "select 1 from localshift.grants where grantee_kind = 'user' and grantee = ?"
        if _exists(session, owned, [name]) or _exists(session, granted, [name]):
            raise SqlError(
                "2BP01", f'user "{name}" can\'t be dropped because some objects depend on it'
            )
        session.run("delete from localshift.users where name = ?", [name])
        session.run("delete from localshift.members where member = ?", [name])
    return Result("DROP USER")


def create_group(session: Session, sql: str) -> Result:
    """CREATE GROUP name [WITH USER …]."""
    reader = Reader(sql)
    reader.expect("create", "group")
    name = reader.name()
    _add_group(session, name, "group")
    reader.accept("with")
    if reader.accept("user"):
        for member in reader.names():
            session.run(
                "insert into localshift.members values (?, ?)", [_group_oid(session, name), member]
            )
    reader.end()
    return Result("CREATE GROUP")


def create_role(session: Session, sql: str) -> Result:
    reader = Reader(sql)
    reader.expect("create", "role")
    _add_group(session, reader.name(), "role")
    reader.end()
    return Result("CREATE ROLE")


def drop_group(session: Session, sql: str) -> Result:
    """DROP GROUP name, and DROP ROLE name."""
    reader = Reader(sql)
    reader.expect("drop")
    kind = reader.accept_any("group", "role")
    oid = _group_oid(session, reader.name())
    reader.end()
    session.run("delete from localshift.groups where oid = ?", [oid])
    session.run("delete from localshift.members where group_oid = ?", [oid])
    return Result(f"DROP {(kind or '').upper()}")


def alter_group(session: Session, sql: str) -> Result:
    """ALTER GROUP name ADD USER … | DROP USER …"""
    reader = Reader(sql)
    reader.expect("alter", "group")
    oid = _group_oid(session, reader.name())
    adds = reader.accept("add", "user")
    if not adds:
        reader.expect("drop", "user")
    for member in reader.names():
        session.run(
            "delete from localshift.members where group_oid = ? and member = ?", [oid, member]
        )
        if adds:
            session.run("insert into localshift.members values (?, ?)", [oid, member])
    reader.end()
    return Result("ALTER GROUP")


def _add_group(session: Session, name: str, kind: str) -> None:
    if _exists(session, "select 1 from localshift.groups where name = ?", [name]):
        raise SqlError("42710", f'{kind} "{name}" already exists')
    session.run(
        "insert into localshift.groups values (?, ?, ?)",
        [session.engine.metadata.next_oid(), name, kind],
    )


def _group_oid(session: Session, name: str) -> int:
    row = session.run("select oid from localshift.groups where name = ?", [name]).fetchone()
    if row is None:
        raise SqlError("42704", f'group "{name}" does not exist')
    return int(row[0])


def _exists(session: Session, sql: str, values: list[str]) -> bool:
    return session.run(sql, values).fetchone() is not None
