"""COPY as a whole: errors and their limit, what a failure leaves, compression, the history."""

import bz2
import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pyarrow as pa
import pytest

from localshift.copy import staging
from localshift.copy.s3 import S3Object
from localshift.copy.staging import groups
from localshift.errors import SqlError
from tests.localshift.copy.conftest import Warehouse


def zstd(data: bytes) -> bytes:
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as stream:
        stream.write(data)
    return bytes(out.getvalue().to_pybytes())


def test_first_error_fails_the_load_and_is_told_of(warehouse: Warehouse) -> None:
    target = warehouse.create("bikeid integer", "station_name varchar(8)")
    good = warehouse.put("data/1", '{"bikeid":1,"station_name":"a"}\n' * 3)
    bad = warehouse.put(
        "data/2",
        '{"bikeid":2,"station_name":"b"}\n{"bikeid":"n/a","station_name":"é"}\n{"bikeid":"x"}\n',
    )

    with pytest.raises(SqlError) as caught:
        warehouse.copy(target, f"from 's3://{warehouse.bucket}/data/' json 'auto'")

    assert caught.value.sqlstate == "XX000"
    assert caught.value.message == (
        f"Load into table '{target.table}' failed.  "
        "Check 'stl_load_errors' system table for details."
    )
    assert warehouse.rows(target) == []
    (error,) = warehouse.errors()
    assert isinstance(error.pop("start_time"), datetime)
    assert error.pop("query_id") == error.pop("transaction_id")
    assert error == {
        "user_id": 100,
        "session_id": 7,
        "database_name": "dev",
        "table_id": 1,
        "file_name": bad,
        "line_number": 2,
        "column_name": "bikeid",
        "column_type": "int4",
        "column_length": "",
        "position": 0,
        "error_code": 1207,
        "error_message": "Invalid digit, Value 'n', Pos 0, Type: Integer",
        "raw_line": '{"bikeid":"n/a","station_name":"."}',
        "raw_field_value": "n/a",
    }
    history = warehouse.history()
    assert (history["status"], history["loaded_rows"], history["error_count"]) == ("aborted", 0, 1)
    assert history["source_file_count"] == 2
    commits = warehouse.cursor.execute(
        "select file_name, lines_scanned from localshift.load_commits where query_id = ?",
        [history["query_id"]],
    )
    assert commits.fetchall() == [(good, 3)]


def test_length_of_the_column_is_told_of(warehouse: Warehouse) -> None:
    with pytest.raises(SqlError):
        warehouse.load(["a decimal(5,2)", "b varchar(3)"], "1|long\nx|y\n", "maxerror 2")

    first, second = warehouse.errors()
    assert (first["column_type"], first["column_length"]) == ("varchar", "3")
    assert (second["column_type"], second["column_length"]) == ("numeric", "5, 2")


@pytest.mark.parametrize("form", ["json 'auto'", ""])
def test_fewer_errors_than_maxerror_are_left_out(warehouse: Warehouse, form: str) -> None:
    target = warehouse.create("a integer")
    rows = [*range(40), "x", *range(40, 60), "y", 60]
    line = '{{"a":"{}"}}\n' if form else "{}\n"
    url = warehouse.put("data", "".join(line.format(row) for row in rows))

    outcome = warehouse.copy(target, f"from '{url}' {form} maxerror 3")

    assert warehouse.rows(target) == [(number,) for number in range(61)]
    assert (outcome.rows_loaded, outcome.errors) == (61, 2)
    assert [error["line_number"] for error in warehouse.errors()] == [41, 62]
    assert outcome.notices == (
        f"Load into table '{target.table}' completed, 61 record(s) loaded successfully.",
        f"Load into table '{target.table}' completed, 2 record(s) could not be loaded.  "
        "Check 'stl_load_errors' system table for details.",
    )


@pytest.mark.parametrize("limit", [0, 1, 2, 3])
def test_load_fails_at_maxerror_errors(warehouse: Warehouse, limit: int) -> None:
    target = warehouse.create("a integer")
    for number in range(3):
        warehouse.put(f"data/{number}", f"{number}\nx\n")

    with pytest.raises(SqlError, match="failed"):
        warehouse.copy(target, f"from 's3://{warehouse.bucket}/data/' maxerror {limit}")

    assert warehouse.rows(target) == []
    assert len(warehouse.errors()) == max(1, limit)


