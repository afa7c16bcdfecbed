"""EXPLAIN. AWS: r_EXPLAIN."""

import pytest
import redshift_connector

from tests.localshift.conftest import Run, message


def _steps(run: Run, sql: str) -> list[str]:
    """The lines of the plan without their costs."""
    return [str(row[0]).split("  (cost=")[0] for row in run(sql)]


def test_a_plan_shows_the_steps_in_redshifts_shape(run: Run) -> None:
    run(
        "create table event (eventid int, venueid int)",
        "create table venue (venueid int, seats int)",
    )

    assert _steps(
        run,
        "explain select e.eventid, count(*) from event e join venue v on e.venueid = v.venueid"
        " where v.seats > 10 group by 1 order by 2 limit 5",
    ) == [
        "XN Limit",
        "  ->  XN Merge",
        "        Merge Key: 2",
        "        ->  XN Network",
        "              Send to leader",
        "              ->  XN Sort",
        "                    Sort Key: 2",
        "                    ->  XN HashAggregate",
        "                          ->  XN Hash Join DS_DIST_NONE",
        "                                Hash Cond: (e.venueid = v.venueid)",
        "                                Filter: (v.seats > 10)",
        "                                ->  XN Seq Scan on event e",
        "                                ->  XN Hash",
        "                                      ->  XN Seq Scan on venue v",
    ]


def test_explain_changes_nothing(run: Run) -> None:
    run("create table t (a int)", "insert into t values (1)")

    assert _steps(run, "explain delete from t where a = 1")[0] == "XN Seq Scan on t"
    assert run("select * from t") == [(1,)]


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("explain select * from nowhere", 'relation "nowhere" does not exist'),
        ("explain drop table t", "syntax error"),
        ("explain create view v as select 1", "syntax error"),
        ("explain insert into t values (1)", "EXPLAIN INSERT of anything but a query"),
    ],
)
def test_explain_refuses_what_could_not_run(run: Run, sql: str, text: str) -> None:
    run("create table t (a int)")

    with pytest.raises(redshift_connector.ProgrammingError) as error:
        run(sql)

    assert text in message(error)


@pytest.mark.parametrize(
    "sql",
    [
        "explain select nosuch from t",
        "explain insert into t select nosuch from t",
        "explain update t set a = nosuch",
        "explain delete from t where nosuch = 1",
        "explain delete t where nosuch = 1",
    ],
)
def test_explain_checks_what_it_does_not_run(run: Run, sql: str) -> None:
    run("create table t (a int)")

    with pytest.raises(redshift_connector.ProgrammingError, match="nosuch"):
        run(sql)


def test_explain_of_a_change_shows_the_tables_that_it_reads(run: Run) -> None:
    run("create table t (a int)", "create table s (a int)")

    steps = _steps(run, "explain update t set a = s.a from s where t.a = s.a")

    assert "  ->  XN Seq Scan on s" in steps
