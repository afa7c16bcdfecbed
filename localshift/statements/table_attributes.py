"""ALTER TABLE of what a table has besides its columns: keys, distribution, encodings, constraints.

AWS: r_ALTER_TABLE.
"""

from localshift.catalog.relations import Relation
from localshift.errors import SqlError, refuse
from localshift.materialized.store import BaseEvent, note_event
from localshift.session import Session
from localshift.sql.create_table import parse_encoding
from localshift.sql.reader import Reader
from localshift.statements.targets import column_of


def alter_attributes(session: Session, relation: Relation, reader: Reader) -> None:
    """What follows ALTER: DISTSTYLE, DISTKEY, [COMPOUND] SORTKEY, ENCODE AUTO."""
    if reader.accept("diststyle"):
        style = reader.accept_any("all", "even", "auto", "key")
        if style is None:
            raise reader.error()
        if style == "key":
            reader.expect("distkey")
        _set_distribution(session, relation, style, _column(reader) if style == "key" else None)
    elif reader.accept("distkey"):
        _set_distribution(session, relation, "key", _column(reader))
    elif reader.accept("sortkey", "auto"):
        _set_sort_key(session, relation, "auto", [])
    elif reader.accept("sortkey", "none"):
        _set_sort_key(session, relation, None, [])
    elif reader.accept("encode", "auto"):
        session.run(
            "update localshift.columns set encoding = null where relation = ?", [relation.oid]
        )
    else:
        reader.accept("compound")
        if not reader.accept("sortkey"):
            raise refuse(f"ALTER TABLE ALTER {reader.rest()}")
        _set_sort_key(session, relation, "compound", reader.parenthesized_names())


def alter_encoding(session: Session, relation: Relation, column: str, reader: Reader) -> None:
    """ALTER COLUMN name ENCODE encoding."""
    session.run(
        "update localshift.columns set encoding = ? where relation = ? and name = ?",
        [parse_encoding(reader), relation.oid, column],
    )


def drop_constraint(session: Session, relation: Relation, reader: Reader) -> None:
    """DROP CONSTRAINT name [RESTRICT | CASCADE]."""
    name = reader.name()
    reader.accept_any("restrict", "cascade")
    dropped = session.run(
        "delete from localshift.constraints where relation = ? and name = ?", [relation.oid, name]
    ).fetchone()
    if not dropped or not dropped[0]:
        raise SqlError("42704", f'constraint "{name}" of relation "{relation.name}" does not exist')


def _set_distribution(session: Session, relation: Relation, style: str, key: str | None) -> None:
    if key is not None:
        column_of(relation, key)
    note_event(session, relation, BaseEvent.DISTSTYLE_ALTERED)
    session.run(
        "update localshift.relations set diststyle = ? where oid = ?", [style, relation.oid]
    )
    session.run(
        "update localshift.columns set is_distkey = (name = ?) where relation = ?",
        [key or "", relation.oid],
    )


def _set_sort_key(session: Session, relation: Relation, style: str | None, keys: list[str]) -> None:
    for key in keys:
        column_of(relation, key)
    note_event(session, relation, BaseEvent.SORTKEY_ALTERED)
    session.run(
        "update localshift.relations set sortstyle = ? where oid = ?",
        [style or "none", relation.oid],
    )
    session.run(
        "update localshift.columns set sort_position = 0 where relation = ?", [relation.oid]
    )
    for position, key in enumerate(keys, start=1):
        session.run(
            "update localshift.columns set sort_position = ? where relation = ? and name = ?",
            [position, relation.oid, key],
        )


def _column(reader: Reader) -> str:
    reader.accept_operator("(")
    name = reader.name()
    reader.accept_operator(")")
    return name