def test_all_errors_may_be_ignored(warehouse: Warehouse) -> None:
    assert warehouse.load(["a integer"], "x\n1\ny\n", "ignoreallerrors") == [(1,)]


def test_noload_only_checks(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")
    good, bad = warehouse.put("good", "1\n"), warehouse.put("bad", "x\n")

    outcome = warehouse.copy(target, f"from '{good}' noload")
    with pytest.raises(SqlError, match="failed"):
        warehouse.copy(target, f"from '{bad}' noload")

    assert outcome.rows_loaded == 0
    assert warehouse.rows(target) == []


@pytest.mark.parametrize("form", ["json 'auto'", "csv"])
@pytest.mark.parametrize(
    ("keyword", "compress"),
    [("gzip", gzip.compress), ("bzip2", bz2.compress), ("zstd", zstd), ("", bytes)],
)
def test_compressed_files(
    warehouse: Warehouse, keyword: str, compress: Callable[[bytes], bytes], form: str
) -> None:
    contents = b'{"a":1}\n{"a":2}\n' if "json" in form else b"1\n2\n"

    assert warehouse.load(["a integer"], compress(contents), f"{form} {keyword}") == [(1,), (2,)]


def test_gzip_of_several_members(warehouse: Warehouse) -> None:
    data = gzip.compress(b'{"a":1}\n') + gzip.compress(b'{"a":2}\n')

    assert warehouse.load(["a integer"], data, "json 'auto' gzip") == [(1,), (2,)]


@pytest.mark.parametrize("form", ["json 'auto'", "csv"])
@pytest.mark.parametrize(
    "data", [b'{"a":1}\n', gzip.compress(b'{"a":1}\n' * 99)[:-12]], ids=["plain", "cut off"]
)
def test_damaged_file_is_an_error_that_names_it(
    warehouse: Warehouse, data: bytes, form: str
) -> None:
    target = warehouse.create("a integer")
    url = warehouse.put("damaged", data)

    with pytest.raises(SqlError, match="failed to inflate") as caught:
        warehouse.copy(target, f"from '{url}' {form} gzip maxerror 100")

    assert caught.value.detail is not None
    assert url in caught.value.detail


@pytest.mark.parametrize("form", ["json 'auto'", "csv"])
def test_empty_files_have_no_rows(warehouse: Warehouse, form: str) -> None:
    target = warehouse.create("a integer")
    warehouse.put("empty/1", b"")
    warehouse.put("empty/2", gzip.compress(b""))

    outcome = warehouse.copy(target, f"from 's3://{warehouse.bucket}/empty/' {form} gzip")

    assert outcome.rows_loaded == 0
    assert len(outcome.files) == 2


def test_broken_file_among_good_ones_leaves_them_whole(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")
    for number in range(20):
        warehouse.put(f"data/{number:02}.gz", f'{{"a":{number}}}\n' * 2)
    broken = warehouse.put("data/20.gz", '{"a":20}\n{"a":\n')

    warehouse.copy(target, f"from 's3://{warehouse.bucket}/data/' json 'auto' gzip maxerror 2")

    assert warehouse.rows(target) == sorted([(number,) for number in range(20)] * 2 + [(20,)])
    (error,) = warehouse.errors()
    assert (error["file_name"], error["line_number"]) == (broken, 2)


def test_many_files_are_loaded_in_groups(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "GROUP_BYTES", 20)
    target = warehouse.create("a integer")
    for number in range(7):
        warehouse.put(f"data/{number}", f'{{"a":{number}}}\n')

    outcome = warehouse.copy(target, f"from 's3://{warehouse.bucket}/data/' json 'auto'")

    assert outcome.rows_loaded == 7
    assert warehouse.rows(target) == [(number,) for number in range(7)]


def test_groups_keep_their_size_and_the_order() -> None:
    files = [S3Object(str(number), staging.GROUP_BYTES // 4, "etag") for number in range(6)]

    assert [[file.url for file in group] for group in groups(files, 2)] == [
        ["0", "1"],
        ["2", "3"],
        ["4", "5"],
    ]


def test_history_of_a_load(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")
    url = warehouse.put("data", '{"a":1}\n')

    warehouse.copy(target, f"from '{url}' json 'auto'")

    history = warehouse.history()
    assert history["end_time"] >= history["start_time"]
    assert history["duration"] > 0
    chosen = ("status", "table_name", "data_source", "file_format", "loaded_rows", "error_count")
    assert tuple(history[name] for name in chosen) == ("completed", target.table, url, "JSON", 1, 0)
    assert history["source_file_bytes"] == len('{"a":1}\n')


def test_history_outlives_the_rollback(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")
    url = warehouse.put("data", "x\n")

    with pytest.raises(SqlError, match="failed"):
        warehouse.copy(target, f"from '{url}'")

    assert warehouse.history()["status"] == "aborted"
    assert len(warehouse.errors()) == 1


def test_rows_are_in_the_open_transaction_only(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")
    warehouse.cursor.execute(f"insert into {target.duckdb_name} values (0)")
    url = warehouse.put("data", '{"a":"x"}\n')

    with pytest.raises(SqlError, match="failed"):
        warehouse.copy(target, f"from '{url}' json 'auto'")

    assert warehouse.rows(target) == [(0,)]


def test_temporary_table_is_filled(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")
    warehouse.cursor.execute("create temp table staged (a integer)")
    temporary = replace(target, duckdb_name="temp.main.staged")
    url = warehouse.put("data", "1\n")

    warehouse.copy(temporary, f"from '{url}'")

    assert warehouse.rows(temporary) == [(1,)]


def test_nothing_is_left_in_the_server(warehouse: Warehouse) -> None:
    before = warehouse.cursor.execute("select database_name from duckdb_databases()").fetchall()
    warehouse.load(["a integer"], '{"a":1}', "json 'auto'")
    with pytest.raises(SqlError, match="failed"):
        warehouse.load(["a integer"], '{"a":"x"}', "json 'auto'")

    after = warehouse.cursor.execute("select database_name from duckdb_databases()").fetchall()

    assert after == before


@pytest.mark.parametrize(
    ("columns", "sqlstate"),
    [("(a, b)", "42703"), ("(a, a)", "42701")],
)
def test_column_list_that_does_not_fit_is_refused(
    warehouse: Warehouse, columns: str, sqlstate: str
) -> None:
    target = warehouse.create("a integer")

    with pytest.raises(SqlError, match=sqlstate):
        warehouse.copy(target, f"{columns} from 's3://{warehouse.bucket}/data'")


@pytest.mark.parametrize(
    ("columns", "options", "rows"),
    [
        ("", "", [(100, "7")]),
        ("(name)", "", [(100, "7")]),
        ("(id, name)", "explicit_ids", None),
        ("(id)", "explicit_ids", [(7, None)]),
    ],
)
def test_identity_is_made_unless_explicit_ids_are_given(
    warehouse: Warehouse, columns: str, options: str, rows: list[tuple[int, str | None]] | None
) -> None:
    target = warehouse.create(
        "id integer", "name varchar(8)", id={"identity": "always", "default_sql": "100"}
    )
    url = warehouse.put("data", "7\n")

    if rows is None:
        with pytest.raises(SqlError, match="failed"):
            warehouse.copy(target, f"{columns} from '{url}' {options}")
    else:
        warehouse.copy(target, f"{columns} from '{url}' {options}")
        assert warehouse.rows(target) == rows


@pytest.mark.parametrize(("columns", "options"), [("(id, name)", ""), ("(name)", "explicit_ids")])
def test_explicit_ids_and_the_column_list_must_agree(
    warehouse: Warehouse, columns: str, options: str
) -> None:
    target = warehouse.create("id integer", "name varchar(8)", id={"identity": "always"})

    with pytest.raises(SqlError, match="0A000"):
        warehouse.copy(target, f"{columns} from 's3://{warehouse.bucket}/data' {options}")
