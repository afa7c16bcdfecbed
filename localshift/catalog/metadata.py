"""Read and write localshift's catalog, in the transaction of the cursor that is given.

The tables are in metadata.sql. Names are folded to lower case before they come here.
"""

import itertools
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import duckdb

from localshift.catalog.relations import ColumnFacts, Relation
from localshift.types import RedshiftType, parse_type

ADMIN = "admin"
FIRST_USER_OID = 16384

# The tables whose column `relation` says which relation a row is about.
_ABOUT_A_RELATION = (
    "columns",
    "comments",
    "constraints",
    "materialized_views",
    "materialized_bases",
    "stream_positions",
)


class Metadata:
    """The catalog of one database. Stateless but for the next oid: every method takes a cursor."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Create what is missing, and forget the temporary tables of sessions that crashed."""
        for script in ("metadata.sql", "materialized.sql"):
            cursor.execute(resources.files(__package__).joinpath(script).read_text("utf-8"))
        temporary = "starts_with(schema_name, 'pg_temp_')"
        cursor.execute(
            "delete from localshift.columns where relation in"
            f" (select oid from localshift.relations where {temporary})"
        )
        cursor.execute(f"delete from localshift.relations where {temporary}")
        cursor.execute("delete from localshift.catalog_changes")
        cursor.execute(
            "create or replace table localshift.table_changes as"
            " select relation, null::integer as session, null::timestamp as transaction_started_at,"
            " sum(changes)::bigint as changes from localshift.table_changes"
            " where relation in (select oid from localshift.relations) group by relation"
        )
        (highest,) = cursor.execute(
            "select max(oid) from (select oid from localshift.relations union all"
            " select oid from localshift.schemas union all select oid from localshift.users"
            " union all select oid from localshift.groups"
            " union all select oid from localshift.constraints"
            " union all select oid from localshift.functions"
            " union all select storage from localshift.materialized_views)"
        ).fetchall()[0]
        self._oids = itertools.count(max(FIRST_USER_OID, (highest or 0) + 1))

    def next_oid(self) -> int:
        return next(self._oids)

    # schemas

    def schema_oid(self, cursor: duckdb.DuckDBPyConnection, name: str) -> int | None:
        row = cursor.execute("select oid from localshift.schemas where name = ?", [name]).fetchone()
        return row[0] if row else None

    def add_schema(self, cursor: duckdb.DuckDBPyConnection, name: str, owner: str) -> int:
        oid = self.next_oid()
        cursor.execute("insert into localshift.schemas values (?, ?, ?)", [oid, name, owner])
        return oid

    def drop_schema(self, cursor: duckdb.DuckDBPyConnection, name: str) -> None:
        cursor.execute(
            "delete from localshift.grants where object_kind = 'schema' and object_oid in"
            " (select oid from localshift.schemas where name = ?)",
            [name],
        )
        cursor.execute(
            "delete from localshift.external_schemas where schema_oid in"
            " (select oid from localshift.schemas where name = ?)",
            [name],
        )
        cursor.execute("delete from localshift.functions where schema_name = ?", [name])
        cursor.execute("delete from localshift.schemas where name = ?", [name])

    # relations

    def relation(
        self, cursor: duckdb.DuckDBPyConnection, schema: str, name: str
    ) -> Relation | None:
        return self._load(cursor, "schema_name = ? and name = ?", [schema, name])

    def relation_by_oid(self, cursor: duckdb.DuckDBPyConnection, oid: int) -> Relation | None:
        return self._load(cursor, "oid = ?", [oid])

    def relations_in(self, cursor: duckdb.DuckDBPyConnection, schema: str) -> list[Relation]:
        return self._all(cursor, "schema_name = ?", [schema])

    def add_relation(
        self, cursor: duckdb.DuckDBPyConnection, relation: Relation, references: Iterable[int] = ()
    ) -> None:
        """Record a relation with its columns and what it refers to."""
        cursor.execute(
            "insert into localshift.relations values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                relation.oid,
                relation.schema,
                relation.name,
                relation.kind,
                relation.owner,
                relation.definition,
                relation.bound,
                relation.diststyle,
                relation.sortstyle,
                relation.backup,
                datetime.now(UTC).replace(tzinfo=None),
            ],
        )
        for num, column in enumerate(relation.columns, start=1):
            self.add_column(cursor, relation.oid, num, column)
        self._grant_defaults(cursor, relation)
        for referenced in set(references):
            cursor.execute(
                "insert into localshift.dependencies values (?, ?)", [relation.oid, referenced]
            )

    def _grant_defaults(self, cursor: duckdb.DuckDBPyConnection, relation: Relation) -> None:
        """AWS: r_ALTER_DEFAULT_PRIVILEGES. What its owner's new relations are granted at once."""
        cursor.execute(
            "insert into localshift.grants select 'table', ?, grantee_kind, grantee, privilege,"
            " owner, bool_or(with_grant_option), null from localshift.default_grants"
            " where owner = ? and (schema_oid is null or schema_oid ="
            " (select oid from localshift.schemas where name = ?))"
            " and not exists (select 1 from localshift.grants where object_oid = ?)"
            " group by grantee_kind, grantee, privilege, owner",
            [relation.oid, relation.owner, relation.schema, relation.oid],
        )

    def drop_relation(self, cursor: duckdb.DuckDBPyConnection, oid: int) -> None:
        cursor.execute("delete from localshift.relations where oid = ?", [oid])
        for table in _ABOUT_A_RELATION:
            cursor.execute(f"delete from localshift.{table} where relation = ?", [oid])
        cursor.execute("delete from localshift.dependencies where dependent = ?", [oid])
        cursor.execute(
            "delete from localshift.grants where object_kind = 'table' and object_oid = ?", [oid]
        )

    def dependents(self, cursor: duckdb.DuckDBPyConnection, oid: int) -> list[Relation]:
        """The views that refer to it directly."""
        return self._all(
            cursor,
            "oid in (select dependent from localshift.dependencies where referenced = ?)",
            [oid],
        )

    # columns

    def add_column(
        self, cursor: duckdb.DuckDBPyConnection, relation: int, num: int, column: ColumnFacts
    ) -> None:
        seed, step = column.identity or (None, None)
        cursor.execute(
            "insert into localshift.columns values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                relation,
                num,
                column.name,
                str(column.type),
                column.not_null,
                column.default_sql,
                seed,
                step,
                column.encoding,
                column.is_distkey,
                column.sort_position,
                column.identity_by_default,
            ],
        )

    def _load(
        self, cursor: duckdb.DuckDBPyConnection, where: str, values: Sequence[Any]
    ) -> Relation | None:
        found = self._all(cursor, where, values)
        return found[0] if found else None

    def _all(
        self, cursor: duckdb.DuckDBPyConnection, where: str, values: Sequence[Any]
    ) -> list[Relation]:
        rows = cursor.execute(
            "select oid, schema_name, name, kind, owner, definition, bound, diststyle, sortstyle,"
            f" backup from localshift.relations where {where}",
            list(values),
        ).fetchall()
        return [
            Relation(
                oid=row[0],
                schema=row[1],
                name=row[2],
                kind=row[3],
                owner=row[4],
                columns=self._columns(cursor, row[0]),
                definition=row[5],
                bound=row[6],
                diststyle=row[7],
                sortstyle=row[8],
                backup=row[9],
            )
            for row in rows
        ]

    def _columns(self, cursor: duckdb.DuckDBPyConnection, relation: int) -> tuple[ColumnFacts, ...]:
        rows = cursor.execute(
            "select name, type, not_null, default_sql, identity_seed, identity_step, encoding,"
            " is_distkey, sort_position, identity_by_default, num"
            " from localshift.columns where relation = ? order by num",
            [relation],
        ).fetchall()
        return tuple(
            ColumnFacts(
                name=row[0],
                type=stored_type(row[1]),
                not_null=row[2],
                default_sql=row[3],
                identity=None if row[4] is None else (row[4], row[5]),
                encoding=row[6],
                is_distkey=row[7],
                sort_position=row[8],
                identity_by_default=row[9],
                number=row[10],
            )
            for row in rows
        )


def stored_type(text: str) -> RedshiftType:
    """A type as the catalog stores it; every stored text was once printed by RedshiftType."""
    found = parse_type(text)
    if found is None:
        raise ValueError(f"not a type: {text}")
    return found
