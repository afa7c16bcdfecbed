"""Functions of the session, and of privileges."""

from collections.abc import Callable

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.context import Context
from localshift.sql.functions.function import (
    BOOLEAN,
    INTEGER,
    NAME,
    TEXT,
    Function,
    Rewrite,
    always,
    macro,
    macro_of,
)
from localshift.sql.type_rules import Types


def has_privilege(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: r_HAS_TABLE_PRIVILEGE. The user may be left out."""
    arguments = list(node.expressions)
    if len(arguments) == 2:
        arguments.insert(0, exp.Literal.string(context.user))
    return macro_of(node, *arguments)


def terminate(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: PG_TERMINATE_BACKEND. Of one session, whose process id is written out."""
    (pid,) = node.expressions
    if not (isinstance(pid, exp.Literal) and pid.this.isdigit()):
        raise refuse("pg_terminate_backend() of an expression")
    return exp.Boolean(this=context.terminate(int(pid.this)))


def current_setting(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: r_CURRENT_SETTING. Of a setting whose name is written out."""
    name, *rest = node.expressions
    if rest or not (isinstance(name, exp.Literal) and name.is_string):
        raise refuse("current_setting() of anything but the name of a setting")
    return exp.Literal.string(context.setting(name.this))


def current_user_id(_: exp.Func, __: Types, context: Context) -> exp.Expr:
    """AWS: r_CURRENT_USER_ID."""
    return exp.Anonymous(this="localshift_user_id", expressions=[exp.Literal.string(context.user)])


def _text(choose: Callable[[Context], str]) -> Rewrite:
    return lambda _node, _types, context: exp.Literal.string(choose(context))


def _number(choose: Callable[[Context], int]) -> Rewrite:
    return lambda _node, _types, context: exp.Literal.number(choose(context))


# psql and drivers take the server's abilities from this text.
_VERSION = (
    "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017"
    " (Red Hat 3.4.2-6.fc3), Redshift 1.0.00000 (localshift)"
)

FUNCTIONS = (
    Function("current_user", "r_CURRENT_USER", NAME, _text(lambda at: at.user), exp.CurrentUser),
    Function("session_user", "r_SESSION_USER", NAME, _text(lambda at: at.user), exp.SessionUser),
    Function(
        "current_schema", "r_CURRENT_SCHEMA", NAME, _text(lambda at: at.schema), exp.CurrentSchema
    ),
    Function(
        "current_database",
        "r_CURRENT_DATABASE",
        NAME,
        _text(lambda at: at.database),
        exp.CurrentDatabase,
    ),
    Function("current_user_id", "r_CURRENT_USER_ID", INTEGER, current_user_id, exp.CurrentUserId),
    Function(
        "current_setting", "r_CURRENT_SETTING", TEXT, current_setting, takes="string boolean?"
    ),
    Function("version", "r_VERSION", TEXT, _text(lambda _: _VERSION), exp.CurrentVersion),
    Function("pg_backend_pid", "PG_BACKEND_PID", INTEGER, _number(lambda at: at.pid)),
    Function("pg_terminate_backend", "PG_TERMINATE_BACKEND", BOOLEAN, terminate, takes="integer"),
    Function(
        "pg_last_unload_id", "PG_LAST_UNLOAD_ID", INTEGER, _number(lambda at: at.last_unload_id)
    ),
    Function(
        "pg_last_unload_count",
        "PG_LAST_UNLOAD_COUNT",
        always(t.BIGINT),
        _number(lambda at: at.last_unload_count),
    ),
    Function("pg_last_copy_id", "PG_LAST_COPY_ID", INTEGER, _number(lambda at: at.last_copy_id)),
    Function("has_table_privilege", "r_HAS_TABLE_PRIVILEGE", BOOLEAN, has_privilege),
    Function("has_schema_privilege", "r_HAS_SCHEMA_PRIVILEGE", BOOLEAN, has_privilege),
    Function("has_database_privilege", "r_HAS_DATABASE_PRIVILEGE", BOOLEAN, has_privilege),
    Function("user_is_member_of", "r_USER_IS_MEMBER_OF", BOOLEAN, macro),
    Function("role_is_member_of", "r_ROLE_IS_MEMBER_OF", BOOLEAN, macro),
)
