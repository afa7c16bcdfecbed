"""Redshift's data types: their names, their OIDs on the wire, and what DuckDB stores for them.

AWS: c_Supported_data_types.
"""

import re
from dataclasses import dataclass

MAX_VARCHAR = 65535
MAX_CHAR = 4096

# AWS: r_interval_data_types: what may follow INTERVAL, of years to months and of days to seconds.
YEARS_TO_MONTHS = ("year", "month", "year to month")
DAYS_TO_SECONDS = (
    "day", "hour", "minute", "second", "day to hour", "day to minute", "day to second",
    "hour to minute", "hour to second", "minute to second",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RedshiftType:
    """A type with its modifiers: `precision` is the length of strings and of varbyte in bytes.

    `name` is the canonical name that `format_type` prints, without modifiers. `unpadded` is for
    strings that are known to end with no blank, as the keys of partitions are.
    """

    name: str
    precision: int | None = None
    scale: int | None = None
    unpadded: bool = False

    def __str__(self) -> str:
        """The type as the catalog prints it: `character varying(64)`, `numeric(10,8)`."""
        if self.precision is None:
            return self.name
        if self.scale is None:
            return f"{self.name}({self.precision})"
        return f"{self.name}({self.precision},{self.scale})"

    @property
    def oid(self) -> int:
        return _FACTS[self.name].oid

    @property
    def size(self) -> int:
        """Bytes of a value as the row description announces them; -1 when they vary."""
        return _FACTS[self.name].size

    @property
    def typmod(self) -> int:
        if self.precision is None or self.name == "varbyte" or self.is_interval:
            return -1
        if self.name == "numeric":
            return ((self.precision << 16) | (self.scale or 0)) + 4
        return self.precision + 4

    @property
    def internal_name(self) -> str:
        """The name that PostgreSQL's catalog has for it: `int4`, `bpchar`, `timestamptz`."""
        return _INTERNAL_NAMES.get(self.name, self.name)

    @property
    def duckdb(self) -> str:
        """The DuckDB type that stores it."""
        if self.name == "numeric" and self.precision is not None:
            return f"DECIMAL({self.precision},{self.scale or 0})"
        return _FACTS[self.name].duckdb

    @property
    def is_string(self) -> bool:
        return self.name in ("character varying", "character")

    @property
    def is_array(self) -> bool:
        """Whether it is an array of PostgreSQL's, which only the catalog has."""
        return self.name.endswith("[]")

    @property
    def is_interval(self) -> bool:
        return self.name.split()[0] == "interval"


@dataclass(frozen=True, slots=True)
class _Facts:
    oid: int
    size: int
    duckdb: str


_FACTS = {
    "smallint": _Facts(21, 2, "SMALLINT"),
    "integer": _Facts(23, 4, "INTEGER"),
    "bigint": _Facts(20, 8, "BIGINT"),
    "numeric": _Facts(1700, -1, "DECIMAL(18,0)"),
    "real": _Facts(700, 4, "FLOAT"),
    "double precision": _Facts(701, 8, "DOUBLE"),
    "boolean": _Facts(16, 1, "BOOLEAN"),
    "character": _Facts(1042, -1, "VARCHAR"),
    "character varying": _Facts(1043, -1, "VARCHAR"),
    "date": _Facts(1082, 4, "DATE"),
    "time without time zone": _Facts(1083, 8, "TIME"),
    "time with time zone": _Facts(1266, 12, "TIMETZ"),
    "timestamp without time zone": _Facts(1114, 8, "TIMESTAMP"),
    "timestamp with time zone": _Facts(1184, 8, "TIMESTAMPTZ"),
    "interval": _Facts(1186, 16, "INTERVAL"),
    **{f"interval {words}": _Facts(1188, 4, "INTERVAL") for words in YEARS_TO_MONTHS},
    **{f"interval {words}": _Facts(1190, 8, "INTERVAL") for words in DAYS_TO_SECONDS},
    "varbyte": _Facts(6551, -1, "BLOB"),
    "super": _Facts(4000, -1, "VARCHAR"),
    # Types of the system catalog.
    "oid": _Facts(26, 4, "BIGINT"),
    "name": _Facts(19, 64, "VARCHAR"),
    "text": _Facts(25, -1, "VARCHAR"),
    "unknown": _Facts(705, -2, "VARCHAR"),
    "regclass": _Facts(2205, 4, "BIGINT"),
    "regtype": _Facts(2206, 4, "BIGINT"),
    "smallint[]": _Facts(1005, -1, "SMALLINT[]"),
    "name[]": _Facts(1003, -1, "VARCHAR[]"),
    "aclitem[]": _Facts(1034, -1, "VARCHAR[]"),
}

_INTERNAL_NAMES = {
    "smallint": "int2",
    "integer": "int4",
    "bigint": "int8",
    "real": "float4",
    "double precision": "float8",
    "boolean": "bool",
    "character": "bpchar",
    "character varying": "varchar",
    "time without time zone": "time",
    "time with time zone": "timetz",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
    **{f"interval {words}": "intervaly2m" for words in YEARS_TO_MONTHS},
    **{f"interval {words}": "intervald2s" for words in DAYS_TO_SECONDS},
}

SMALLINT = RedshiftType("smallint")
INTEGER = RedshiftType("integer")
BIGINT = RedshiftType("bigint")
REAL = RedshiftType("real")
DOUBLE = RedshiftType("double precision")
BOOLEAN = RedshiftType("boolean")
DATE = RedshiftType("date")
TIME = RedshiftType("time without time zone")
TIMETZ = RedshiftType("time with time zone")
TIMESTAMP = RedshiftType("timestamp without time zone")
TIMESTAMPTZ = RedshiftType("timestamp with time zone")
INTERVAL = RedshiftType("interval")
SUPER = RedshiftType("super")
UNKNOWN = RedshiftType("unknown")
NAME = RedshiftType("name")
SMALLINT_ARRAY = RedshiftType("smallint[]")
NAME_ARRAY = RedshiftType("name[]")


def varchar(length: int = 256) -> RedshiftType:
    return RedshiftType("character varying", length)


def numeric(precision: int = 18, scale: int = 0) -> RedshiftType:
    return RedshiftType("numeric", precision, scale)


_SYNONYMS = {
    "smallint": "smallint",
    "int2": "smallint",
    "integer": "integer",
    "int": "integer",
    "int4": "integer",
    "bigint": "bigint",
    "int8": "bigint",
    "numeric": "numeric",
    "decimal": "numeric",
    "real": "real",
    "float4": "real",
    "double precision": "double precision",
    "double": "double precision",
    "float8": "double precision",
    "float": "double precision",
    "boolean": "boolean",
    "bool": "boolean",
    "char": "character",
    "character": "character",
    "nchar": "character",
    "bpchar": "character",
    "varchar": "character varying",
    "character varying": "character varying",
    "nvarchar": "character varying",
    "text": "character varying",
    "date": "date",
    "time": "time without time zone",
    "time without time zone": "time without time zone",
    "timetz": "time with time zone",
    "time with time zone": "time with time zone",
    "timestamp": "timestamp without time zone",
    "timestamp without time zone": "timestamp without time zone",
    "datetime": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "timestamp with time zone": "timestamp with time zone",
    "interval": "interval",
    **{f"interval {words}": f"interval {words}" for words in (*YEARS_TO_MONTHS, *DAYS_TO_SECONDS)},
    "varbyte": "varbyte",
    "varbinary": "varbyte",
    "binary varying": "varbyte",
    "super": "super",
    "oid": "oid",
    "name": "name",
    "regclass": "regclass",
    "regtype": "regtype",
}

_TYPE_TEXT = re.compile(r"^\s*([a-z_0-9 ]+?)\s*(?:\(\s*(\w+)\s*(?:,\s*(\d+)\s*)?\))?\s*$", re.I)


def parse_type(text: str) -> RedshiftType | None:
    """Read a type as SQL writes it, with Redshift's default lengths; None when it is no type.

    AWS: r_Character_types (VARCHAR is VARCHAR(256), CHAR is CHAR(1), MAX is 65535),
    r_Numeric_types201 (DECIMAL is DECIMAL(18,0)), r_VARBYTE_type (VARBYTE is VARBYTE(64000)).
    """
    match = _TYPE_TEXT.match(text)
    name = _SYNONYMS.get(" ".join(match[1].lower().split())) if match else None
    if match is None or name is None:
        return None
    first, second = match[2], match[3]
    if first is not None and first.lower() == "max":
        first = str(MAX_VARCHAR if name == "character varying" else MAX_CHAR)
    if first is not None and not first.isdigit():
        return None
    if name == "numeric":
        return numeric(int(first or 18), int(second or 0))
    if name == "character varying":
        return varchar(int(first or 256))
    if name == "character":
        return RedshiftType(name, int(first or 1))
    if name == "varbyte":
        return RedshiftType(name, int(first or 64000))
    if name.endswith("second") and first is not None:
        return RedshiftType(name, int(first))
    return RedshiftType(name)


def from_duckdb(text: str) -> RedshiftType:
    """The Redshift type of a DuckDB result column, where nothing closer is known.

    Strings have the largest length: DuckDB does not keep lengths. 128-bit integers do not exist
    in Redshift; they appear here only as a decimal.
    """
    upper = text.upper()
    if upper.startswith("DECIMAL("):
        precision, scale = upper[8:-1].split(",")
        return numeric(int(precision), int(scale))
    return _FROM_DUCKDB.get(upper, varchar(MAX_VARCHAR))


_FROM_DUCKDB = {
    "TINYINT": SMALLINT,
    "UTINYINT": SMALLINT,
    "SMALLINT": SMALLINT,
    "USMALLINT": INTEGER,
    "INTEGER": INTEGER,
    "UINTEGER": BIGINT,
    "BIGINT": BIGINT,
    "UBIGINT": numeric(20, 0),
    "HUGEINT": numeric(38, 0),
    "FLOAT": REAL,
    "DOUBLE": DOUBLE,
    "BOOLEAN": BOOLEAN,
    "DATE": DATE,
    "TIME": TIME,
    "TIME WITH TIME ZONE": TIMETZ,
    "TIMESTAMP": TIMESTAMP,
    "TIMESTAMP_S": TIMESTAMP,
    "TIMESTAMP_MS": TIMESTAMP,
    "TIMESTAMP_NS": TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": TIMESTAMPTZ,
    "INTERVAL": INTERVAL,
    "BLOB": RedshiftType("varbyte", 64000),
    "SMALLINT[]": SMALLINT_ARRAY,
    "VARCHAR[]": RedshiftType("aclitem[]"),
    "VARIANT": SUPER,
    "JSON": SUPER,
}
