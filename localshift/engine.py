"""The database of one server: DuckDB, the catalog, locks, users. Sessions are made here."""

import hmac
import itertools
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources

import duckdb

from localshift.catalog import metadata
from localshift.catalog.found import FoundRelations
from localshift.catalog.metadata import ADMIN, Metadata
from localshift.catalog.relations import DATABASE
from localshift.copy.journal import Journal
from localshift.copy.s3 import S3Files
from localshift.dispatch import describe, find_statement
from localshift.errors import SqlError
from localshift.history import QueryHistory
from localshift.lake.catalog_views import create_local_views
from localshift.lake.glue import Glue
from localshift.lake.read_files import ReadFiles
from localshift.locks import LockManager
from localshift.materialized.history import Failures
from localshift.passwords import password_digest
from localshift.python_functions import register
from localshift.quoting import string
from localshift.session import Session
from localshift.sql.binding import SystemRelation
from localshift.statements.permissions import require_superuser
from localshift.streaming.kinesis import Kinesis
from localshift.types import RedshiftType, from_duckdb

ADMIN_PASSWORD = "local"  # noqa: S105 - documented; the server listens on loopback only

_SETTINGS = (
    "set global TimeZone = 'UTC'",
    "set global integer_division = true",
    "set global ieee_floating_point_ops = false",
    "set global error_on_division_by_zero = true",
    "set global autoinstall_known_extensions = false",
    "set global autoload_known_extensions = false",
)


