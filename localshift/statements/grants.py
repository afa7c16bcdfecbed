"""GRANT and REVOKE of privileges. AWS: r_GRANT, r_REVOKE."""

from dataclasses import dataclass
from itertools import product

from localshift.errors import SqlError, refuse, syntax_error, undefined_column, undefined_schema
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.databases import check_database
from localshift.statements.identities import Grantee, grantees
from localshift.statements.names import find_relation
from localshift.statements.permissions import is_superuser
from localshift.statements.role_grants import grant_roles, revoke_roles

_ALLOWED: dict[str, tuple[str, ...]] = {
    "table": (
        "select", "insert", "update", "delete", "drop", "references", "alter", "truncate", "rule",
        "trigger",
    ),
    "schema": ("create", "usage", "alter", "drop"),
    "database": ("create", "temp", "usage", "alter"),
}  # fmt: skip
_OTHER_OBJECTS = (
    "function", "procedure", "language", "external", "datashare", "model", "job", "copy", "default",
    "template",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Privilege:
    name: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Object:
    kind: str
    oid: int
    owner: str
    name: str


def grant(session: Session, sql: str) -> Result:
    """GRANT privileges ON … TO …, and GRANT ROLE … TO …"""
    reader = Reader(sql)
    reader.expect("grant")
    if reader.at_words("role"):
        return grant_roles(session, reader)
    privileges, objects = _privileges_on_objects(session, reader)
    reader.expect("to")
    to = grantees(session, reader)
    reader.end()
    for on, grantee, privilege in product(objects, to, privileges):
        _may_grant(session, on, privilege)
        _remove(session, on, grantee, privilege)
        session.run(
            "insert into localshift.grants values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                on.kind,
                on.oid,
                grantee.kind,
                grantee.name,
                privilege.name,
                session.user,
                grantee.option,
                privilege.column,
            ],
        )
    return Result("GRANT")


def revoke(session: Session, sql: str) -> Result:
    """REVOKE [GRANT OPTION FOR] privileges ON … FROM …, and REVOKE ROLE … FROM …"""
    reader = Reader(sql)
    reader.expect("revoke")
    if reader.at_words("role") or reader.at_words("admin", "option"):
        return revoke_roles(session, reader)
    option_only = reader.accept("grant", "option", "for")
    privileges, objects = _privileges_on_objects(session, reader)
    reader.expect("from")
    from_ = grantees(session, reader)
    if reader.accept("cascade"):
        raise refuse("REVOKE … CASCADE")
    reader.accept("restrict")
    reader.end()
    for on, grantee, privilege in product(objects, from_, privileges):
        _may_grant(session, on, privilege)
        _remove(session, on, grantee, privilege, option_only=option_only)
    return Result("REVOKE")


def _privileges_on_objects(
    session: Session, reader: Reader
) -> tuple[list[Privilege], list[Object]]:
    privileges = parse_privileges(reader)
    reader.expect("on")
    if reader.accept("schema"):
        objects = [existing_schema(session, name) for name in reader.names()]
    elif reader.accept("database"):
        objects = [_database(session, name) for name in reader.names()]
    elif reader.accept("all", "tables", "in", "schema"):
        objects = []
        for schema in reader.names():
            existing_schema(session, schema)
            relations = session.engine.metadata.relations_in(session.db, schema)
            objects += [Object("table", r.oid, r.owner, r.name) for r in relations]
        return checked_privileges(privileges, "table"), objects
    elif (other := reader.accept_any("all", *_OTHER_OBJECTS)) is not None:
        raise refuse(f"GRANT ON {other.upper()} {reader.next().text.upper()}")
    else:
        reader.accept("table")
        objects = [_table(session, reader, privileges)]
        while reader.accept_operator(","):
            objects.append(_table(session, reader, privileges))
    return checked_privileges(privileges, objects[0].kind), objects


def parse_privileges(reader: Reader) -> list[Privilege]:
    """`ALL [PRIVILEGES] [(column, …)]`, or privileges, each with or without columns."""
    if reader.at_words("assumerole"):
        raise refuse("ASSUMEROLE")
    found: list[Privilege] = []
    while True:
        name = reader.name()
        if name == "all":
            reader.accept("privileges")
        here = reader.here
        if here is not None and here.is_name and not here.is_word("on"):
            raise refuse(f"the system permission {name.upper()} {here.text.upper()}")
        name = "temp" if name == "temporary" else name
        if name != "all" and not any(name in allowed for allowed in _ALLOWED.values()):
            raise syntax_error(name)
        has_columns = here is not None and here.is_operator("(")
        columns: list[str | None] = [*reader.parenthesized_names()] if has_columns else [None]
        found += [Privilege(name, column) for column in columns]
        if not reader.accept_operator(","):
            return found


def checked_privileges(privileges: list[Privilege], kind: str) -> list[Privilege]:
    """The privileges of that kind of object, with ALL written out."""
    checked: list[Privilege] = []
    for privilege in privileges:
        allowed = _ALLOWED[kind] if privilege.column is None else ("select", "update")
        if privilege.name == "all":
            checked += [Privilege(name, privilege.column) for name in allowed]
        elif privilege.name in allowed:
            checked.append(privilege)
        else:
            raise SqlError("0LP01", f"invalid privilege type {privilege.name.upper()} for {kind}")
    return checked


def _table(session: Session, reader: Reader, privileges: list[Privilege]) -> Object:
    relation = find_relation(session, reader.qualified_name())
    for privilege in privileges:
        if privilege.column is not None and relation.column(privilege.column) is None:
            raise undefined_column(privilege.column)
    return Object("table", relation.oid, relation.owner, relation.name)


def existing_schema(session: Session, name: str) -> Object:
    row = session.run("select oid, owner from localshift.schemas where name = ?", [name]).fetchone()
    if row is None:
        raise undefined_schema(name)
    return Object("schema", row[0], row[1], name)


def _database(session: Session, name: str) -> Object:
    check_database(name)
    return Object("database", 1, "", session.engine.database)


def _may_grant(session: Session, on: Object, privilege: Privilege) -> None:
    """Raises SqlError 42501 unless the user owns the object or may grant this on."""
    if on.owner == session.user or is_superuser(session):
        return
    held = session.run(
        "select 1 from localshift.grants where object_kind = ? and object_oid = ?"
        " and privilege = ? and grantee_kind = 'user' and grantee = ? and with_grant_option",
        [on.kind, on.oid, privilege.name, session.user],
    ).fetchone()
    if held is None:
        kind = "relation" if on.kind == "table" else on.kind
        raise SqlError("42501", f"permission denied for {kind} {on.name}")


def _remove(
    session: Session,
    on: Object,
    grantee: Grantee,
    privilege: Privilege,
    *,
    option_only: bool = False,
) -> None:
    """Take a grant away, or only its grant option."""
    change = (
        "update localshift.grants set with_grant_option = false"
        if option_only
        else "delete from localshift.grants"
    )
    session.run(
        f"{change} where object_kind = ? and object_oid = ? and grantee_kind = ? and grantee = ?"
        " and privilege = ? and column_name is not distinct from ?",
        [on.kind, on.oid, grantee.kind, grantee.name, privilege.name, privilege.column],
    )
