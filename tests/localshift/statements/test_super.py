"""SUPER through the real driver. What its pages print stands in the conformance cases."""

import pytest
import redshift_connector

from tests.localshift.conftest import Connect, Run, message, run_on, sqlstate

ProgrammingError = redshift_connector.ProgrammingError


def test_a_super_is_announced_with_its_own_oid(redshift: redshift_connector.Connection) -> None:
    with redshift.cursor() as cursor:
        cursor.execute("select json_parse('[1, 2]') as doc")

        assert cursor.description[0][1] == 4000
        assert [tuple(row) for row in cursor.fetchall()] == [("[1,2]",)]


def test_a_table_made_of_a_query_keeps_paths_as_super(run: Run) -> None:
    run(
        'create table t as select json_parse(\'{"a":{"b":1.50}}\') as doc',
        "create table u as select doc.a as inner_doc, doc.a.b::decimal(5, 2) as b from t",
    )

    assert run("select inner_doc.b, b from u") == [("1.50", 1.5)]
    assert run(
        "select column_name, data_type from svv_columns where table_name = 'u' order by 1"
    ) == [("b", "numeric"), ("inner_doc", "super")]


def test_a_view_over_paths_and_elements_gives_what_its_query_gives(run: Run) -> None:
    run(
        "create table t (id int, doc super)",
        """insert into t values (1, json_parse('{"tags":[{"n":"a"},{"n":"b"}]}')), (2, null)""",
        "create view v as select id, i, tag.n from t left join t.doc.tags as tag at i on true",
    )

    assert run("select * from v order by id, i") == [(1, 0, '"a"'), (1, 1, '"b"'), (2, None, None)]


def test_paths_find_attributes_in_updates_and_deletes(run: Run) -> None:
    run(
        "create table t (id int, doc super)",
        """insert into t values (1, json_parse('{"k":"x"}')), (2, json_parse('{"k":"y"}'))""",
        "update t set doc = object('k', t.doc.k, 'seen', true) where doc.k = 'x'",
        "delete from t where doc.k = 'y'",
    )

    assert run("select id, doc from t") == [(1, '{"k":"x","seen":true}')]


def test_an_attribute_in_capitals_is_found_only_with_the_setting(run: Run) -> None:
    run("create table t as select json_parse('{\"Name\":1}') as doc")

    assert run("select doc.Name, doc.\"Name\", doc['Name'] from t") == [(None, None, "1")]
    run("set enable_case_sensitive_super_attribute to on")
    assert run("select doc.Name, doc.name from t") == [("1", None)]
    run("reset enable_case_sensitive_super_attribute")


def test_a_subquery_iterates_over_its_parents_array(run: Run) -> None:
    run(
        "create table t (id int, doc super)",
        "insert into t values (1, array(1, 2)), (2, array(3))",
    )

    assert run("select id from t where exists (select 1 from t.doc x where x = 3)") == [(2,)]


def test_a_table_is_no_path_because_its_schema_has_an_aliass_name(run: Run, schema: str) -> None:
    run("create table a (x int)", "create table b (y int)", "insert into a values (1)")
    run("insert into b values (2)")

    assert run(f"select a.x, b.y from a, {schema}.b") == [(1, 2)]


@pytest.mark.parametrize(
    ("sql", "state", "told"),
    [
        ("select id.x from t", "42809", "column notation .x applied to type integer"),
        ("select id[0] from t", "42804", "cannot subscript type integer"),
        ("select nothing.a.b from t", "42703", 'column "nothing" does not exist'),
        ("select x from t, t.id x", "42804", "cannot iterate over an expression of type integer"),
        ("select x from t, t.doc x", "0A000", "unnesting of a SUPER that is not an array"),
        ("select v from t, unpivot t.doc.k as v at a", "0A000", "UNPIVOT of a SUPER that is not"),
        ("select 1 from t where doc.k", "42804", "argument of WHERE must be type boolean"),
        ("select upper(doc.k) from t", "0A000", "upper() of a SUPER without a cast"),
        ("select max(doc.k) from t", "0A000", "max() of a SUPER without a cast"),
        ("select doc.k || 'x' from t", "0A000", "of a SUPER without a cast"),
        ("select doc[-1] from t", "0A000", "an index that is not a constant"),
        ("select doc from t union select 'x'", "0A000", "UNION of SUPER with another type"),
        ("select doc from t except select 'x'", "0A000", "EXCEPT of SUPER with another type"),
        ("select doc.k < array(1), array(1) < array(2) from t", "0A000", "< and > of arrays"),
        ("select [1, 2]", "42601", 'syntax error at or near "["'),
        ("insert into t values (1, current_date)", "42846", "cannot cast type date to super"),
        ("select localshift_super_key(doc) from t", "0A000", "localshift_super_key"),
    ],
)  # fmt: skip
def test_what_a_super_has_not_is_told(run: Run, sql: str, state: str, told: str) -> None:
    run("create table t (id int, doc super)", "insert into t values (1, object('k', 'v'))")

    with pytest.raises(ProgrammingError) as error:
        run(sql)

    assert (sqlstate(error), told in message(error)) == (state, True)


def test_a_view_is_not_made_while_attributes_are_case_sensitive(connect: Connect) -> None:
    """It would have to keep the setting (r_enable_case_sensitive_super_attribute)."""
    connection = connect()
    run_on(connection, "set enable_case_sensitive_super_attribute to on")

    with pytest.raises(ProgrammingError, match="does not implement CREATE VIEW with"):
        run_on(connection, "create view v as select 1 as a")


def test_a_join_iterates_over_a_path_of_any_length(run: Run) -> None:
    run("create table t as select object('a', object('b', object('c', array(1, 2.50)))) as doc")

    assert run("select e from t m join m.doc.a.b.c e on e > 1") == [("2.50",)]
    assert run("select e from t m, m.doc.a.b.c e order by e") == [("1",), ("2.50",)]


def test_set_operations_compare_supers_by_value(run: Run) -> None:
    left = (
        "select 1 as n, array(1, 2) as v union all select 2, array(1, 2) union all select 3, null"
    )
    right = "select 1 as n, array(1.0, 2.0) as v"

    assert run(f"select n, v from ({left}) except select n, v from ({right}) order by n") == [
        (2, "[1,2]"),
        (3, None),
    ]
    assert run(f"select n, v from ({left}) intersect select n, v from ({right})") == [(1, "[1,2]")]
    assert run(f"select v from ({left}) except select v from ({left})") == []


def test_text_with_half_a_character_is_no_json(run: Run) -> None:
    """JSON can write a surrogate without the other one, which no VARCHAR can hold."""
    half, whole = r'{"a":"\\ud83d"}', r'{"a":"\\ud83d\\ude00"}'

    assert run(
        f"select json_extract_path_text('{half}', 'a', true), can_json_parse('{half}'),"
        f" is_valid_json('{half}'), json_extract_path_text('{whole}', 'a', true)"
    ) == [(None, False, False, "😀")]
