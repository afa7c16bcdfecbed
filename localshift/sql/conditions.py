"""Conditions that can be written in several ways, and where they may not stand.

AWS: r_comparison_condition (ANY, SOME and ALL), r_Boolean_type (IS).
"""

from sqlglot import exp

from localshift.errors import SqlError, refuse


def as_membership(node: exp.Binary) -> exp.Expr:
    """`= ANY (SELECT …)` is IN and `<> ALL (SELECT …)` NOT IN; other comparisons have neither."""
    quantified = node.expression
    query = quantified.this.unnest()
    if (
        isinstance(node, exp.EQ)
        and isinstance(quantified, exp.Any)
        and isinstance(query, exp.Column)
    ):
        return node  # an array of the catalog, as typing.py makes sure
    kind = exp.EQ if isinstance(quantified, exp.Any) else exp.NEQ
    if not isinstance(node, kind) or not isinstance(query, exp.Query):
        raise refuse(f"{node.sql('redshift')[:60]}: only = ANY and <> ALL of a subquery")
    member = exp.In(this=node.this, query=exp.Subquery(this=query))
    return member if kind is exp.EQ else exp.not_(member)


def check_tests(select: exp.Select) -> None:
    """Raises SqlError 0A000 for IS TRUE or IS FALSE as a column of the result."""
    for projection in select.expressions:
        test = projection.unalias()
        while isinstance(test, (exp.Not, exp.Paren)):
            test = test.this
        if isinstance(test, exp.Is) and isinstance(test.expression, exp.Boolean):
            raise SqlError("0A000", "Not implemented")
