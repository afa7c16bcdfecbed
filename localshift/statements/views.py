"""CREATE VIEW and DROP VIEW. AWS: r_CREATE_VIEW, r_DROP_VIEW."""

from sqlglot import exp

from localshift.catalog.relations import LATE_BINDING_VIEW, VIEW, ColumnFacts, Relation
from localshift.errors import SqlError, duplicate_column, duplicate_table, refuse
from localshift.results import Column, Result
from localshift.session import Session
from localshift.sql.binding import with_oids
from localshift.sql.lexer import tokens
from localshift.sql.reader import Reader
from localshift.sql.translate import parse_query
from localshift.statements.dropping import drop_relations
from localshift.statements.external_names import catalog_schema
from localshift.statements.names import new_name, resolver
from localshift.statements.queries import columns_of, translate
from localshift.statements.targets import parts_of

_LATE_BINDING = ("with", "no", "schema", "binding")


def create(session: Session, sql: str) -> Result:
    """CREATE [OR REPLACE] VIEW … AS … [WITH NO SCHEMA BINDING]."""
    reader = Reader(sql)
    reader.expect("create")
    replace = reader.accept("or", "replace")
    if not reader.accept("view"):
        raise refuse(f"CREATE OR REPLACE {reader.next().text.upper()}")
    name = reader.qualified_name()
    names = (
        reader.parenthesized_names()
        if reader.here is not None and reader.here.is_operator("(")
        else []
    )
    reader.expect("as")
    query, late_binding = _query_and_binding(reader)
    if session.context.super_case_sensitive and not late_binding:
        # AWS: r_enable_case_sensitive_super_attribute. The view would have to keep the setting.
        raise refuse("CREATE VIEW with enable_case_sensitive_super_attribute on")
    schema, view = new_name(session, name, temporary=False)
    existing = session.engine.metadata.relation(session.db, schema, view)
    columns = _columns(session, query, names, late_binding=late_binding)
    if existing is not None:
        if not replace:
            raise duplicate_table(view)
        if existing.is_stored:
            raise SqlError("42809", f'"{view}" is not a view')
        _replace(session, existing, columns)
    bound, references = None, set()
    if not late_binding:
        translated = translate(session, query)
        references = translated.bound.direct
        _refuse_external_tables(session, query)
        bound = with_oids(parse_query(query), resolver(session))
    else:
        _check_late_binding(query)
    metadata = session.engine.metadata
    relation = Relation(
        oid=existing.oid if existing is not None else metadata.next_oid(),
        schema=schema,
        name=view,
        kind=LATE_BINDING_VIEW if late_binding else VIEW,
        owner=session.user,
        columns=tuple(ColumnFacts(column.name, column.type) for column in columns),
        definition=query,
        bound=bound,
    )
    metadata.add_relation(session.db, relation, references)
    return Result("CREATE VIEW")


def drop(session: Session, sql: str) -> Result:
    """DROP VIEW [IF EXISTS] name [, …] [CASCADE | RESTRICT]."""
    return drop_relations(session, sql, "view", lambda relation: not relation.is_stored)


def _query_and_binding(reader: Reader) -> tuple[str, bool]:
    """The query's text, without WITH NO SCHEMA BINDING and the parentheses around all of it."""
    text = reader.rest().rstrip().rstrip(";").rstrip()
    words = list(tokens(text))
    late = len(words) > 4 and all(
        token.is_word(word) for token, word in zip(words[-4:], _LATE_BINDING, strict=True)
    )
    return (text[: words[-4].start].rstrip() if late else text), late


def _columns(session: Session, query: str, names: list[str], *, late_binding: bool) -> list[Column]:
    """The view's columns; of a late-binding view only if they can be found out now."""
    try:
        columns = list(columns_of(session, translate(session, query)))
    except SqlError as error:
        if late_binding and error.sqlstate in ("42P01", "3F000"):
            return []
        raise
    if names:
        if len(names) != len(columns):
            raise SqlError("42601", "CREATE VIEW specifies another number of column names")
        columns = [Column(name, column.type) for name, column in zip(names, columns, strict=True)]
    seen = set()
    for column in columns:
        if column.name in seen:
            raise duplicate_column(column.name)
        seen.add(column.name)
    return columns


def _refuse_external_tables(session: Session, query: str) -> None:
    """AWS: r_CREATE_EXTERNAL_TABLE."""
    for table in parse_query(query).find_all(exp.Table):
        if catalog_schema(session, parts_of(table)) is not None:
            raise SqlError(
                "0A000",
                "External tables are not supported in views:"
                " a view of one needs WITH NO SCHEMA BINDING",
            )


def _check_late_binding(query: str) -> None:
    """AWS: r_CREATE_VIEW. Each relation must be written with its schema."""
    parsed = parse_query(query)
    ctes = {cte.alias for cte in parsed.find_all(exp.CTE)}
    for table in parsed.find_all(exp.Table):
        if not table.db and table.name not in ctes:
            raise SqlError(
                "42P16",
                "All the relation names inside should be qualified when creating"
                " VIEW WITH NO SCHEMA BINDING.",
            )


def _replace(session: Session, existing: Relation, columns: list[Column]) -> None:
    """AWS: r_CREATE_VIEW. A replaced view keeps its columns, and the views on it."""
    before = [(column.name, column.type.name) for column in existing.columns]
    after = [(column.name, column.type.name) for column in columns]
    if existing.kind == VIEW and before != after[: len(before)]:
        raise SqlError("42P16", "cannot change the names or types of the columns of a view")
    session.run("delete from localshift.relations where oid = ?", [existing.oid])
    session.run("delete from localshift.columns where relation = ?", [existing.oid])
    session.run("delete from localshift.dependencies where dependent = ?", [existing.oid])
