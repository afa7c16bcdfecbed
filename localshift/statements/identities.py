"""Who a statement about access names: users, groups, roles, and PUBLIC."""

from dataclasses import dataclass

from localshift.errors import SqlError
from localshift.session import Session
from localshift.sql.reader import Reader


@dataclass(frozen=True, slots=True)
class Grantee:
    """`kind` is user, group, role or public. `option` is WITH GRANT OPTION, or ADMIN OPTION."""

    kind: str
    name: str
    option: bool = False


def grantees(session: Session, reader: Reader, option: str = "grant") -> list[Grantee]:
    """`name [WITH GRANT OPTION] | ROLE name | GROUP name | PUBLIC`, one or several."""
    found = [_grantee(session, reader, option)]
    while reader.accept_operator(","):
        found.append(_grantee(session, reader, option))
    return found


def user_exists(session: Session, name: str) -> bool:
    return exists(session, "select 1 from localshift.users where name = ?", [name])


def existing_user(session: Session, name: str) -> str:
    if not user_exists(session, name):
        raise SqlError("42704", f'user "{name}" does not exist')
    return name


def group_oid(session: Session, kind: str, name: str) -> int:
    """The oid of a group or a role. Raises SqlError 42704."""
    row = session.run(
        "select oid from localshift.groups where kind = ? and name = ?", [kind, name]
    ).fetchone()
    if row is None:
        raise SqlError("42704", f'{kind} "{name}" does not exist')
    return int(row[0])


def exists(session: Session, sql: str, values: list[object]) -> bool:
    return session.run(sql, values).fetchone() is not None


def _grantee(session: Session, reader: Reader, option: str) -> Grantee:
    if reader.accept("public"):
        return Grantee("public", "public")
    kind = reader.accept_any("group", "role") or "user"
    name = reader.name()
    if kind == "user":
        existing_user(session, name)
    else:
        group_oid(session, kind, name)
    has_option = reader.accept("with", option, "option")
    if has_option and kind != "user":
        raise SqlError("0LP01", f"{option.upper()} OPTION can be granted to users only")
    return Grantee(kind, name, has_option)
