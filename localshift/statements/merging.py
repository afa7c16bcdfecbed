"""MERGE. AWS: r_MERGE."""

from sqlglot import exp

from localshift.errors import SqlError
from localshift.quoting import quoted
from localshift.results import Result
from localshift.session import Session
from localshift.sql.casts import assignment
from localshift.statements.bound_change import bind_change
from localshift.statements.targets import (
    changed,
    column_of,
    named_columns,
    parsed,
    parts_of,
    writable,
)


def merge(session: Session, sql: str) -> Result:
    """MERGE with one WHEN MATCHED and one WHEN NOT MATCHED branch, as r_MERGE limits it."""
    statement = parsed(sql, exp.Merge)
    target = writable(session, parts_of(statement.this))
    branches = statement.args["whens"].expressions
    matched = [branch for branch in branches if branch.args.get("matched")]
    missing = [branch for branch in branches if not branch.args.get("matched")]
    if len(matched) != 1 or len(missing) != 1 or any(b.args.get("condition") for b in branches):
        raise SqlError(
            "42601", "MERGE needs one WHEN MATCHED and one WHEN NOT MATCHED clause, without AND"
        )
    update_, insert_ = matched[0].args["then"], missing[0].args["then"]
    pairs = update_.expressions if isinstance(update_, exp.Update) else []
    updated = [column_of(target, pair.this.name) for pair in pairs]
    given = insert_.this.expressions if isinstance(insert_.this, exp.Tuple) else []
    if insert_.args.get("expression"):
        cells = insert_.expression.expressions
    else:  # sqlglot reads VALUES (…) without a column list as a call of a function
        cells, given = given[0].expressions, []
    inserted = named_columns(target, [node.name for node in given])
    if len(cells) != len(inserted):
        raise SqlError("42601", "MERGE: the INSERT's columns and values differ in number")
    bound = bind_change(
        session,
        target,
        statement.this,
        [statement.args["using"]],
        [statement.args["on"], *(pair.expression for pair in pairs), *cells],
        None,
    )
    if target.oid in bound.read:
        raise SqlError(
            "42P01", "Source view/subquery in Merge statement cannot reference target table."
        )
    condition, *values = bound.values
    _, *types = bound.types
    stored = [
        assignment(value, type_, column.type)
        for value, type_, column in zip(values, types, [*updated, *inserted], strict=True)
    ]
    sets = [
        f"{quoted(column.name)} = {value}"
        for column, value in zip(updated, stored[: len(updated)], strict=True)
    ]
    when_matched = f"update set {', '.join(sets)}" if sets else "delete"
    names = ", ".join(quoted(column.name) for column in inserted)
    new = ", ".join(stored[len(updated) :])
    source = bound.sources[0]
    _refuse_multiple_matches(session, bound.target, source, condition)
    count = changed(
        session,
        f"merge into {bound.target} using {source} on {condition}"
        f" when matched then {when_matched}"
        f" when not matched then insert ({names}) values ({new})",
    )
    return Result(f"MERGE {count}")


def _refuse_multiple_matches(session: Session, target: str, source: str, condition: str) -> None:
    alias = target.rsplit(" as ", 1)[1]
    several = session.run(
        f"select 1 from {target} inner join {source} on {condition}"
        f" group by {alias}.rowid having count(*) > 1 limit 1"
    ).fetchone()
    if several is not None:
        raise SqlError("21000", "Found multiple matches to update the same tuple.")
