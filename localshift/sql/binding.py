"""Find what the names of a query mean: tables by the search path, views by their definition.

A view is expanded where it is used. An ordinary view's stored text refers to relations by oid, so
that it follows them through renames; a late-binding view's text is bound anew each time.

AWS: r_CREATE_VIEW, r_search_path.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp
from sqlglot.optimizer.qualify_columns import qualify_columns
from sqlglot.optimizer.qualify_tables import qualify_tables
from sqlglot.schema import MappingSchema

from localshift.catalog.relations import LATE_BINDING_VIEW, Relation
from localshift.errors import SqlError, undefined_table
from localshift.sql.identifiers import keeping_case
from localshift.sql.natural_joins import expand_natural_joins
from localshift.sql.navigation import as_path
from localshift.sql.nodes import find_all
from localshift.sql.pivots import expand_pivots
from localshift.sql.repeated_names import separate_repeated_names
from localshift.sql.unnesting import expand_iterations
from localshift.sql.user_functions import Find as FindFunction
from localshift.sql.using_joins import prepare_using
from localshift.types import RedshiftType

OID_PREFIX = "oid:"


@dataclass(frozen=True, slots=True)
class SystemRelation:
    """A view of the system catalog: where DuckDB has it, and its columns."""

    storage: tuple[str, str, str]
    columns: Mapping[str, RedshiftType]


@dataclass(slots=True)
class Bound:
    """What binding found: the relations that were touched and the columns of the stored tables."""

    relations: dict[int, Relation] = field(default_factory=dict)
    direct: set[int] = field(default_factory=set)
    system: set[str] = field(default_factory=set)
    columns: dict[tuple[str, ...], Mapping[str, RedshiftType]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolver:
    """How names are looked up. `relation` raises SqlError 42P01 for a name that does not exist.

    `check_readable` raises 42501 for a relation that the user may not select from.
    """

    relation: Callable[[tuple[str, ...]], Relation]
    relation_by_oid: Callable[[int], Relation | None]
    system: Callable[[tuple[str, ...]], SystemRelation | None]
    parse: Callable[[str], exp.Query]
    function: FindFunction
    check_readable: Callable[[Relation], None]


def bind_tables(query: exp.Expr, resolver: Resolver, bound: Bound, depth: int = 0) -> None:
    """Replace each table reference by the stored table, or by the view's query, in place."""
    if depth > 32:
        raise SqlError("54001", "views are nested too deeply")
    _shorten_columns(query)
    for table in _outside_references(query):
        system = resolver.system(_parts(table))
        if system is not None:
            _store(table, system.storage, bound, system.columns)
            bound.system.add(system.storage[2])
            continue
        relation = _relation(table, resolver)
        bound.relations[relation.oid] = relation
        if depth == 0:
            resolver.check_readable(relation)
            bound.direct.add(relation.oid)
        if relation.is_stored:
            columns = {column.name: column.type for column in relation.columns}
            _store(table, relation.storage, bound, columns)
        else:
            table.replace(_expand(table, relation, resolver, bound, depth))


def bind_columns(query: exp.Query, bound: Bound) -> exp.Query:
    """Qualify every column with its table, and write out stars and lateral aliases.

    A column that no table has stays as it is: DuckDB's binder tells of it.
    """
    expand_pivots(query, lambda inner: bind_columns(inner, bound).named_selects)
    schema = MappingSchema(dialect="redshift", normalize=False)
    for (catalog, db, name), columns in bound.columns.items():
        table = exp.table_(name, db=db, catalog=catalog, quoted=True)
        schema.add_table(table, dict.fromkeys(columns, "int"), match_depth=False, normalize=False)
    expand_iterations(query)
    for select in find_all(query, exp.Select):
        expand_natural_joins(select, bound.columns)
        prepare_using(select, bound.columns)
    qualify_tables(query, dialect="redshift")
    separate_repeated_names(query, bound.columns)
    qualified = qualify_columns(
        query,
        schema=schema,
        allow_partial_qualification=True,
        dialect="redshift",
    )
    for identifier in find_all(qualified, exp.Identifier):
        if not identifier.quoted:
            identifier.set("quoted", True)
    return qualified


def with_oids(query: exp.Query, resolver: Resolver) -> str:
    """The text of a view's query with oids in place of names, as it is stored."""
    copy = query.copy()
    _write_out_stars(copy, resolver)
    for table in _outside_references(copy):
        if resolver.system(_parts(table)) is not None:
            continue
        relation = resolver.relation(_parts(table))
        alias = table.args.get("alias") or exp.TableAlias(
            this=exp.to_identifier(table.name, quoted=True)
        )
        kept = {key: table.args.get(key) for key in ("joins", "pivots")}
        name = exp.to_identifier(f"{OID_PREFIX}{relation.oid}", True)
        table.replace(exp.Table(this=name, alias=alias, **kept))
    return copy.sql("redshift", comments=False)


