"""Keys that tables declare, in the catalog that clients read."""

import pytest
import redshift_connector

from tests.localshift.conftest import Run, message, sqlstate


def constraints(run: Run, schema: str) -> dict[str, str]:
    rows = run(
        "select conname, pg_get_constraintdef(c.oid) from pg_constraint c"
        f" join pg_namespace n on n.oid = c.connamespace where nspname = '{schema}'"
    )
    return {name: definition.replace(f"{schema}.", "") for name, definition in rows}


def test_keys_without_a_name_are_named_after_their_columns(run: Run, schema: str) -> None:
    run("create table p (id int primary key, mail varchar(9) unique)")
    run("create table k (a int references p, b int, unique (a, b), unique (a), foreign key (b)"
        " references p (id))")  # fmt: skip

    assert constraints(run, schema) == {
        "p_pkey": "PRIMARY KEY (id)",
        "p_mail_key": "UNIQUE (mail)",
        "k_a_fkey": "FOREIGN KEY (a) REFERENCES p(id)",
        "k_a_key": "UNIQUE (a, b)",
        "k_a_key1": "UNIQUE (a)",
        "k_b_fkey": "FOREIGN KEY (b) REFERENCES p(id)",
    }


def test_a_foreign_key_needs_its_table(run: Run) -> None:
    with pytest.raises(redshift_connector.ProgrammingError) as error:
        run("create table k (a int references nowhere)")

    assert sqlstate(error) == "42P01"


def test_a_foreign_key_that_names_no_column_needs_a_primary_key(run: Run) -> None:
    run("create table p (id int)")

    with pytest.raises(redshift_connector.ProgrammingError) as error:
        run("create table k (a int references p)")

    assert message(error) == 'there is no primary key for referenced table "p"'


def test_a_key_of_an_unknown_column_is_refused(run: Run) -> None:
    with pytest.raises(redshift_connector.ProgrammingError, match="42703"):
        run("create table t (a int, primary key (b))")


def test_a_table_has_one_primary_key(run: Run) -> None:
    with pytest.raises(redshift_connector.ProgrammingError, match="multiple primary keys"):
        run("create table t (a int primary key, b int primary key)")


def test_a_key_is_an_index_by_name(run: Run, schema: str) -> None:
    run('create table t ("Order" int, b int, primary key (b, "order"))')

    [(definition,)] = run(f"select indexdef from pg_indexes where schemaname = '{schema}'")
    columns = run(
        "select attname, attnum from pg_attribute where attrelid = (select indexrelid"
        " from pg_index join pg_class c on c.oid = indrelid join pg_namespace n"
        f" on n.oid = relnamespace where nspname = '{schema}') order by attnum"
    )

    assert definition == (f'CREATE UNIQUE INDEX t_pkey ON {schema}.t USING btree (b, "order")')
    assert columns == [("b", 1), ("order", 2)]


def test_the_search_path_is_an_array(run: Run, schema: str) -> None:
    [(first, both)] = run(
        "select (current_schemas(true))[1], array_to_string(current_schemas(true), ' ')"
    )

    assert (first, both) == ("pg_catalog", f"pg_catalog {schema}")


def test_statements_that_add_rows_are_steps_of_the_history(run: Run) -> None:
    run("create table t as select 1 as a", "insert into t values (2)", "delete from t")
    run("begin", "insert into t values (3)", "rollback")

    found = run(
        "select step_name, count(*) from sys_query_detail d join pg_class c on c.oid = d.table_id"
        " where relname = 't' group by step_name"
    )

    assert found == [("insert", 2)]


def test_a_subquery_is_cut_to_the_length_of_a_cast(run: Run) -> None:
    assert run("select (select 'abcdef')::varchar(3), (select 'aéé')::varchar(4)") == [
        ("abc", "aé")
    ]
