"""What the catalog knows of a relation and its columns."""

from dataclasses import dataclass, field

from localshift.types import RedshiftType

DATABASE = "dev"

# The kinds of relations, as pg_class and the catalog's tables have them.
TABLE, VIEW, LATE_BINDING_VIEW, MATERIALIZED_VIEW = "r", "v", "l", "m"


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """A column of a relation. `default_sql` is Redshift's SQL, `identity` is (seed, step).

    An identity column takes given values only if it is `identity_by_default`. `number` is 0 until
    the column is stored, and stays as it is when others are dropped.
    """

    name: str
    type: RedshiftType
    not_null: bool = False
    default_sql: str | None = None
    identity: tuple[int, int] | None = None
    encoding: str | None = None
    is_distkey: bool = False
    sort_position: int = 0
    identity_by_default: bool = False
    number: int = 0

    @property
    def is_generated(self) -> bool:
        """Whether its values can not be given."""
        return self.identity is not None and not self.identity_by_default


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view; `definition` is a view's query as written, `bound` with oids for names.

    A materialized view's `definition` is the whole statement, as Redshift shows it.
    """

    oid: int
    schema: str
    name: str
    kind: str
    owner: str
    columns: tuple[ColumnFacts, ...] = field(default=())
    definition: str | None = None
    bound: str | None = None
    diststyle: str | None = None
    sortstyle: str | None = None
    backup: bool = True

    @property
    def is_temporary(self) -> bool:
        return self.schema.startswith("pg_temp_")

    @property
    def is_stored(self) -> bool:
        """Whether it has rows of its own."""
        return self.kind in (TABLE, MATERIALIZED_VIEW)

    @property
    def storage(self) -> tuple[str, str, str]:
        """Catalog, schema and table that hold the rows in DuckDB."""
        if self.is_temporary:
            return ("temp", "main", self.name)
        return (DATABASE, self.schema, self.name)

    def column(self, name: str) -> ColumnFacts | None:
        return next((column for column in self.columns if column.name == name), None)
