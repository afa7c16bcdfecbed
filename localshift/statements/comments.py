"""COMMENT. AWS: r_COMMENT."""

from localshift.catalog.relations import TABLE
from localshift.errors import SqlError, refuse
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.names import find_relation
from localshift.statements.permissions import require_owner
from localshift.statements.targets import column_of


def comment(session: Session, sql: str) -> Result:
    """COMMENT ON TABLE | VIEW | COLUMN name IS 'text' | NULL."""
    reader = Reader(sql)
    reader.expect("comment", "on")
    kind = reader.accept_any("table", "view", "column")
    if kind is None:
        raise refuse(f"COMMENT ON {reader.next().text.upper()}")
    parts = reader.qualified_name()
    reader.expect("is")
    text = None if reader.accept("null") else reader.string()
    reader.end()
    number = 0
    if kind == "column":
        *table, column = parts
        if not table:
            raise SqlError("42601", "column name must be qualified")
        relation = find_relation(session, tuple(table))
        number = column_of(relation, column).number
    else:
        relation = find_relation(session, parts)
        if (relation.kind == TABLE) != (kind == "table"):
            raise SqlError("42809", f'"{relation.name}" is not a {kind}')
    require_owner(session, relation)
    session.run(
        "delete from localshift.comments where relation = ? and num = ?", [relation.oid, number]
    )
    if text:
        session.run(
            "insert into localshift.comments values (?, ?, ?)", [relation.oid, number, text]
        )
    return Result("COMMENT")
