"""Hash functions."""

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.python_functions.hashes import FNV_SEED
from localshift.sql.casts import padded
from localshift.sql.context import Context
from localshift.sql.functions.function import (
    BIGINT,
    Function,
    always,
    is_bytes,
    macro_of,
    renamed,
)
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType

_SIZES = {"smallint": 2, "integer": 4, "bigint": 8}


def sha2(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: SHA2."""
    value, bits = node.expressions
    return exp.Anonymous(this="localshift_sha2", expressions=[_bytes(value, types[0]), bits])


def farm_fingerprint(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_FARMFINGERPRINT64. Of the bytes of a string or of VARBYTE."""
    value = _bytes(node.expressions[0], types[0])
    return macro_of(node, value)


def fnv(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_FNV_HASH. How other types than these are kept is not documented."""
    value, *seed = node.expressions
    type_ = types[0]
    if type_ is not None and type_.name in _SIZES:
        arguments = [value, exp.Literal.number(_SIZES[type_.name])]
        value = exp.Anonymous(this="localshift_little_endian", expressions=arguments)
    elif type_ is not None and (type_.is_string or is_bytes(type_)):
        value = _bytes(value, type_)
    elif not isinstance(value, exp.Null):
        raise refuse(f"fnv_hash() of {type_ or 'a value of unknown type'}")
    return macro_of(node, value, seed[0] if seed else exp.Literal.number(FNV_SEED))


def _bytes(value: exp.Expr, type_: RedshiftType | None) -> exp.Expr:
    if is_bytes(type_):
        return value
    return exp.Anonymous(this="encode", expressions=[padded(value, type_)])


FUNCTIONS = (
    Function("md5", "r_MD5", always(t.varchar(32)), takes="string"),
    Function("sha sha1 func_sha1", "SHA1", always(t.varchar(40)), renamed("sha1"), takes="string"),
    Function("sha2", "SHA2", always(t.varchar(128)), sha2, takes="string integer"),
    Function(
        "farmfingerprint64", "r_FARMFINGERPRINT64", BIGINT, farm_fingerprint, takes="string/varbyte"
    ),
    Function("fnv_hash", "r_FNV_HASH", BIGINT, fnv, takes="any integer?"),
)
