"""CREATE, ALTER and DROP USER. AWS: r_CREATE_USER, r_ALTER_USER, r_DROP_USER."""

from datetime import datetime

from localshift.catalog.metadata import ADMIN
from localshift.errors import SqlError, refuse
from localshift.passwords import password_digest
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.identities import existing_user, exists, group_oid, user_exists
from localshift.statements.permissions import require_superuser


def create(session: Session, sql: str) -> Result:
    """CREATE USER name [WITH] PASSWORD … and options."""
    require_superuser(session, "create users")
    reader = Reader(sql)
    reader.expect("create", "user")
    name = reader.name()
    if user_exists(session, name):
        raise SqlError("42710", f'user "{name}" already exists')
    session.run(
        "insert into localshift.users values (?, ?, null, false, false, null, null)",
        [session.engine.metadata.next_oid(), name],
    )
    reader.accept("with")
    while not reader.done:
        if reader.accept("in", "group"):
            for group in reader.names():
                oid = group_oid(session, "group", group)
                session.run(
                    "insert into localshift.members values (?, ?, 'user', false)", [oid, name]
                )
        else:
            _option(session, reader, name)
    return Result("CREATE USER")


def alter(session: Session, sql: str) -> Result:
    """ALTER USER name [WITH] options; a user may change the own password."""
    reader = Reader(sql)
    reader.expect("alter", "user")
    name = existing_user(session, reader.name())
    reader.accept("with")
    if not (name == session.user and reader.at_words("password")):
        require_superuser(session, "alter users")
    if reader.accept("rename", "to"):
        _rename(session, name, reader.name())
        reader.end()
    elif reader.at_words("set") or reader.at_words("reset"):
        raise refuse(f"ALTER USER {reader.rest().upper()}")
    while not reader.done:
        _option(session, reader, name)
        reader.accept_operator(",")
    return Result("ALTER USER")


def drop(session: Session, sql: str) -> Result:
    """DROP USER [IF EXISTS] name, …; a user who owns or may do something stays."""
    require_superuser(session, "drop users")
    reader = Reader(sql)
    reader.expect("drop", "user")
    if_exists = reader.accept("if", "exists")
    names = reader.names()
    reader.end()
    for name in names:
        if if_exists and not user_exists(session, name):
            continue
        _drop(session, existing_user(session, name))
    return Result("DROP USER")


_FLAGS = {
    "createdb": ("can_create_database", True),
    "nocreatedb": ("can_create_database", False),
    "createuser": ("is_superuser", True),
    "nocreateuser": ("is_superuser", False),
}


def _option(session: Session, reader: Reader, name: str) -> None:
    """One option of CREATE USER and ALTER USER."""
    flag = reader.accept_any(*_FLAGS)
    if flag is not None:
        column, value = _FLAGS[flag]
        if name == ADMIN and flag == "nocreateuser":
            raise refuse("taking the superuser's rights away")
        _set(session, name, column, value)
    elif reader.accept("password", "disable"):
        _set(session, name, "password_md5", None)
    elif reader.accept("password"):
        given = reader.string()
        if given.startswith("sha256|"):
            raise refuse("passwords as SHA-256")
        digest = given if given.startswith("md5") else password_digest(name, given)
        _set(session, name, "password_md5", digest)
    elif reader.accept("valid", "until"):
        _set(session, name, "valid_until", _moment(reader.string()))
    elif reader.accept("connection", "limit"):
        limit = None if reader.accept("unlimited") else reader.integer()
        _set(session, name, "connection_limit", limit)
    else:
        raise refuse(f"USER {reader.next().text.upper()}")


def _moment(text: str) -> datetime | None:
    if text == "infinity":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise SqlError("22007", f'invalid input syntax for type abstime: "{text}"') from None


def _set(session: Session, name: str, column: str, value: object) -> None:
    session.run(f"update localshift.users set {column} = ? where name = ?", [value, name])


# Where a user's name stands, and what tells it from the name of a group there.
_NAMES = (
    ("users", "name", ""),
    ("relations", "owner", ""),
    ("schemas", "owner", ""),
    ("groups", "owner", ""),
    ("functions", "owner", ""),
    ("members", "member", "member_kind = 'user' and "),
    ("grants", "grantee", "grantee_kind = 'user' and "),
    ("grants", "grantor", ""),
    ("default_grants", "owner", ""),
    ("default_grants", "grantee", "grantee_kind = 'user' and "),
)


def _rename(session: Session, name: str, new: str) -> None:
    """The password, whose digest has the name in it, is gone with the name."""
    if user_exists(session, new):
        raise SqlError("42710", f'user "{new}" already exists')
    if name == session.user:
        raise SqlError("0A000", "session user cannot be renamed")
    for table, column, condition in _NAMES:
        session.run(
            f"update localshift.{table} set {column} = ? where {condition}{column} = ?",
            [new, name],
        )
    _set(session, new, "password_md5", None)


def _drop(session: Session, name: str) -> None:
    if name in (ADMIN, session.user):
        raise SqlError("55006", f'user "{name}" cannot be dropped: it is in use')
    for table, column, condition in _NAMES[1:]:
        if table not in ("groups", "members") and column != "grantor":
            used = f"select 1 from localshift.{table} where {condition}{column} = ?"
            if exists(session, used, [name]):
                raise SqlError(
                    "2BP01",
                    f'user "{name}" can\'t be dropped because some objects depend on it',
                )
    session.run("delete from localshift.users where name = ?", [name])
    session.run("delete from localshift.members where member = ? and member_kind = 'user'", [name])
