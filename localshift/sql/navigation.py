"""Paths into SUPER values: `column.attribute[0]['name']`. AWS: query-super, "Navigation".

A path that leads nowhere gives NULL, as in the default lax mode.
"""

import json
from collections.abc import Collection, Iterable, Sequence

from sqlglot import exp

from localshift.errors import SqlError, refuse, undefined_column
from localshift.semistructured.values import dump
from localshift.types import SUPER, RedshiftType

Step = str | int
_WRITTEN = "written"


def remember_spelling(identifier: exp.Identifier) -> None:
    """Keep an identifier as it is written, before its case is folded."""
    if identifier.name != identifier.name.lower():
        identifier.meta[_WRITTEN] = identifier.name


def dotted(base: exp.Expr, parts: Iterable[exp.Expr]) -> exp.Expr:
    for part in parts:
        base = exp.Dot(this=base, expression=part)
    return base


def as_path(column: exp.Column, sources: Collection[str]) -> exp.Expr:
    """A name of more than two parts: `source.column.attribute`, or `column.attribute.attribute`."""
    first, second, *rest = [part.copy() for part in column.parts]
    if first.name in sources:
        return dotted(exp.Column(this=second, table=first), rest)
    return dotted(exp.Column(this=first), [second, *rest])


def path_of(node: exp.Expr, *, case_sensitive: bool) -> tuple[exp.Expr, list[Step]]:
    """What a path starts from, and its steps."""
    steps: list[Step] = []
    while isinstance(node, (exp.Dot, exp.Bracket)):
        steps.insert(0, _step(node, case_sensitive=case_sensitive))
        node = node.this
    return node, steps


def navigated(base: exp.Expr, type_: RedshiftType | None, steps: Sequence[Step]) -> exp.Expr:
    """The value at the end of a path, for DuckDB. Raises SqlError when nothing leads on from it."""
    if type_ is None and isinstance(base, exp.Column) and not base.table:
        raise undefined_column(base.name)
    if type_ is None:
        raise refuse("navigation from an expression whose type is not known")
    if type_ != SUPER:
        if isinstance(steps[0], int):
            raise SqlError(
                "42804", f"cannot subscript type {type_.name} because it is not an array"
            )
        what = f"column notation .{steps[0]} applied to type {type_.name}"
        raise SqlError("42809", f"{what}, which is not a composite type")
    native = "$" + "".join(
        f"[{step}]" if isinstance(step, int) else f".{json.dumps(step, ensure_ascii=False)}"
        for step in steps
    )
    last = steps[-1]
    arguments = [
        base,
        exp.Literal.string(native),
        exp.Literal.string(json.dumps(list(steps))),
        exp.Literal.string(f"{dump(last)}:") if isinstance(last, str) else exp.null(),
    ]
    return exp.Anonymous(this="localshift_super_get", expressions=arguments)


def _step(node: exp.Expr, *, case_sensitive: bool) -> Step:
    if isinstance(node, exp.Dot):
        name = node.expression
        if not isinstance(name, exp.Identifier):
            raise refuse(f"{name.sql('redshift')} in a path")
        return str(name.meta.get(_WRITTEN, name.name)) if case_sensitive else name.name
    (index,) = node.expressions
    if not isinstance(index, exp.Literal):
        raise refuse("an index that is not a constant")
    if index.is_string:
        return str(index.this)
    if not index.this.isdigit():
        raise refuse(f"the index {index.this}")
    return int(index.this)
