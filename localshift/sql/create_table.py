"""Parse CREATE TABLE: columns and constraints; table attributes are in table_attributes.py.

AWS: r_CREATE_TABLE_NEW, r_CREATE_TABLE_AS.
"""

from dataclasses import dataclass, field, replace

from localshift.errors import SqlError, duplicate_column, refuse
from localshift.sql.reader import Reader
from localshift.sql.table_attributes import Attributes, parse_attributes
from localshift.types import BIGINT, INTEGER, RedshiftType

_COLUMN_WORDS = (
    "default",
    "identity",
    "generated",
    "encode",
    "distkey",
    "sortkey",
    "not",
    "null",
    "unique",
    "primary",
    "references",
    "collate",
    "constraint",
)
_ENCODINGS = (
    "raw", "az64", "bytedict", "delta", "delta32k", "lzo", "mostly8", "mostly16", "mostly32",
    "runlength", "text255", "text32k", "zstd",
)  # fmt: skip
_SYSTEM_COLUMNS = {"oid", "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}


@dataclass(frozen=True, slots=True)
class ColumnDefinition:
    """One column as CREATE TABLE or ALTER TABLE ADD COLUMN writes it."""

    name: str
    type: RedshiftType
    not_null: bool = False
    default_sql: str | None = None
    identity: tuple[int, int] | None = None
    identity_by_default: bool = False
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint that Redshift records and does not enforce. `kind`: p, u or f.

    A foreign key `references` a table, by the columns of its primary key if it names none.
    """

    kind: str
    columns: tuple[str, ...]
    name: str | None = None
    references: tuple[str, ...] | None = None
    referenced_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CreateTable:
    """A parsed CREATE TABLE. `query` is the text of CREATE TABLE AS, without it there are columns.

    `like` is a table whose columns are taken over, with its defaults if `like_defaults`.
    """

    name: tuple[str, ...]
    temporary: bool = False
    if_not_exists: bool = False
    columns: tuple[ColumnDefinition, ...] = ()
    column_names: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    like: tuple[str, ...] | None = None
    like_defaults: bool = False
    attributes: Attributes = field(default_factory=Attributes)
    query: str | None = None


@dataclass(slots=True)
class _Body:
    columns: list[ColumnDefinition] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    like: tuple[str, ...] | None = None
    like_defaults: bool = False
    distkey: str | None = None
    sortkey: list[str] = field(default_factory=list)


def parse_create_table(reader: Reader, *, temporary: bool) -> CreateTable:
    """Parse what follows CREATE [TEMP] TABLE."""
    if_not_exists = reader.accept("if", "not", "exists")
    name = reader.qualified_name()
    if name[-1].startswith("#"):
        temporary = True
    body = _Body()
    column_names: list[str] = []
    here = reader.here
    if here is not None and here.is_operator("("):
        if _is_name_list(reader):
            column_names = reader.parenthesized_names()
        else:
            _parse_body(reader, body)
    attributes = parse_attributes(reader, body.distkey, body.sortkey)
    query = None
    if reader.accept("as"):
        query = reader.rest().rstrip("; \n\t")
    elif column_names:
        raise reader.error()
    reader.end()
    return CreateTable(
        name=name,
        temporary=temporary,
        if_not_exists=if_not_exists,
        columns=tuple(body.columns),
        column_names=tuple(column_names),
        constraints=tuple(body.constraints),
        like=body.like,
        like_defaults=body.like_defaults,
        attributes=attributes,
        query=query,
    )


def parse_column(reader: Reader) -> ColumnDefinition:
    """Parse a column for ALTER TABLE ADD COLUMN."""
    return _parse_column(reader, _Body())


def parse_constraint(reader: Reader) -> Constraint | None:
    """Parse a constraint for ALTER TABLE ADD; None when there is none."""
    body = _Body()
    return body.constraints[0] if _parse_table_constraint(reader, body) else None


def _is_name_list(reader: Reader) -> bool:
    """CREATE TABLE t (a, b) AS …: names alone, each followed by a comma or the end."""
    probe = Reader(reader.sql[reader.here.start :]) if reader.here else reader
    probe.expect_operator("(")
    while True:
        here = probe.here
        if here is None or not here.is_name:
            return False
        probe.next()
        if probe.accept_operator(")"):
            return True
        if not probe.accept_operator(","):
            return False


def _parse_body(reader: Reader, body: _Body) -> None:
    reader.expect_operator("(")
    while True:
        if reader.accept("like"):
            body.like = reader.qualified_name()
            if reader.accept("including", "defaults"):
                body.like_defaults = True
            else:
                reader.accept("excluding", "defaults")
        elif not _parse_table_constraint(reader, body):
            body.columns.append(_parse_column(reader, body))
        if reader.accept_operator(")"):
            break
        reader.expect_operator(",")
    names = [column.name for column in body.columns]
    for name in names:
        if names.count(name) > 1:
            raise duplicate_column(name)
    required = {
        name
        for constraint in body.constraints
        if constraint.kind == "p"
        for name in constraint.columns
    }
    body.columns = [
        replace(column, not_null=True) if column.name in required else column
        for column in body.columns
    ]


def _parse_table_constraint(reader: Reader, body: _Body) -> bool:
    name = None
    if reader.at_words("constraint"):
        reader.next()
        name = reader.name()
    if reader.accept("primary", "key"):
        columns = tuple(reader.parenthesized_names())
        body.constraints.append(Constraint("p", columns, name))
    elif reader.accept("unique"):
        columns = tuple(reader.parenthesized_names())
        body.constraints.append(Constraint("u", columns, name))
    elif reader.accept("foreign", "key"):
        columns = tuple(reader.parenthesized_names())
        body.constraints.append(_foreign_key(reader, columns, name))
    elif reader.at_words("check"):
        raise refuse("CHECK constraints, which Redshift has not either")
    elif name is not None:
        raise reader.error()
    else:
        return False
    return True


def _foreign_key(reader: Reader, columns: tuple[str, ...], name: str | None = None) -> Constraint:
    reader.expect("references")
    target = tuple(reader.qualified_name())
    here = reader.here
    is_list = here is not None and here.is_operator("(")
    referenced = tuple(reader.parenthesized_names()) if is_list else ()
    return Constraint("f", columns, name, target, referenced)


def _parse_column(reader: Reader, body: _Body) -> ColumnDefinition:
    name = reader.name()
    if name in _SYSTEM_COLUMNS:
        raise SqlError("42701", f'column name "{name}" conflicts with a system column name')
    column = ColumnDefinition(name, reader.type())
    while True:
        if reader.accept("not", "null"):
            column = replace(column, not_null=True)
        elif reader.accept("null"):
            column = replace(column, not_null=False)
        elif reader.accept("default"):
            column = replace(column, default_sql=reader.until(*_COLUMN_WORDS))
        elif reader.accept("identity"):
            column = _identity(reader, column, by_default=False)
        elif reader.accept("generated", "by", "default", "as", "identity"):
            column = _identity(reader, column, by_default=True)
        elif reader.accept("encode"):
            column = replace(column, encoding=parse_encoding(reader))
        elif reader.accept("distkey"):
            body.distkey = name
        elif reader.accept("sortkey"):
            body.sortkey.append(name)
        elif reader.accept("primary", "key"):
            column = replace(column, not_null=True)
            body.constraints.append(Constraint("p", (name,)))
        elif reader.accept("unique"):
            body.constraints.append(Constraint("u", (name,)))
        elif reader.at_words("references"):
            body.constraints.append(_foreign_key(reader, (name,)))
        elif reader.accept("collate"):
            if reader.name() != "case_sensitive":
                raise refuse("COLLATE CASE_INSENSITIVE")
        elif reader.accept("constraint"):
            reader.name()
        else:
            return column


def parse_encoding(reader: Reader) -> str:
    """AWS: c_Compression_encodings."""
    encoding = reader.accept_any(*_ENCODINGS)
    if encoding is None:
        raise reader.error()
    return encoding


def _identity(reader: Reader, column: ColumnDefinition, *, by_default: bool) -> ColumnDefinition:
    if column.type not in (INTEGER, BIGINT):
        raise SqlError(
            "42804", f'identity column "{column.name}" must be of type integer or bigint'
        )
    seed, step = 1, 1  # AWS: r_CREATE_TABLE_examples, where they are left out
    if reader.accept_operator("("):
        seed = reader.integer()
        reader.expect_operator(",")
        step = reader.integer()
        reader.expect_operator(")")
    return replace(column, identity=(seed, step), identity_by_default=by_default, not_null=True)
