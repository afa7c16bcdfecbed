"""Names in quotation marks, with and without enable_case_sensitive_identifier."""

from collections.abc import Iterator

import pytest
import redshift_connector

from tests.localshift.conftest import Connect, Run, message, run_on, sqlstate

KEEP_CASE = "set enable_case_sensitive_identifier to true"
RESET = "reset enable_case_sensitive_identifier"
ProgrammingError = redshift_connector.ProgrammingError


@pytest.fixture
def kept(run: Run, redshift: redshift_connector.Connection) -> Iterator[Run]:
    """Run statements with the setting on, which the other tests' connection has not after it."""
    run(KEEP_CASE)
    yield run
    run_on(redshift, RESET)


def test_names_in_quotation_marks_keep_their_case_with_the_setting(kept: Run) -> None:
    kept(
        'create table "MixedCasedTable" ("MixedCasedColumn" int, other int)',
        'insert into "MixedCasedTable" ("MixedCasedColumn", OTHER) values (1, 10), (2, 20)',
        'update "MixedCasedTable" set "MixedCasedColumn" = 3 where "MixedCasedColumn" = 2',
        'delete from "MixedCasedTable" where "MixedCasedTable"."MixedCasedColumn" = 1',
    )

    assert kept('select "MixedCasedColumn", Other from "MixedCasedTable"') == [(3, 20)]
    assert kept(
        "select table_name, column_name from svv_columns where table_name = 'MixedCasedTable'"
        " order by ordinal_position"
    ) == [("MixedCasedTable", "MixedCasedColumn"), ("MixedCasedTable", "other")]


@pytest.mark.parametrize(
    ("query", "state"),
    [
        ('select 1 from "mixed"', "42P01"),
        ("select 1 from Mixed", "42P01"),
        ('select "Id" from "Mixed"', "42703"),
        ('select m."Id" from "Mixed" as m', "42703"),
        ('select name from "Mixed"', "42703"),
        ('select m.name from "Mixed" as m', "42703"),
        ('select id from "Mixed" order by "ID"', "42703"),
        ('insert into "Mixed" (name) values (1)', "42703"),
        ('update "Mixed" set name = 1', "42703"),
    ],
)
def test_a_name_in_another_case_is_another_name(kept: Run, query: str, state: str) -> None:
    kept('create table "Mixed" (id int, "Name" int)')

    with pytest.raises(ProgrammingError) as error:
        kept(query)
    assert sqlstate(error) == state


def test_without_the_setting_names_are_folded_and_what_has_capitals_is_not_found(kept: Run) -> None:
    kept('create table "Mixed" (id int)', RESET, 'create table "Mixed2" ("Id" int)')

    assert kept("select ID from mixed2") == []
    with pytest.raises(ProgrammingError) as error:
        kept('select 1 from "Mixed"')
    assert message(error) == 'relation "mixed" does not exist'


def test_value_that_is_neither_on_nor_off_is_refused(run: Run) -> None:
    with pytest.raises(ProgrammingError) as error:
        run("set enable_case_sensitive_identifier to perhaps")
    assert sqlstate(error) == "0A000"


def test_result_columns_and_aliases_keep_their_case(
    kept: Run, redshift: redshift_connector.Connection
) -> None:
    kept('create table "T" ("Id" int)', 'insert into "T" values (1)')

    with redshift.cursor() as cursor:
        cursor.execute('with "Cte" as (select "Id", 2 as "B" from "T") select *, 3 as C from "Cte"')
        assert [column[0] for column in cursor.description] == ["Id", "B", "c"]
        assert [tuple(row) for row in cursor.fetchall()] == [(1, 2, 3)]


def test_views_read_what_they_were_made_of_in_a_session_without_the_setting(
    kept: Run, connect: Connect, schema: str
) -> None:
    kept(
        'create table "T" ("Id" int, doc super)',
        """insert into "T" values (1, json_parse('{"userID": "u"}'))""",
        'create view v as select "Id" as id, doc."userID"::varchar as user_id from "T"',
        'create materialized view m as select "Id" as id, doc."userID"::varchar as u from "T"',
    )
    other = connect()

    assert run_on(other, f"select id, user_id from {schema}.v") == [(1, "u")]
    kept("""insert into "T" values (2, json_parse('{"userID": "w"}'))""")
    run_on(other, f"refresh materialized view {schema}.m")
    assert run_on(other, f"select id, u from {schema}.m order by 1") == [(1, "u"), (2, "w")]


def test_late_binding_view_is_read_with_the_setting_of_the_reader(
    kept: Run, connect: Connect, schema: str
) -> None:
    kept(
        'create table "T" (id int)',
        f'create view v as select id from {schema}."T" with no schema binding',
    )

    assert kept("select id from v") == []
    with pytest.raises(ProgrammingError) as error:
        run_on(connect(), f"select id from {schema}.v")
    assert sqlstate(error) == "42P01"


def test_attribute_in_quotation_marks_keeps_its_case(kept: Run) -> None:
    kept('create table t as select json_parse(\'{"userID": 1, "userid": 2}\') as doc')

    assert kept('select doc."userID", doc.userID, doc."userID" as userid from t') == [
        ("1", "2", "1")
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "create table MIXED (id int)",
        'create table "MIXED" (id int)',
        'create table other (id int, "Id" int)',
        'create table other as select 1 as id, 2 as "Id"',
        'select "A" from (select 1 as a, 2 as "A") as s',
        'select 1 from "Mixed" as m join "Mixed" as "M" on true',
        'with a as (select 1 as x), "A" as (select 2 as x) select x from "A"',
    ],
)
def test_names_that_differ_in_case_alone_are_refused_by_name(kept: Run, statement: str) -> None:
    kept('create table "Mixed" (id int)')

    with pytest.raises(ProgrammingError) as error:
        kept(statement)
    assert sqlstate(error) == "0A000"
    assert "differ in case alone" in message(error)
