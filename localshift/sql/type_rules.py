"""The types that literals, operators and branches have in Redshift. Pure.

AWS: r_Numeric_computations201 (results of arithmetic), r_UNION.
"""

from collections.abc import Sequence

from sqlglot import exp

from localshift import types as t
from localshift.types import RedshiftType

Types = Sequence[RedshiftType | None]

INTEGERS = ("smallint", "integer", "bigint")
RANK = {"smallint": 1, "integer": 2, "bigint": 3, "numeric": 4, "real": 5, "double precision": 6}
_WIDTH = {"smallint": 5, "integer": 10, "bigint": 19}


def literal_type(node: exp.Literal) -> RedshiftType:
    """Whole numbers are integers as wide as they need, others decimals of their own scale."""
    if node.is_string:
        return t.varchar(max(1, len(node.this.encode())))
    text = node.this
    if text.isdigit():
        value = int(text)
        if value < 2**31:
            return t.INTEGER
        return t.BIGINT if value < 2**63 else t.numeric(38, 0)
    if "e" in text.lower():
        return t.DOUBLE
    whole, _, fraction = text.partition(".")
    return t.numeric(min(38, max(1, len(whole) + len(fraction))), len(fraction))


def unify(types: Types) -> RedshiftType | None:
    """The type that CASE, COALESCE and set operations give for branches of these types."""
    known = [type_ for type_ in types if type_ is not None]
    if t.SUPER in known:
        return t.SUPER
    if not known or len({_family(type_) for type_ in known}) > 1:
        return None
    first = known[0]
    if first.is_string:
        return t.varchar(max(type_.precision or t.MAX_VARCHAR for type_ in known))
    if _family(first) != "number":
        return first if all(type_ == first for type_ in known) else None
    widest = max(known, key=lambda type_: RANK[type_.name])
    if widest.name != "numeric":
        return widest
    digits, scales = zip(*(precision_and_scale(type_) for type_ in known), strict=True)
    scale = max(scales)
    whole = max(digit - own for digit, own in zip(digits, scales, strict=True))
    return t.numeric(min(38, whole + scale), scale)


def _family(type_: RedshiftType) -> str:
    if type_.is_string:
        return "string"
    return "number" if type_.name in RANK else type_.name


def concatenation(types: Types) -> RedshiftType | None:
    if any(type_ is not None and type_.name == "varbyte" for type_ in types):
        octets = sum(type_.precision or 0 for type_ in types if type_ is not None)
        return RedshiftType("varbyte", octets)
    lengths = [type_.precision for type_ in types if type_ is not None and type_.is_string]
    if len(lengths) != len(types):
        return t.varchar(t.MAX_VARCHAR)
    return t.varchar(min(t.MAX_VARCHAR, sum(length or t.MAX_VARCHAR for length in lengths)))


def precision_and_scale(type_: RedshiftType) -> tuple[int, int]:
    if type_.name == "numeric":
        return type_.precision or 18, type_.scale or 0
    return _WIDTH[type_.name], 0


def decimal_result(node: exp.Expr, left: tuple[int, int], right: tuple[int, int]) -> RedshiftType:
    (p1, s1), (p2, s2) = left, right
    match node:
        case exp.Mul():
            scale, precision = s1 + s2, p1 + p2 + 1
        case exp.Div():
            scale = max(4, s1 + p2 - s2 + 1)
            precision = p1 - s1 + s2 + scale
        case exp.Mod():
            scale = max(s1, s2)
            precision = min(p1 - s1, p2 - s2) + scale
        case _:
            scale = max(s1, s2)
            precision = max(p1 - s1, p2 - s2) + 1 + scale
    if precision > 38:
        scale = max(38 + scale - precision, min(4, scale))
        precision = 38
    return t.numeric(precision, scale)
