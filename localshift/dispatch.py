"""The statements that localshift runs: which function runs which, by its first words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from localshift import documented
from localshift.errors import refuse, syntax_error
from localshift.results import Description, Result
from localshift.session import Session
from localshift.sql.parameters import parameter_count, substitute_nulls
from localshift.sql.reader import Reader
from localshift.statements import (
    altering,
    blocks,
    changes,
    comments,
    copying,
    cursors,
    default_privileges,
    explaining,
    external_schemas,
    external_tables,
    functions,
    grants,
    groups,
    locking,
    materialized,
    merging,
    prepared,
    queries,
    schemas,
    sessions,
    settings,
    shows,
    tables,
    unloading,
    users,
    views,
)
from localshift.types import UNKNOWN, RedshiftType


@dataclass(frozen=True, slots=True)
class Statement:
    """How a statement runs. `columns` is for those that have rows, to describe them.

    The `$n` of a statement without parameters of its own belong to one that is in it. After a
    statement that does not keep the catalog as it is, no plan is used again.
    """

    run: Callable[[Session, str], Result]
    controls_transaction: bool = False
    ends_block: bool = False
    columns: Callable[[Session, str], Description] | None = None
    keeps_catalog: bool = False
    has_parameters: bool = True


_QUERY = Statement(queries.run, columns=queries.describe, keeps_catalog=True)

# Looked up by the first word, or by two or three where it has several meanings.
STATEMENTS: dict[tuple[str, ...], Statement] = {
    ("select",): _QUERY,
    ("with",): _QUERY,
    ("insert",): Statement(changes.insert, keeps_catalog=True),
    ("update",): Statement(changes.update, keeps_catalog=True),
    ("delete",): Statement(changes.delete, keeps_catalog=True),
    ("merge",): Statement(merging.merge, keeps_catalog=True),
    ("truncate",): Statement(tables.truncate, keeps_catalog=True),
    ("copy",): Statement(copying.run, keeps_catalog=True),
    ("unload",): Statement(unloading.run, keeps_catalog=True),
    ("begin",): Statement(blocks.begin, controls_transaction=True),
    ("start", "transaction"): Statement(blocks.begin, controls_transaction=True),
    ("commit",): Statement(blocks.commit, controls_transaction=True, ends_block=True),
    ("end",): Statement(blocks.commit, controls_transaction=True, ends_block=True),
    ("rollback",): Statement(blocks.rollback, controls_transaction=True, ends_block=True),
    ("abort",): Statement(blocks.rollback, controls_transaction=True, ends_block=True),
    ("lock",): Statement(locking.lock, keeps_catalog=True),
    ("prepare",): Statement(prepared.prepare, has_parameters=False, keeps_catalog=True),
    ("execute",): Statement(prepared.execute, columns=prepared.describe, keeps_catalog=True),
    ("deallocate",): Statement(prepared.deallocate, keeps_catalog=True),
    ("cancel",): Statement(sessions.cancel, keeps_catalog=True),
    ("explain",): Statement(explaining.run, columns=explaining.describe, keeps_catalog=True),
    ("set",): Statement(settings.set_, keeps_catalog=True),
    ("reset",): Statement(settings.reset, keeps_catalog=True),
    ("show",): Statement(shows.run, columns=shows.describe, keeps_catalog=True),
    ("create", "schema"): Statement(schemas.create),
    ("create", "external", "schema"): Statement(external_schemas.create),
    ("create", "external", "table"): Statement(external_tables.create),
    ("create", "materialized"): Statement(materialized.create),
    ("refresh", "materialized"): Statement(materialized.refresh, keeps_catalog=True),
    ("alter", "materialized"): Statement(materialized.alter),
    ("drop", "materialized"): Statement(materialized.drop),
    ("drop", "schema"): Statement(schemas.drop),
    ("alter", "schema"): Statement(schemas.alter),
    ("create", "table"): Statement(tables.create),
    ("create", "temp"): Statement(tables.create),
    ("create", "temporary"): Statement(tables.create),
    ("create", "local"): Statement(tables.create),
    ("drop", "table"): Statement(tables.drop),
    ("alter", "table"): Statement(altering.alter),
    ("create", "function"): Statement(functions.create),
    ("drop", "function"): Statement(functions.drop),
    ("create", "view"): Statement(views.create),
    ("drop", "view"): Statement(views.drop),
    ("comment",): Statement(comments.comment),
    ("grant",): Statement(grants.grant),
    ("revoke",): Statement(grants.revoke),
    ("alter", "default"): Statement(default_privileges.alter),
    ("create", "user"): Statement(users.create),
    ("alter", "user"): Statement(users.alter),
    ("drop", "user"): Statement(users.drop),
    ("create", "group"): Statement(groups.create),
    ("alter", "group"): Statement(groups.alter),
    ("drop", "group"): Statement(groups.drop),
    ("create", "role"): Statement(groups.create),
    ("alter", "role"): Statement(groups.alter),
    ("drop", "role"): Statement(groups.drop),
    ("analyze",): Statement(tables.analyze, keeps_catalog=True),
    ("vacuum",): Statement(tables.vacuum, keeps_catalog=True),
    ("declare",): Statement(cursors.declare, keeps_catalog=True),
    ("fetch",): Statement(cursors.fetch, columns=cursors.describe, keeps_catalog=True),
    ("close",): Statement(cursors.close, keeps_catalog=True),
}


def find_statement(reader: Reader) -> Statement:
    """The statement that begins here. Raises SqlError 0A000 for one that localshift has not."""
    first = reader.here
    if first is None:
        raise reader.error()
    if first.is_operator("("):
        return _QUERY
    words = reader.following(4)
    if words[:3] == ["create", "or", "replace"]:
        del words[1:3]
    reader.next()
    for count in (3, 2, 1):
        if (key := tuple(words[:count])) in STATEMENTS:
            found = STATEMENTS[key]
            return _find_query(reader, is_with=key == ("with",)) if found is _QUERY else found
    if name := documented.statement(words):
        raise refuse(name.upper())
    if words[0] in ("alter", "create", "drop"):
        raise refuse(" ".join(words[:2]).upper())
    raise syntax_error(first.text)


def _find_query(reader: Reader, *, is_with: bool) -> Statement:
    """What begins with SELECT or WITH: a query, SELECT INTO, or a change after its WITH."""
    in_with = is_with
    while (here := reader.here) is not None and not here.is_word("from"):
        if here.is_word("into"):
            return Statement(tables.select_into)
        if in_with and here.is_word("insert", "merge"):  # AWS: r_INSERT_30, r_MERGE
            raise syntax_error(here.text)
        if in_with and here.is_word("update", "delete"):
            return STATEMENTS[here.value,]
        if here.is_operator("("):
            reader.balanced()
        else:
            in_with = in_with and not here.is_word("select")
            reader.next()
    return _QUERY


def describe(
    session: Session, sql: str, parameter_types: Sequence[RedshiftType | None]
) -> Description:
    """The parameters' types and the columns of a statement, which is not run."""
    statement = find_statement(Reader(sql))
    given = list(parameter_types)
    expected = parameter_count(sql) if statement.has_parameters else 0
    given += [None] * (expected - len(given))
    types = tuple(UNKNOWN if type_ is None else type_ for type_ in given)
    if statement.columns is None:
        return Description(types, None)
    text = substitute_nulls(sql, [None if type_ == UNKNOWN else type_ for type_ in types])
    return Description(types, statement.columns(session, text).columns)
