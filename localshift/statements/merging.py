"""MERGE. AWS: r_MERGE."""

from sqlglot import exp

from localshift.catalog.relations import Relation
from localshift.errors import SqlError, refuse, syntax_error
from localshift.quoting import quoted
from localshift.results import Result
from localshift.session import Session
from localshift.sql.assignments import assignment
from localshift.sql.lexer import tokens
from localshift.statements.bound_change import BoundChange, bind_change, refuse_multiple_matches
from localshift.statements.changes import query_rows
from localshift.statements.targets import (
    assigned_column,
    changed,
    named_columns,
    parsed,
    parts_of,
    storage,
    writable,
)


def merge(session: Session, sql: str) -> Result:
    """MERGE with one WHEN MATCHED and one WHEN NOT MATCHED branch, or with REMOVE DUPLICATES."""
    last = list(tokens(sql))[-2:]
    if last[0].is_word("remove") and last[-1].is_word("duplicates"):
        # sqlglot does not read these words, and reads no MERGE without a branch.
        statement = parsed(f"{sql[: last[0].start]} when matched then delete", exp.Merge)
        return _remove_duplicates(session, statement, _target(session, statement))
    statement = parsed(sql, exp.Merge)
    target = _target(session, statement)
    update_, insert_ = _actions(statement)
    pairs = update_.expressions if isinstance(update_, exp.Update) else []
    updated = [assigned_column(target, pair.this) for pair in pairs]
    given = insert_.this.expressions if isinstance(insert_.this, exp.Tuple) else []
    if insert_.args.get("expression"):
        cells = insert_.expression.expressions
    else:  # sqlglot reads VALUES (…) without a column list as a call of a function
        cells, given = given[0].expressions, []
    inserted = named_columns(target, [node.name for node in given])
    if len(cells) != len(inserted):
        raise SqlError("42601", "MERGE: the INSERT's columns and values differ in number")
    bound = _bind(session, target, statement, [*(pair.expression for pair in pairs), *cells])
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
    refuse_multiple_matches(session, bound, f" where {condition}")
    count = changed(
        session,
        f"merge into {bound.target} using {bound.sources[0]} on {condition}"
        f" when matched then {when_matched}"
        f" when not matched then insert ({names}) values ({new})",
    )
    return Result(f"MERGE {count}")


def _actions(statement: exp.Expr) -> tuple[exp.Expr, exp.Insert]:
    """What is done with rows that match and with those that don't. Raises SqlError 42601."""
    branches = statement.args["whens"].expressions
    matched = [branch.args["then"] for branch in branches if branch.args.get("matched")]
    missing = [branch.args["then"] for branch in branches if not branch.args.get("matched")]
    if (
        len(matched) != 1
        or len(missing) != 1
        or not (isinstance(matched[0], exp.Update) or matched[0].name.lower() == "delete")
        or not isinstance(missing[0], exp.Insert)
        or any(b.args.get("condition") or b.args.get("source") for b in branches)
    ):
        raise SqlError(
            "42601",
            "MERGE needs one WHEN MATCHED THEN UPDATE or DELETE and one WHEN NOT MATCHED THEN"
            " INSERT, without AND",
        )
    return matched[0], missing[0]


def _remove_duplicates(session: Session, statement: exp.Expr, target: Relation) -> Result:
    """The source's rows take the place of all rows that they match, and the others are added."""
    bound = _bind(session, target, statement, [])
    (condition,) = bound.values
    try:
        refuse_multiple_matches(session, bound, f" where {condition}")
    except SqlError:
        raise refuse("MERGE … REMOVE DUPLICATES of a row that matches several") from None
    source = exp.select("*").from_(statement.args["using"].copy())
    rows, count = query_rows(session, target.columns, source)
    if count != len(target.columns):
        raise SqlError("42601", "MERGE: source and target differ in the number of their columns")
    changed(session, f"delete from {bound.target} using {bound.sources[0]} where {condition}")
    return Result(f"MERGE {changed(session, f'insert into {storage(target)} {rows}')}")


def _target(session: Session, statement: exp.Expr) -> Relation:
    if alias := statement.this.alias:
        raise syntax_error(alias)
    actions = [branch.args["then"] for branch in statement.args["whens"].expressions]
    privileges = ["delete" if isinstance(action, exp.Var) else action.key for action in actions]
    if len(actions) == 1:  # REMOVE DUPLICATES
        privileges.append("insert")
    return writable(session, parts_of(statement.this), *privileges)


def _bind(
    session: Session, target: Relation, statement: exp.Expr, values: list[exp.Expr]
) -> BoundChange:
    """The condition, which is the first value, and the other values over target and source."""
    using, on = statement.args["using"], statement.args["on"]
    bound = bind_change(session, target, statement.this, [using], [on, *values])
    if target.oid in bound.read:
        raise SqlError(
            "42P01", "Source view/subquery in Merge statement cannot reference target table."
        )
    return bound