class Engine:
    """One warehouse. Safe to use from many threads; each session has a DuckDB cursor of its own."""

    database = DATABASE

    def __init__(self, path: str) -> None:
        """Open the file at `path`, or a database in memory for ':memory:'.

        Raises duckdb.IOException when another process has the file open.
        """
        self._duckdb = duckdb.connect(":memory:")
        for setting in _SETTINGS:
            self._duckdb.execute(setting)
        register(self._duckdb)
        self._duckdb.execute(f"attach {string(path)} as {DATABASE}")
        cursor = self.cursor()
        self.metadata = Metadata(cursor)
        self.relations = FoundRelations(self.metadata)
        self._create_first_objects(cursor)
        for script in map(
            _resource, ("macros.sql", "access.sql", "functions.sql", "dates.sql", "super.sql")
        ):
            cursor.execute(script)
        self.journal = Journal(self.cursor())
        self.history = QueryHistory(self.cursor())
        self.system = _create_system_views(cursor)
        self.s3 = S3Files()
        self.read_files = ReadFiles()
        self.glue = Glue()
        self.kinesis = Kinesis()
        self.failed_refreshes = Failures(self.cursor())
        self.locks = LockManager()
        self._sessions: dict[int, Session] = {}
        self._guard = threading.Lock()
        self._pids = itertools.count(1_073_741_825)
        self._query_ids = itertools.count(int(datetime.now(UTC).timestamp()))

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A new connection to the same database, with its own transaction and temporary tables."""
        cursor = self._duckdb.cursor()
        cursor.execute(f"use {DATABASE}.main")
        return cursor

    def connect(self, user: str, database: str, settings: Mapping[str, str]) -> Session:
        """Start a session. Raises SqlError 3D000 for a database that does not exist."""
        if database.lower() != DATABASE:
            raise SqlError("3D000", f'database "{database}" does not exist', severity="FATAL")
        session = Session(
            self, self.cursor(), next(self._pids), user.lower(), settings, find_statement, describe
        )
        with self._guard:
            self._sessions[session.pid] = session
        return session

    def log_in(self, user: str, database: str, settings: Mapping[str, str]) -> Session:
        """Start a session of a client. Raises SqlError 53300 when the user has too many.

        AWS: r_CREATE_USER. CONNECTION LIMIT is not enforced for superusers.
        """
        row = (
            self.cursor()
            .execute(
                "select connection_limit from localshift.users where name = ? and not is_superuser",
                [user.lower()],
            )
            .fetchone()
        )
        limit = row[0] if row else None
        mine = sum(session.login_user == user.lower() for session in self.sessions())
        if limit is not None and mine >= limit:
            raise SqlError("53300", f'too many connections for user "{user}"', severity="FATAL")
        return self.connect(user, database, settings)

    def forget(self, session: Session) -> None:
        with self._guard:
            self._sessions.pop(session.pid, None)

    def sessions(self) -> list[Session]:
        with self._guard:
            return list(self._sessions.values())

    def session(self, pid: int) -> Session | None:
        with self._guard:
            return self._sessions.get(pid)

    def terminate(self, by: Session, pid: int) -> bool:
        """End a session, as pg_terminate_backend() does. Was there one?

        AWS: PG_TERMINATE_BACKEND. Raises SqlError 42501 when it is of another user.
        """
        session = self.session(pid)
        if session is None:
            return False
        if session.user != by.user:
            require_superuser(by, "terminate the sessions of other users")
        session.on_terminate()
        return True

    def has_user(self, name: str) -> bool:
        found = self.cursor().execute(
            "select 1 from localshift.users where name = ?", [name.lower()]
        )
        return found.fetchone() is not None

    def check_password(self, user: str, password: str) -> bool:
        """AWS: r_CREATE_USER. VALID UNTIL is how long a password is good for."""
        row = (
            self.cursor()
            .execute(
                "select password_md5 from localshift.users"
                " where name = ? and (valid_until is null or valid_until > ?)",
                [user.lower(), datetime.now(UTC).replace(tzinfo=None)],
            )
            .fetchone()
        )
        stored = row[0] if row and row[0] else ""
        return hmac.compare_digest(stored, password_digest(user, password))

    def next_query_id(self) -> int:
        return next(self._query_ids)

    def close(self) -> None:
        for session in self.sessions():
            session.close()
        self._duckdb.close()

    def _create_first_objects(self, cursor: duckdb.DuckDBPyConnection) -> None:
        if self.metadata.schema_oid(cursor, "public") is None:
            oid = self.metadata.add_schema(cursor, "public", ADMIN)
            for kind, on, privilege in (
                ("schema", oid, "usage"),
                ("schema", oid, "create"),
                ("database", 1, "temp"),
            ):
                cursor.execute(
                    "insert into localshift.grants"
                    " values (?, ?, 'public', 'public', ?, ?, false, null)",
                    [kind, on, privilege, ADMIN],
                )
        if cursor.execute("select count(*) from localshift.users").fetchone() == (0,):
            cursor.execute(
                "insert into localshift.users values (100, ?, ?, true, true, null, null)",
                [ADMIN, password_digest(ADMIN, ADMIN_PASSWORD)],
            )


def _create_system_views(
    cursor: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str], SystemRelation]:
    """Create the system views; (schema, name) as Redshift has them -> where they are.

    A view named information_schema_x stands for information_schema.x, others are of pg_catalog.
    """
    for script in (
        "pg_catalog",
        "information_schema",
        "queries",
        "svv",
        "access",
        "loads",
        "materialized",
        "external",
    ):
        cursor.execute(_resource(f"views/{script}.sql"))
    create_local_views(cursor)
    rows = cursor.execute(
        "select view_name, column_name, data_type from duckdb_views()"
        " join duckdb_columns() on table_oid = view_oid and table_name = view_name"
        " where duckdb_views.database_name = ? and duckdb_views.schema_name = 'localshift'"
        " order by view_oid, column_index",
        [DATABASE],
    ).fetchall()
    columns: dict[str, dict[str, RedshiftType]] = {}
    for view, column, type_ in rows:
        columns.setdefault(view, {})[column] = from_duckdb(type_)
    found = {}
    for view, types in columns.items():
        prefix = "information_schema_"
        schema = "information_schema" if view.startswith(prefix) else "pg_catalog"
        storage = (DATABASE, "localshift", view)
        found[schema, view.removeprefix(prefix)] = SystemRelation(storage, types)
    return found


def _resource(name: str) -> str:
    return resources.files(metadata.__package__).joinpath(name).read_text("utf-8")
