"""What only queries of the system catalog have: PostgreSQL's arrays, and names as oids.

AWS: c_unsupported-postgresql-datatypes, r_CURRENT_SCHEMAS; the catalog's tables keep both, and
drivers and psql ask for them. psql 15 also asks a server of Redshift's age for what PostgreSQL had
later: that is known in queries that read nothing but the catalog.
"""

from collections.abc import Sequence

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.type_rules import INTEGERS, Types
from localshift.types import RedshiftType

_CATALOG = "localshift"


def check_catalog(node: exp.Expr, what: str) -> None:
    """Raises SqlError 0A000 for `what`, unless its statement reads the system catalog alone."""
    schemas = {table.db for table in node.root().find_all(exp.Table)} - {""}
    if schemas != {_CATALOG}:
        raise refuse(what)


def check_array(type_: RedshiftType | None, of: str) -> None:
    """ANY and unnest() are of an array. Raises SqlError 0A000 for others."""
    if type_ is None or not type_.is_array:
        raise refuse(f"{of} of what is no array")


def element(array: exp.Expr, steps: Sequence[str | int]) -> exp.Expr:
    """`array[1]`, counted from one."""
    if len(steps) != 1 or not isinstance(steps[0], int):
        raise refuse("a path into an array")
    return exp.Anonymous(this="list_extract", expressions=[array, exp.Literal.number(steps[0])])


def check_rows(array: exp.Expr, types: Types) -> None:
    """`ARRAY(SELECT …)` of names."""
    check_catalog(array, "ARRAY of a subquery")
    if len(types) != 1 or types[0] is None or not types[0].is_string:
        raise refuse("ARRAY of a subquery of anything but names")


def joined(node: exp.Expr, types: Types) -> bool:
    """Whether `a || b` is of two arrays; then it is replaced, and null is an empty one."""
    if not all(type_ is not None and type_.is_array for type_ in types):
        return False
    operands = [node.this.copy(), node.expression.copy()]
    node.replace(exp.Anonymous(this="list_concat", expressions=operands))
    return True


def names(values: Sequence[str]) -> exp.Expr:
    return exp.Array(expressions=[exp.Literal.string(value) for value in values])


def object_cast(
    cast: exp.Cast, source: RedshiftType | None, target: RedshiftType, path: Sequence[str]
) -> tuple[exp.Expr, RedshiftType]:
    """A name as an oid, where that is wanted: `'schema.relation'::regclass`. An oid as a name."""
    value = cast.this.copy()
    if source is not None and source.name in INTEGERS:
        check_catalog(cast, f"casts of an oid to {target.name}")
        arguments = [value, names(path)] if target.name == "regclass" else [value]
        shown = exp.Anonymous(this=f"localshift_{target.name}_text", expressions=arguments)
        return shown, t.varchar(t.MAX_VARCHAR)
    if source is None or not source.is_string or isinstance(cast.parent, (exp.Select, exp.Alias)):
        raise refuse(f"{target.name}, but for a name that is compared or cast to oid,")
    return exp.Anonymous(this=f"localshift_{target.name}", expressions=[value]), target
