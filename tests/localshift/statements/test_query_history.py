"""SYS_QUERY_HISTORY. AWS: SYS_QUERY_HISTORY."""

from contextlib import suppress

import pytest
import redshift_connector

from tests.localshift.conftest import Run

_LAST = "select status, error_message from sys_query_history where query_text like '{}%'"


def test_history_says_how_a_statement_ended(run: Run, schema: str) -> None:
    run(f"create table in_{schema} (a int)")
    with pytest.raises(redshift_connector.ProgrammingError):
        run(f"select nothing from in_{schema}")

    assert run(_LAST.format(f"create table in_{schema}")) == [("success", None)]
    assert run(_LAST.format(f"select nothing from in_{schema}")) == [
        ("failed", 'column "nothing" does not exist')
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "create user of_{} password 'Sesame123'",
        "copy of_{} from 's3://b/k' credentials as 'aws_secret_access_key=Sesame123'",
        "copy of_{} from 's3://b/k' access_key_id 'Sesame1' secret_access_key 'Sesame123'",
    ],
)
def test_history_has_no_secrets(run: Run, schema: str, sql: str) -> None:
    with suppress(redshift_connector.ProgrammingError):  # there is no such table
        run(sql.format(schema))

    texts = run(f"select query_text from sys_query_history where query_text like '%of_{schema}%'")

    assert texts
    assert not any("Sesame" in text for (text,) in texts)
    assert any("***" in text for (text,) in texts)


def test_a_view_of_the_history_shows_the_latest(run: Run, schema: str) -> None:
    run(
        f"create view {schema}.seen as select query_text from pg_catalog.sys_query_history"
        " with no schema binding"
    )
    asked = f"select count(*) from {schema}.seen where query_text like 'select%{schema}%seen%'"

    assert [run(asked) for _ in range(3)] == [[(0,)], [(1,)], [(2,)]]
