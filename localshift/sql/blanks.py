"""Trailing blanks do not count where values of VARCHAR are compared.

AWS: r_Character_types, "Significance of trailing blanks". Each function takes a node whose Redshift
type is known and lets DuckDB compare the value without them. What is shown keeps its blanks: of the
values that are equal one stands for the group. CHAR is stored without trailing blanks. LIKE does
not come here, for there they count.
"""

from sqlglot import exp

from localshift.sql.grouping import is_aggregate
from localshift.sql.nodes import find_all
from localshift.sql.type_rules import Types
from localshift.types import SUPER, RedshiftType

_MACRO = "localshift_unpadded"
_GROUPING = (exp.Grouping, exp.GroupingId)


def unpadded(node: exp.Expr, type_: RedshiftType | None) -> exp.Expr:
    """The expression to compare in the place of `node`; the node itself if it has no blanks."""
    if type_ == SUPER:
        return exp.Anonymous(this="localshift_super_key", expressions=[node.copy()])
    if not _may_be_padded(node, type_):
        return node
    if isinstance(node, exp.Literal):
        return exp.Literal.string(node.this.rstrip(" "))
    return exp.Anonymous(this=_MACRO, expressions=[node.copy()])


def unpad(node: exp.Expr, type_: RedshiftType | None) -> None:
    """Replace an operand of a comparison by what is to be compared."""
    if _may_be_padded(node, type_):
        node.replace(unpadded(node, type_))


def unpad_query(query: exp.Expr, type_: RedshiftType | None) -> None:
    """The same for the only column of a query, as in `x IN (SELECT …)`."""
    if isinstance(query, (exp.Subquery, exp.SetOperation)):
        unpad_query(query.this, type_)
    if isinstance(query, exp.SetOperation):
        unpad_query(query.expression, type_)
    if isinstance(query, exp.Select):
        unpad(query.expressions[0].unalias(), type_)


def distinct_by_comparison(select: exp.Select, types: Types) -> None:
    """SELECT DISTINCT keeps one row of those that are equal."""
    values = [node.unalias() for node in select.expressions]
    if any(map(_may_be_padded, values, types)):
        keys = [
            unpadded(value, type_).copy()
            for value, type_ in zip(values, types, strict=True)
            if not isinstance(value, exp.Literal)  # DuckDB takes none, and it is equal to itself
        ]
        if keys:
            select.set("distinct", exp.Distinct(on=exp.Tuple(expressions=keys)))


def set_operation_by_comparison(
    operation: exp.SetOperation, names: list[str], types: Types
) -> exp.Query:
    """UNION, INTERSECT or EXCEPT as a SELECT DISTINCT; itself if DuckDB compares the same way."""
    columns = [exp.column(f"c{number}", "ours", quoted=True) for number in range(len(names))]
    if not any(map(_may_be_padded, columns, types)):
        return operation
    clauses = {
        key: clause.pop()
        for key in ("with_", "order", "limit", "offset")
        if (clause := operation.args.get(key)) is not None
    }
    if isinstance(operation, exp.Union):
        rows: exp.Query = operation.copy()
        rows.set("distinct", False)
    else:
        rows = operation.left.copy()
    select = exp.Select(
        expressions=[
            exp.alias_(column.copy(), name, quoted=True)
            for column, name in zip(columns, names, strict=True)
        ],
        from_=exp.From(this=_rows_as(rows, "ours", columns)),
        distinct=exp.Distinct(),
        **clauses,
    )
    distinct_by_comparison(select, types)
    if not isinstance(operation, exp.Union):
        other = exp.Exists(this=_equal_rows(operation.right, columns, types))
        found = exp.Not(this=other) if isinstance(operation, exp.Except) else other
        select.set("where", exp.Where(this=found))
    return select


def _equal_rows(query: exp.Query, columns: list[exp.Column], types: Types) -> exp.Select:
    """The rows of a query that equal the row `columns`; null equals null here."""
    theirs = [exp.column(column.name, "theirs", quoted=True) for column in columns]
    equal = [
        exp.NullSafeEQ(this=unpadded(our, type_).copy(), expression=unpadded(their, type_).copy())
        for our, their, type_ in zip(columns, theirs, types, strict=True)
    ]
    return exp.Select(
        expressions=[exp.Literal.number(1)],
        from_=exp.From(this=_rows_as(query.copy(), "theirs", columns)),
        where=exp.Where(this=exp.and_(*equal, copy=False)),
    )


def _rows_as(query: exp.Query, name: str, columns: list[exp.Column]) -> exp.Subquery:
    query = query.this if isinstance(query, exp.Subquery) and not query.alias else query
    alias = exp.TableAlias(
        this=exp.to_identifier(name, quoted=True),
        columns=[column.this.copy() for column in columns],
    )
    return exp.Subquery(this=query, alias=alias)


def group_by_comparison(select: exp.Select, key: exp.Expr, type_: RedshiftType | None) -> None:
    """GROUP BY puts equal values into one group; any of them is shown for it."""
    if not _may_be_padded(key, type_) or isinstance(key, exp.Literal):
        return
    parts = (
        *select.expressions,
        *(select.args[name] for name in ("having", "qualify", "order") if select.args.get(name)),
    )
    shown = [node for part in parts for node in find_all(part, type(key)) if node == key]
    if any(node.find_ancestor(exp.Query) is not select for node in shown):
        return  # a correlated subquery sees a grouped column only as it stands in GROUP BY
    compared = unpadded(key, type_)
    value: exp.Expr = exp.AnyValue(this=key.copy())
    if not isinstance(key.parent, exp.Group):  # a grouping set may leave the column out
        absent = exp.EQ(
            this=exp.Grouping(expressions=[compared.copy()]), expression=exp.Literal.number(0)
        )
        value = exp.Case(ifs=[exp.If(this=absent, true=value)])
    for node in shown:
        if isinstance(node.parent, _GROUPING):
            node.replace(compared.copy())
        elif not _is_aggregated(node, select):
            node.replace(value.copy())
    key.replace(compared)


def _may_be_padded(node: exp.Expr, type_: RedshiftType | None) -> bool:
    if type_ == SUPER:
        return True
    if type_ is None or type_.name != "character varying" or type_.unpadded:
        return False
    return not isinstance(node, exp.Literal) or node.this.endswith(" ")


def _is_aggregated(node: exp.Expr, select: exp.Select) -> bool:
    """Whether it is a part of what an aggregate function of the SELECT sums up."""
    around = node.parent
    while around is not None and around is not select:
        if is_aggregate(around):
            return True
        around = around.parent
    return False
