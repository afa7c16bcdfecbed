"""GRANT ROLE and REVOKE ROLE. AWS: r_GRANT, r_REVOKE."""

from itertools import product

from localshift.errors import SqlError, refuse
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.identities import Grantee, grantees, group_oid
from localshift.statements.permissions import require_superuser


def grant_roles(session: Session, reader: Reader) -> Result:
    """GRANT ROLE a, … TO user [WITH ADMIN OPTION] | ROLE b, …"""
    roles = _roles(session, reader)
    reader.expect("to")
    to = grantees(session, reader, "admin")
    reader.end()
    require_superuser(session, "grant and revoke roles")
    for role, grantee in product(roles, to):
        if grantee.kind not in ("user", "role"):
            raise SqlError("0LP01", f"a role can not be granted to {grantee.kind.upper()}")
        if grantee.kind == "role" and _is_granted(session, grantee.name, role):
            raise SqlError("0LP01", f'role "{grantee.name}" is a member of the role already')
        _leave(session, role, grantee)
        session.run(
            "insert into localshift.members values (?, ?, ?, ?)",
            [role, grantee.name, grantee.kind, grantee.option],
        )
    return Result("GRANT")


def revoke_roles(session: Session, reader: Reader) -> Result:
    """REVOKE [ADMIN OPTION FOR] ROLE a, … FROM user | ROLE b, …"""
    option_only = reader.accept("admin", "option", "for")
    roles = _roles(session, reader)
    reader.expect("from")
    from_ = grantees(session, reader)
    reader.end()
    require_superuser(session, "grant and revoke roles")
    for role, grantee in product(roles, from_):
        if option_only:
            session.run(
                "update localshift.members set admin_option = false"
                " where group_oid = ? and member_kind = ? and member = ?",
                [role, grantee.kind, grantee.name],
            )
        else:
            _leave(session, role, grantee)
    return Result("REVOKE")


def _roles(session: Session, reader: Reader) -> list[int]:
    """`ROLE a, ROLE b` or `ROLE a, b`: the oids of the roles."""
    reader.expect("role")
    oids = [_role(session, reader)]
    while reader.accept_operator(","):
        reader.accept("role")
        oids.append(_role(session, reader))
    return oids


def _role(session: Session, reader: Reader) -> int:
    """AWS: r_roles-default. Redshift's own roles, such as sys:dba, are refused by name."""
    name = reader.name()
    if name == "sys" and reader.accept_operator(":"):
        raise refuse(f"the role sys:{reader.name()}")
    return group_oid(session, "role", name)


def _is_granted(session: Session, role: str, to: int) -> bool:
    """Does the role with the oid `to` have `role`, so that the reverse would be a circle?"""
    row = session.run(
        "select 1 from localshift_roles_of_roles() as roles"
        " inner join localshift.groups on groups.name = roles.role_name and groups.kind = 'role'"
        " where groups.oid = ? and roles.granted = ?",
        [to, role],
    ).fetchone()
    return row is not None


def _leave(session: Session, role: int, grantee: Grantee) -> None:
    session.run(
        "delete from localshift.members where group_oid = ? and member_kind = ? and member = ?",
        [role, grantee.kind, grantee.name],
    )
