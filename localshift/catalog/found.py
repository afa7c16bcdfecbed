"""The relations that sessions have looked up, remembered for each state of the catalog."""

import duckdb

from localshift.catalog.metadata import Metadata
from localshift.catalog.relations import Relation

_KEPT = 2000


class FoundRelations:
    """Shared by all sessions of a database. Safe to use from many threads."""

    def __init__(self, metadata: Metadata) -> None:
        self._metadata = metadata
        self._found: dict[tuple[int, str, str], Relation | None] = {}

    def find(
        self, cursor: duckdb.DuckDBPyConnection, state: int | None, schema: str, name: str
    ) -> Relation | None:
        """The relation in a state of the catalog, or in one that only the cursor's session sees."""
        if state is None:
            return self._metadata.relation(cursor, schema, name)
        if len(self._found) > _KEPT:
            self._found.clear()
        try:
            return self._found[state, schema, name]
        except KeyError:
            found = self._found[state, schema, name] = self._metadata.relation(cursor, schema, name)
            return found
