"""Groups and roles. AWS: r_CREATE_GROUP, r_ALTER_GROUP, r_CREATE_ROLE, r_DROP_ROLE."""

from localshift.errors import SqlError, refuse
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.identities import existing_user, exists, group_oid
from localshift.statements.permissions import require_superuser


def create(session: Session, sql: str) -> Result:
    """CREATE GROUP name [[WITH] USER name, …], and CREATE ROLE name."""
    reader = Reader(sql)
    reader.expect("create")
    kind = _kind(reader)
    require_superuser(session, f"create {kind}s")
    name = reader.name()
    _refuse_taken(session, kind, name)
    session.run(
        "insert into localshift.groups values (?, ?, ?, ?)",
        [session.engine.metadata.next_oid(), name, kind, session.user],
    )
    if kind == "group":
        reader.accept("with")
        if reader.accept("user"):
            for member in reader.names():
                _add(session, group_oid(session, kind, name), existing_user(session, member))
    if reader.at_words("externalid"):
        raise refuse("CREATE ROLE EXTERNALID")
    reader.end()
    return Result(f"CREATE {kind.upper()}")


def alter(session: Session, sql: str) -> Result:
    """ALTER GROUP name ADD USER | DROP USER | RENAME TO, ALTER ROLE name RENAME TO | OWNER TO."""
    reader = Reader(sql)
    reader.expect("alter")
    kind = _kind(reader)
    require_superuser(session, f"alter {kind}s")
    name = reader.name()
    oid = group_oid(session, kind, name)
    reader.accept("with")
    if reader.accept("rename", "to"):
        _rename(session, kind, name, reader.name())
    elif kind == "role" and reader.accept("owner", "to"):
        owner = existing_user(session, reader.name())
        session.run("update localshift.groups set owner = ? where oid = ?", [owner, oid])
    elif kind == "group" and reader.accept("add", "user"):
        for member in reader.names():
            _add(session, oid, existing_user(session, member))
    elif kind == "group" and reader.accept("drop", "user"):
        for member in reader.names():
            _remove(session, oid, existing_user(session, member))
    else:
        raise refuse(f"ALTER {kind.upper()} {reader.rest().upper()}")
    reader.end()
    return Result(f"ALTER {kind.upper()}")


def drop(session: Session, sql: str) -> Result:
    """DROP GROUP name, and DROP ROLE name [FORCE | RESTRICT]."""
    reader = Reader(sql)
    reader.expect("drop")
    kind = _kind(reader)
    require_superuser(session, f"drop {kind}s")
    name = reader.name()
    oid = group_oid(session, kind, name)
    force = kind == "role" and reader.accept_any("force", "restrict") == "force"
    reader.end()
    granted = "select 1 from localshift.grants where grantee_kind = ? and grantee = ?"
    assigned = "select 1 from localshift.members where group_oid = ?"
    if exists(session, granted, [kind, name]) or (
        kind == "role" and exists(session, assigned, [oid])
    ):
        if not force:
            raise SqlError(
                "2BP01", f'{kind} "{name}" can\'t be dropped because some objects depend on it'
            )
        session.run(
            "delete from localshift.grants where grantee_kind = ? and grantee = ?", [kind, name]
        )
    session.run("delete from localshift.groups where oid = ?", [oid])
    session.run(
        "delete from localshift.members where group_oid = ?"
        " or (member_kind = 'role' and member = ?)",
        [oid, name if kind == "role" else ""],
    )
    return Result(f"DROP {kind.upper()}")


def _kind(reader: Reader) -> str:
    kind = reader.accept_any("group", "role")
    if kind is None:
        raise reader.error()
    return kind


def _refuse_taken(session: Session, kind: str, name: str) -> None:
    taken = "select 1 from localshift.groups where kind = ? and name = ?"
    if exists(session, taken, [kind, name]):
        raise SqlError("42710", f'{kind} "{name}" already exists')


def _rename(session: Session, kind: str, name: str, new: str) -> None:
    _refuse_taken(session, kind, new)
    session.run(
        "update localshift.groups set name = ? where kind = ? and name = ?", [new, kind, name]
    )
    for table in ("grants", "default_grants"):
        session.run(
            f"update localshift.{table} set grantee = ? where grantee_kind = ? and grantee = ?",
            [new, kind, name],
        )
    session.run(
        "update localshift.members set member = ? where member_kind = ? and member = ?",
        [new, kind, name],
    )


def _add(session: Session, oid: int, member: str) -> None:
    _remove(session, oid, member)
    session.run("insert into localshift.members values (?, ?, 'user', false)", [oid, member])


def _remove(session: Session, oid: int, member: str) -> None:
    session.run(
        "delete from localshift.members"
        " where group_oid = ? and member = ? and member_kind = 'user'",
        [oid, member],
    )
