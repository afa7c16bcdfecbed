"""Functions of the session and of the catalog."""

from sqlglot import exp

from localshift.errors import refuse
from localshift.sql.context import Context
from localshift.sql.type_rules import Types


def has_privilege(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: r_HAS_TABLE_PRIVILEGE. The user may be left out."""
    arguments = list(node.expressions)
    if len(arguments) == 2:
        arguments.insert(0, exp.Literal.string(context.user))
    return exp.Anonymous(this=f"localshift_{node.name.lower()}", expressions=arguments)


def terminate(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: PG_TERMINATE_BACKEND. Of one session, whose process id is written out."""
    (pid,) = node.expressions
    if not (isinstance(pid, exp.Literal) and pid.this.isdigit()):
        raise refuse("pg_terminate_backend() of an expression")
    return exp.Boolean(this=context.terminate(int(pid.this)))


def local(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """A function of the catalog that catalog/macros.sql defines."""
    return exp.Anonymous(this=f"localshift_{node.name.lower()}", expressions=node.expressions)
