"""The text of a plan in the shape of Redshift's EXPLAIN. AWS: r_EXPLAIN, c-the-query-plan.

It shows the steps that a query is made of, read from its syntax. DuckDB plans otherwise, so costs,
rows and widths are zero, and nothing is redistributed: there is one node.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from localshift.sql.grouping import is_aggregate

_COST = "(cost=0.00..0.00 rows=0 width=0)"
_SET_STEPS = {exp.Intersect: "XN SetOp Intersect", exp.Except: "XN SetOp Except"}


@dataclass(slots=True)
class Step:
    """A step with what is said of it, such as `Filter: (a > 1)`, and the steps that it reads."""

    name: str
    notes: list[str] = field(default_factory=list)
    inputs: "list[Step]" = field(default_factory=list)


def plan_lines(step: Step, depth: int = 0) -> Iterator[str]:
    """The lines that EXPLAIN prints."""
    arrow = "" if depth == 0 else " " * (6 * depth - 4) + "->  "
    yield f"{arrow}{step.name}  {_COST}"
    for note in step.notes:
        yield f"{' ' * (6 * depth + 2)}{note}"
    for read in step.inputs:
        yield from plan_lines(read, depth + 1)


def plan(node: exp.Expr) -> Step:
    """The steps of a query, or of a relation in FROM."""
    match node:
        case exp.Select():
            return _select(node)
        case exp.SetOperation():
            return _ordered(node, _set_operation(node))
        case exp.Subquery() | exp.Paren():
            name = f"XN Subquery Scan {node.alias}".rstrip()
            return Step(name, inputs=[plan(node.this)]) if node.alias else plan(node.this)
        case exp.Table():
            alias = f" {node.alias}" if node.alias and node.alias != node.name else ""
            return Step(f"XN Seq Scan on {node.name}{alias}")
    return Step("XN Result")


def _select(select: exp.Select) -> Step:
    step = _from(select)
    if (where := select.args.get("where")) is not None:
        step.notes.append(f"Filter: ({_text(where.this)})")
    aggregates = any(is_aggregate(node) for node in _own_nodes(select))
    if select.args.get("group") is not None or aggregates:
        step = Step("XN HashAggregate" if select.args.get("group") else "XN Aggregate", [], [step])
        if (having := select.args.get("having")) is not None:
            step.notes.append(f"Filter: ({_text(having.this)})")
    if any(isinstance(node, exp.Window) for node in _own_nodes(select)):
        step = Step("XN Window", [], [step])
    if select.args.get("distinct") is not None:
        step = Step("XN Unique", [], [step])
    return _ordered(select, step)


def _from(select: exp.Select) -> Step:
    source = select.args.get("from_")
    if source is None:
        return Step("XN Result")
    step = plan(source.this)
    for join in select.args.get("joins") or []:
        condition = join.args.get("on")
        hashes = condition is not None or bool(join.args.get("using")) or bool(join.method)
        side = f" {join.side.title()}" if join.side else ""
        kind = f"Hash{side} Join" if hashes else "Nested Loop"
        notes = [f"Hash Cond: ({_text(condition)})"] if condition is not None else []
        inner = plan(join.this)
        reads = [step, Step("XN Hash", [], [inner]) if hashes else inner]
        step = Step(f"XN {kind} DS_DIST_NONE", notes, reads)
    return step


def _set_operation(node: exp.SetOperation) -> Step:
    sides = [plan(node.this), plan(node.expression)]
    if not isinstance(node, exp.Union):
        return Step(_SET_STEPS[type(node)], [], sides)
    append = Step("XN Append", [], sides)
    return Step("XN Unique", [], [append]) if node.args.get("distinct") else append


def _ordered(query: exp.Expr, step: Step) -> Step:
    if (order := query.args.get("order")) is not None:
        keys = ", ".join(_text(key) for key in order.expressions)
        sort = Step("XN Sort", [f"Sort Key: {keys}"], [step])
        step = Step(
            "XN Merge", [f"Merge Key: {keys}"], [Step("XN Network", ["Send to leader"], [sort])]
        )
    limited = query.args.get("limit") is not None or query.args.get("offset") is not None
    return Step("XN Limit", [], [step]) if limited else step


def _own_nodes(select: exp.Select) -> Iterator[exp.Expr]:
    for part in (*select.expressions, select.args.get("having"), select.args.get("order")):
        if part is not None:
            yield from part.walk(prune=lambda node: isinstance(node, exp.Query))


def _text(node: exp.Expr) -> str:
    plain = node.copy()
    for identifier in plain.find_all(exp.Identifier):
        identifier.set("quoted", False)
    for ordered in plain.find_all(exp.Ordered):
        ordered.set("nulls_first", bool(ordered.args.get("desc")))
    return plain.sql("redshift", comments=False)
