"""Functions of VARBYTE."""

from sqlglot import exp

from localshift.errors import SqlError, refuse
from localshift.sql.context import Context
from localshift.sql.functions.function import INTEGER, TEXT, Function, macro
from localshift.sql.nodes import is_string_literal
from localshift.sql.type_rules import Types
from localshift.types import MAX_VARCHAR, RedshiftType

_READERS = {"hex": "localshift_from_hex", "binary": "localshift_from_binary"}
_WRITERS = {"hex": "localshift_bytes_hex", "binary": "localshift_to_binary"}


def to_varbyte(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_TO_VARBYTE."""
    name = _READERS.get(_format(node), "encode")
    return exp.Anonymous(this=name, expressions=node.expressions[:1])


def from_varbyte(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_FROM_VARBYTE."""
    name = _WRITERS.get(_format(node), "decode")
    return exp.Anonymous(this=name, expressions=node.expressions[:1])


def _format(node: exp.Func) -> str:
    """The format that a call names: hex, binary or utf8."""
    written = node.expressions[1]
    if not is_string_literal(written):
        raise refuse(f"{node.name.lower()}() with a format that is no literal")
    name = str(written.this).lower().replace("-", "")
    if name not in ("hex", "binary", "utf8"):
        raise SqlError("22023", f'invalid format "{written.this}": use hex, binary or utf8')
    return name


def _as_long(types: Types) -> RedshiftType:
    """Bytes from a string: no more than its characters."""
    first = types[0]
    return RedshiftType("varbyte", first.precision if first and first.precision else MAX_VARCHAR)


FUNCTIONS = (
    Function("from_hex", "r_FROM_HEX", _as_long, macro, takes="string"),
    Function("to_varbyte", "r_TO_VARBYTE", _as_long, to_varbyte, takes="string string"),
    Function("from_varbyte", "r_FROM_VARBYTE", TEXT, from_varbyte, takes="varbyte string"),
    Function("getbit", "r_GETBIT", INTEGER, macro, takes="varbyte integer"),
)
