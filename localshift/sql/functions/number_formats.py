"""Numbers to text and back, by a template."""

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.python_functions.number_templates import parse_template
from localshift.sql.casts import as_text
from localshift.sql.context import Context
from localshift.sql.functions.function import INTEGER, Function
from localshift.sql.nodes import cast, is_string_literal
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType

_LONGEST_64_BIT = 19


def number_to_char(node: exp.Func, type_: RedshiftType) -> exp.Expr:
    """AWS: r_TO_CHAR. DECIMAL of 128 bits is not supported there."""
    if type_.name == "numeric" and (type_.precision or 0) > _LONGEST_64_BIT:
        raise refuse(f"to_char() of {type_}, which Redshift does not support")
    value, template = node.expressions
    if is_string_literal(template):
        parse_template(template.this)
    arguments = [as_text(value, type_), template]
    return exp.Anonymous(this="localshift_number_to_char", expressions=arguments)


def to_number_type(node: exp.Func, _: Types) -> RedshiftType:
    """AWS: r_TO_NUMBER. A decimal of the digits in the template."""
    written = node.expressions[1]
    if not is_string_literal(written):
        raise refuse("to_number() with a format that is no literal")
    template = parse_template(written.this)
    return t.numeric(max(1, template.whole + template.scale), template.scale)


def to_number(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_TO_NUMBER."""
    call = exp.Anonymous(this="localshift_to_number", expressions=node.expressions)
    return cast(call, to_number_type(node, types))


def text_to_int(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_TEXT_TO_INT_ALT."""
    value, *template = node.expressions
    arguments = [value, template[0] if template else exp.Literal.string("")]
    return exp.Anonymous(this="localshift_text_to_int_alt", expressions=arguments)


def text_to_numeric_type(node: exp.Func, _: Types) -> RedshiftType:
    """AWS: r_TEXT_TO_NUMERIC_ALT. DECIMAL(38, 0) where nothing else is said."""
    digits = [part for part in node.expressions[1:] if not is_string_literal(part)]
    if not digits:
        return t.numeric(38, 0)
    if len(digits) != 2 or not all(part.is_int for part in digits):
        raise refuse("text_to_numeric_alt() without both precision and scale as literals")
    return t.numeric(*(int(part.name) for part in digits))


def text_to_numeric(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_TEXT_TO_NUMERIC_ALT."""
    value, *rest = node.expressions
    template = rest[0] if rest and is_string_literal(rest[0]) else exp.Literal.string("")
    type_ = text_to_numeric_type(node, types)
    size = [exp.Literal.number(number or 0) for number in (type_.precision, type_.scale)]
    call = exp.Anonymous(
        this="localshift_text_to_numeric_alt", expressions=[value, template, *size]
    )
    return cast(call, type_)


FUNCTIONS = (
    Function(
        "to_number",
        "r_TO_NUMBER",
        INTEGER,
        to_number,
        takes="string string",
        typed=to_number_type,
    ),
    Function("text_to_int_alt", "r_TEXT_TO_INT_ALT", INTEGER, text_to_int, takes="string string?"),
    Function(
        "text_to_numeric_alt",
        "r_TEXT_TO_NUMERIC_ALT",
        INTEGER,
        text_to_numeric,
        takes="string any? integer? integer?",
        typed=text_to_numeric_type,
    ),
)
