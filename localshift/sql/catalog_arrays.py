"""What only queries of the system catalog have: PostgreSQL's arrays, and names as oids.

AWS: c_unsupported-postgresql-datatypes, r_CURRENT_SCHEMAS; the catalog's tables keep both, and
drivers ask for them.
"""

from collections.abc import Sequence

from sqlglot import exp

from localshift.errors import refuse
from localshift.types import RedshiftType


def check_array(type_: RedshiftType | None) -> None:
    """ANY is of an array. Raises SqlError 0A000 for others."""
    if type_ is None or not type_.is_array:
        raise refuse("ANY of what is no array")


def element(array: exp.Expr, steps: Sequence[str | int]) -> exp.Expr:
    """`array[1]`, counted from one."""
    if len(steps) != 1 or not isinstance(steps[0], int):
        raise refuse("a path into an array")
    return exp.Anonymous(this="list_extract", expressions=[array, exp.Literal.number(steps[0])])


def relation_oid(cast: exp.Cast, source: RedshiftType | None) -> exp.Expr:
    """`'schema.relation'::regclass`, where its oid is wanted."""
    if source is None or not source.is_string or isinstance(cast.parent, (exp.Select, exp.Alias)):
        raise refuse("regclass, but for a name that is compared or cast to oid,")
    return exp.Anonymous(this="localshift_regclass", expressions=[cast.this.copy()])