def _write_out_stars(query: exp.Query, resolver: Resolver) -> None:
    """A view keeps the columns that a star of its own stood for when it was made."""
    if not any(select.is_star for select in _own_selects(query)):
        return
    bound = Bound()
    known = query.copy()
    bind_tables(known, resolver, bound)
    known = bind_columns(known, bound)
    for select, written_out in zip(_own_selects(query), _own_selects(known), strict=False):
        names = {source.alias_or_name for source in find_all(select, exp.Table, exp.Subquery)}
        projections = written_out.expressions
        columns = [column for node in projections for column in find_all(node, exp.Column)]
        if select.is_star and all(column.table in names for column in columns):
            select.set("expressions", [node.copy() for node in projections])


def _own_selects(query: exp.Expr) -> list[exp.Select]:
    """The SELECT of a query, or those that its set operations put together."""
    if isinstance(query, exp.SetOperation):
        return [*_own_selects(query.this), *_own_selects(query.expression)]
    while isinstance(query, (exp.Subquery, exp.Paren)):
        query = query.this
    return [query] if isinstance(query, exp.Select) else []


def _outside_references(query: exp.Expr) -> list[exp.Table]:
    """The table references that are no CTE of the query itself."""
    return [
        table
        for table in find_all(query, exp.Table)
        if isinstance(table.this, exp.Identifier) and (table.db or not _is_cte(table))
    ]


def _is_cte(table: exp.Table) -> bool:
    """Whether a query around it has a CTE of its name; of one that it is in, only those before."""
    node: exp.Expr = table
    while (around := node.parent) is not None:
        if isinstance(around, exp.With):
            known = around.expressions[: (node.index or 0) + bool(around.recursive)]
        else:
            with_ = around.args.get("with_")
            known = with_.expressions if with_ is not None and with_ is not node else []
        if any(cte.alias == table.name for cte in known):
            return True
        node = around
    return False


def _shorten_columns(query: exp.Expr) -> None:
    """`schema.table.column` becomes `table.column`, which a table has that is not renamed.

    Else so many parts are a path into a SUPER.
    """
    columns = [column for column in find_all(query, exp.Column) if column.args.get("db")]
    if not columns:
        return
    sources = find_all(query, exp.Table, exp.Subquery)
    names = {source.alias_or_name for source in sources}
    tables = {_parts(table)[-2:] for table in sources if isinstance(table, exp.Table)}
    for column in columns:
        if (column.db, column.table) in tables:
            column.set("db", None)
            column.set("catalog", None)
        else:
            column.replace(as_path(column, names))


def _parts(table: exp.Table) -> tuple[str, ...]:
    return tuple(part.name for part in table.parts)


def _relation(table: exp.Table, resolver: Resolver) -> Relation:
    if table.name.startswith(OID_PREFIX):
        relation = resolver.relation_by_oid(int(table.name.removeprefix(OID_PREFIX)))
        if relation is None:
            raise undefined_table(table.alias)
        return relation
    return resolver.relation(_parts(table))


def _store(
    table: exp.Table,
    storage: tuple[str, str, str],
    bound: Bound,
    columns: Mapping[str, RedshiftType],
) -> None:
    if not table.alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
    catalog, db, name = (exp.to_identifier(part, quoted=True) for part in storage)
    table.set("catalog", catalog)
    table.set("db", db)
    table.set("this", name)
    bound.columns[storage] = columns


def _query_of(view: Relation, resolver: Resolver) -> exp.Query:
    """The query of a view: a late-binding one's is read anew each time, case of names included."""
    if view.kind == LATE_BINDING_VIEW:
        return resolver.parse(view.definition or "")
    with keeping_case():
        return resolver.parse(view.bound or "")


def _expand(
    table: exp.Table, view: Relation, resolver: Resolver, bound: Bound, depth: int
) -> exp.Subquery:
    query = _query_of(view, resolver)
    try:
        bind_tables(query, resolver, bound, depth + 1)
    except SqlError as error:
        if view.kind == LATE_BINDING_VIEW and error.detail is None:
            error.detail = f"while the late-binding view {view.schema}.{view.name} was bound"
        raise
    alias = table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(view.name, True))
    names = [column.name for column in view.columns]
    if names and not alias.columns:
        alias.set("columns", [exp.to_identifier(name, quoted=True) for name in names])
    kept = {key: table.args.get(key) for key in ("joins", "pivots")}
    return exp.Subquery(this=query, alias=alias, **kept)
