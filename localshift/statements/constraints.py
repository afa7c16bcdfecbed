"""Primary keys, unique and foreign keys: recorded for clients, and enforced by nobody.

AWS: r_CREATE_TABLE_NEW, t_Defining_constraints. The names are those that PostgreSQL gives.
"""

from localshift.catalog.relations import Relation
from localshift.errors import SqlError, undefined_column
from localshift.python_functions.words import quote_ident
from localshift.session import Session
from localshift.sql.create_table import Constraint
from localshift.statements.names import find_relation


def record_constraint(session: Session, relation: Relation, constraint: Constraint) -> None:
    """Add a constraint to a table. Raises SqlError when a table or column is not there."""
    numbers = _numbers(session, relation, constraint.columns)
    if constraint.kind == "p" and _primary_key(session, relation) is not None:
        raise SqlError(
            "42P16", f'multiple primary keys for table "{relation.name}" are not allowed'
        )
    kind = {"p": "PRIMARY KEY", "u": "UNIQUE", "f": "FOREIGN KEY"}[constraint.kind]
    definition = f"{kind} {_listed(constraint.columns)}"
    referenced, referenced_numbers = None, None
    if constraint.references is not None:
        target = find_relation(session, constraint.references)
        columns = constraint.referenced_columns or _key_columns(session, target)
        referenced, referenced_numbers = target.oid, _numbers(session, target, columns)
        name = f"{quote_ident(target.schema)}.{quote_ident(target.name)}"
        definition += f" REFERENCES {name}{_listed(columns)}"
    session.run(
        "insert into localshift.constraints values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            session.engine.metadata.next_oid(),
            relation.oid,
            constraint.name or _free_name(session, relation, constraint),
            constraint.kind,
            definition,
            numbers,
            referenced,
            referenced_numbers,
        ],
    )


def _numbers(session: Session, relation: Relation, columns: tuple[str, ...]) -> list[int]:
    rows = session.run(
        "select name, num from localshift.columns where relation = ?", [relation.oid]
    ).fetchall()
    numbers = dict(rows)
    for column in columns:
        if column not in numbers:
            raise undefined_column(column)
    return [numbers[column] for column in columns]


def _primary_key(session: Session, relation: Relation) -> list[int] | None:
    row = session.run(
        "select column_numbers from localshift.constraints where relation = ? and kind = 'p'",
        [relation.oid],
    ).fetchone()
    return row[0] if row else None


def _key_columns(session: Session, relation: Relation) -> tuple[str, ...]:
    """The columns of the primary key, which a foreign key that names none refers to."""
    key = _primary_key(session, relation)
    if key is None:
        raise SqlError("42704", f'there is no primary key for referenced table "{relation.name}"')
    rows = session.run(
        "select num, name from localshift.columns where relation = ?", [relation.oid]
    ).fetchall()
    names = dict(rows)
    return tuple(names[number] for number in key)


def _free_name(session: Session, relation: Relation, constraint: Constraint) -> str:
    """`table_pkey`, `table_column_key`, `table_column_fkey`, with a number if that is taken."""
    suffix = {"p": "pkey", "u": "key", "f": "fkey"}[constraint.kind]
    parts = [relation.name] if constraint.kind == "p" else [relation.name, constraint.columns[0]]
    wanted = "_".join([*parts, suffix])
    rows = session.run(
        "select name from localshift.constraints where relation = ?", [relation.oid]
    ).fetchall()
    taken = {name for (name,) in rows}
    name, number = wanted, 0
    while name in taken:
        number += 1
        name = f"{wanted}{number}"
    return name


def _listed(columns: tuple[str, ...]) -> str:
    return f"({', '.join(map(quote_ident, columns))})"
