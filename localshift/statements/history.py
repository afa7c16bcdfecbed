"""What statements did to tables, for sys_query_detail. AWS: SYS_QUERY_DETAIL."""

from localshift.catalog.relations import Relation
from localshift.session import Session


def record_insert(session: Session, relation: Relation) -> None:
    """The running statement adds rows to the table, in its own transaction.

    dbt asks for the last such step when it judges the freshness of a source.
    """
    if not relation.is_temporary:
        session.run(
            "insert into localshift.query_steps"
            " select oid, ?, ?, 'insert', ? from localshift.users where name = ?",
            [session.query_id, relation.oid, session.statement_started_at, session.user],
        )
