"""CREATE EXTERNAL …: which of its statements it is."""

from localshift.errors import refuse
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements import external_schemas, external_tables


def create(session: Session, sql: str) -> Result:
    """CREATE EXTERNAL SCHEMA or TABLE. Functions, models and views are refused by name."""
    reader = Reader(sql)
    reader.expect("create", "external")
    if reader.at_words("schema"):
        return external_schemas.create(session, sql)
    if reader.at_words("table"):
        return external_tables.create(session, sql)
    raise refuse(f"CREATE EXTERNAL {reader.next().text.upper()}")
