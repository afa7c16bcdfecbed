"""UNLOAD: what is on S3 afterwards. AWS: r_UNLOAD."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import uuid
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import redshift_connector
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.localshift.conftest import Run, message, sqlstate
from tests.localshift.lake.conftest import ROLE, Place

VENUES = (
    "create table venue (venueid int, venuename varchar(64), venuestate char(2), seats int)",
    "insert into venue values (1, 'Pinewood Racetrack', 'OH', 0),"
    " (2, 'Columbus \"Crew\" Stadium', 'OH', null), (4, 'Community, Ballpark|Arena', null, 7)",
)
QUERY = "select * from venue order by venueid"


@pytest.fixture
def unload(run: Run, place: Place) -> Run:
    """UNLOAD the venues to `out/` in the bucket with these options."""
    run(*VENUES)
    return lambda options="", query=QUERY, to="out/": run(
        f"unload ('{query}') to '{place.url}/{to}' {ROLE} {options}"
    )


def test_text_is_delimited_by_pipes_and_null_is_empty(unload: Run, place: Place) -> None:
    unload()
    assert place.keys() == ["out/0000_part_00"]
    assert place.read("out/0000_part_00").decode() == (
        '1|Pinewood Racetrack|OH|0\n2|Columbus "Crew" Stadium|OH|\n4|Community, Ballpark|Arena||7\n'
    )


def test_csv_quotes_what_needs_it(unload: Run, place: Place) -> None:
    unload("csv null as '@' header")
    assert place.read("out/0000_part_00").decode().splitlines() == [
        "venueid,venuename,venuestate,seats",
        "1,Pinewood Racetrack,OH,0",
        '2,"Columbus ""Crew"" Stadium",OH,@',
        '4,"Community, Ballpark|Arena",@,7',
    ]


def test_json_is_an_object_a_line(unload: Run, place: Place) -> None:
    unload(
        "json", "select venueid, venuestate, seats > 0 as big, 1.50 as fee from venue order by 1"
    )
    assert place.read("out/0000_part_00").decode().splitlines() == [
        '{"venueid":1,"venuestate":"OH","big":"f","fee":1.50}',
        '{"venueid":2,"venuestate":"OH","big":null,"fee":1.50}',
        '{"venueid":4,"venuestate":null,"big":"t","fee":1.50}',
    ]


def test_escape_and_quotes(unload: Run, place: Place) -> None:
    query = r"""select 1 as a, ''x|\\\\"y
'' as b"""
    unload("escape addquotes", query)
    assert place.read("out/0000_part_00") == b'"1"|"x\\|\\\\\\"y\\\n"\n'


@pytest.mark.parametrize(
    ("option", "name", "opened"),
    [
        ("gzip", "0000_part_00.gz", gzip.decompress),
        ("bzip2", "0000_part_00.bz2", bz2.decompress),
        (
            "zstd",
            "0000_part_00.zst",
            lambda data: pa.input_stream(pa.py_buffer(data), compression="zstd").read(),
        ),
    ],
)
def test_compressed_files_have_their_extension(
    unload: Run, place: Place, option: str, name: str, opened: object
) -> None:
    unload(option, "select venueid from venue order by 1")
    assert place.keys() == [f"out/{name}"]
    assert opened(place.read(f"out/{name}")) == b"1\n2\n4\n"  # type: ignore[operator]


def test_extension_replaces_the_usual_one(unload: Run, place: Place) -> None:
    unload("gzip extension 'txt.gz'")
    assert place.keys() == ["out/0000_part_00.txt.gz"]


def test_parallel_off_counts_files(unload: Run, place: Place) -> None:
    unload("parallel off", to="serial_")
    assert place.keys() == ["serial_000"]


def test_parquet_keeps_the_types(run: Run, place: Place) -> None:
    run(
        "create table t (i smallint, n decimal(38, 4), d date, at timestamp, z timestamptz)",
        "insert into t values (1, 2.5, '2026-11-21', '9999-12-31 23:59:59.000001',"
        " '2026-11-21 10:00:00+02'), (null, null, null, null, null)",
        f"unload ('select * from t order by i') to '{place.url}/t_' {ROLE} format as parquet",
    )
    table = pq.read_table(io.BytesIO(place.read("t_0000_part_00.parquet")))
    assert [str(field.type) for field in table.schema] == [
        "int16",
        "decimal128(38, 4)",
        "date32[day]",
        "timestamp[us]",
        "timestamp[us]",
    ]
    assert str(table["at"][0]) == "9999-12-31 23:59:59.000001"
    assert str(table["z"][0]) == "2026-11-21 08:00:00"


def test_partition_by_makes_folders_and_drops_the_columns(unload: Run, place: Place) -> None:
    unload("csv partition by (venuestate, seats)", to="by")
    assert place.keys() == [
        "by/venuestate=OH/seats=0/0000_part_00",
        "by/venuestate=OH/seats=__HIVE_DEFAULT_PARTITION__/0000_part_00",
        "by/venuestate=__HIVE_DEFAULT_PARTITION__/seats=7/0000_part_00",
    ]
    assert place.read("by/venuestate=OH/seats=0/0000_part_00") == b"1,Pinewood Racetrack\n"


def test_include_keeps_the_partition_columns(unload: Run, place: Place) -> None:
    unload("csv partition by (venueid) include", "select venueid, seats from venue")
    assert place.read("out/venueid=4/0000_part_00") == b"4,7\n"


def test_manifest_lists_the_files(unload: Run, place: Place) -> None:
    unload("manifest")
    assert json.loads(place.read("out/manifest")) == {
        "entries": [{"url": f"{place.url}/out/0000_part_00"}]
    }


def test_manifest_verbose_counts_the_header(unload: Run, place: Place) -> None:
    unload("manifest verbose header")
    size = len(place.read("out/0000_part_00"))
    manifest = json.loads(place.read("out/manifest"))
    assert manifest["meta"] == {"content_length": size, "record_count": 4}
    assert manifest["entries"][0]["meta"] == manifest["meta"]
    assert manifest["author"]["name"] == "Amazon Redshift"
    assert [element["name"] for element in manifest["schema"]["elements"]] == [
        "venueid",
        "venuename",
        "venuestate",
        "seats",
    ]


def test_a_destination_that_is_not_empty_is_refused(unload: Run, place: Place) -> None:
    unload()
    with pytest.raises(redshift_connector.Error) as error:
        unload()
    assert "Specified unload destination on S3 is not empty" in message(error)


def test_allowoverwrite_leaves_other_files(unload: Run, place: Place) -> None:
    place.write("out/0000_part_00", "old")
    place.write("out/0001_part_00", "stale")
    unload("allowoverwrite", "select 1 as one")
    assert place.read("out/0000_part_00") == b"1\n"
    assert place.read("out/0001_part_00") == b"stale"


def test_cleanpath_removes_what_was_there(unload: Run, place: Place) -> None:
    place.write("out/0001_part_00", "stale")
    unload("cleanpath")
    assert place.keys() == ["out/0000_part_00"]


def test_cleanpath_of_partitions_leaves_those_without_new_files(unload: Run, place: Place) -> None:
    place.write("out/venueid=1/old", "stale")
    place.write("out/venueid=3/old", "kept")
    unload("cleanpath partition by (venueid)")
    assert place.keys() == [
        "out/venueid=1/0000_part_00",
        "out/venueid=2/0000_part_00",
        "out/venueid=3/old",
        "out/venueid=4/0000_part_00",
    ]


def test_cleanpath_deletes_nothing_when_the_query_fails(unload: Run, place: Place) -> None:
    place.write("out/kept", "kept")
    with pytest.raises(redshift_connector.Error, match="ivision by zero"):
        unload("cleanpath manifest", "select 1 / (venueid - 4) from venue")
    assert place.keys() == ["out/kept"]


def test_history_tells_of_success_and_failure(run: Run, unload: Run, place: Place) -> None:
    unload("gzip")
    [(query,)] = run("select pg_last_unload_id()")
    assert run("select pg_last_unload_count()") == [(3,)]
    assert run(
        "select status, file_format, compression_type, unloaded_rows, unloaded_files_count"
        f" from sys_unload_history where query_id = {query}"
    ) == [("completed", "Text", "gzip", 3, 1)]
    assert run(f"select line_count from sys_unload_detail where query_id = {query}") == [(3,)]
    assert run(f"select trim(path) from stl_unload_log where query = {query}") == [
        (f"{place.url}/out/0000_part_00.gz",)
    ]
    with pytest.raises(redshift_connector.Error):
        unload("gzip")
    assert run(
        "select status, unloaded_rows from sys_unload_history where query_id = pg_last_unload_id()"
    ) == [("aborted", 0)]


@pytest.mark.parametrize(
    ("options", "state", "text"),
    [
        ("kms_key_id 'k' encrypted", "0A000", "UNLOAD KMS_KEY_ID"),
        ("master_symmetric_key 'k' encrypted", "0A000", "UNLOAD MASTER_SYMMETRIC_KEY"),
        ("fixedwidth 'a:1'", "0A000", "UNLOAD FIXEDWIDTH"),
        ("parquet gzip", "42601", "GZIP is not supported with PARQUET"),
        ("json header", "42601", "HEADER is not supported with JSON"),
        ("cleanpath allowoverwrite", "42601", "ALLOWOVERWRITE is not supported with CLEANPATH"),
        ("maxfilesize 4 mb", "22023", "MAXFILESIZE must be between 5 MB"),
        ("gzip gzip", "42601", "conflicting or redundant options"),
        ("partition by (nothing)", "42703", 'column "nothing" does not exist'),
        (
            "partition by (venueid, venuename, venuestate, seats)",
            "0A000",
            "at least one column must be no partition column",
        ),
    ],
)
def test_what_unload_refuses(unload: Run, options: str, state: str, text: str) -> None:
    with pytest.raises(redshift_connector.Error) as error:
        unload(options)
    assert (sqlstate(error), text in message(error)) == (state, True)


@pytest.mark.parametrize("query", ["select * from venue limit 2", "select top 2 * from venue"])
def test_limit_is_for_nested_queries_only(unload: Run, place: Place, query: str) -> None:
    with pytest.raises(redshift_connector.Error, match="LIMIT not allowed"):
        unload("", query)
    unload("", f"select * from ({query}) as nested")
    assert place.keys() == ["out/0000_part_00"]


def test_maxfilesize_cuts_files(run: Run, place: Place) -> None:
    run("create table wide (a varchar(60000))", "insert into wide values (repeat('x', 60000))")
    for _ in range(9):
        run("insert into wide select * from wide")
    run(f"unload ('select * from wide') to '{place.url}/' {ROLE} maxfilesize 16 mb")
    assert place.keys() == ["0000_part_00", "0000_part_01"]


TEXTS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
    st.text("|,\\\"'\n\r\t n", max_size=6),
)
ROWS = st.lists(st.tuples(TEXTS, st.one_of(st.none(), st.integers(-9, 9))), max_size=6)


@pytest.mark.parametrize(
    ("unloaded", "loaded"),
    [
        ("csv null as '@NULL@'", "csv null as '@NULL@'"),
        ("escape null as '@NULL@'", "escape null as '@NULL@'"),
        ("json", "json 'auto'"),
        ("parquet", "parquet"),
        ("gzip addquotes escape null as '@NULL@'", "gzip removequotes escape null as '@NULL@'"),
    ],
)
@settings(
    max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(rows=ROWS)
def test_copy_loads_what_unload_wrote(
    run: Run,
    redshift: redshift_connector.Connection,
    place: Place,
    unloaded: str,
    loaded: str,
    rows: list[tuple[str | None, int | None]],
) -> None:
    run(
        "drop table if exists source",
        "drop table if exists target",
        "create table source (a varchar(64), b int)",
        "create table target (a varchar(64), b int)",
    )
    with redshift.cursor() as cursor:
        for row in rows:
            cursor.execute("insert into source values (%s, %s)", row)
    run(f"unload ('select * from source') to '{place.url}/x/' {ROLE} {unloaded} cleanpath")
    if place.keys("x/"):
        run(f"copy target from '{place.url}/x/' {ROLE} {loaded}")
    key = lambda row: (repr(row[0]), repr(row[1]))  # noqa: E731
    assert sorted(run("select * from target"), key=key) == sorted(rows, key=key)


_LETTERS = st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"])
_MOMENTS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1))
_PARTITIONED_ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.text(_LETTERS, max_size=9),
        st.none() | st.decimals(Decimal(-99999), Decimal(99999), places=2),
        st.none() | _MOMENTS,
        st.none() | st.booleans(),
        st.none() | st.sampled_from(["a", "a b", "1"]),
        st.none() | st.dates(date(1990, 1, 1), date(1990, 1, 3)),
    ),
    min_size=1,
    max_size=6,
)


@given(rows=_PARTITIONED_ROWS)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_partitioned_parquet_gives_the_same_rows_as_an_external_table(
    run: Run, lake: str, place: Place, rows: list[tuple[object, ...]]
) -> None:
    """r_UNLOAD, r_CREATE_EXTERNAL_TABLE"""
    name = f"t_{uuid.uuid4().hex[:8]}"
    columns = "n bigint, s varchar(36), d decimal(8, 2), ts timestamp, b boolean"
    keys = "k varchar(9), day date"
    run(f"create table {name} ({columns}, {keys})")
    literals = (
        "(" + ", ".join("null" if v is None else _literal(v) for v in row) + ")" for row in rows
    )
    run(f"insert into {name} values {', '.join(literals)}")

    run(
        f"unload ('select * from {name}') to '{place.url}/{name}/' {ROLE}"
        " format parquet partition by (k, day)"
    )
    run(
        f"create external table {lake}.{name} ({columns}) partitioned by ({keys})"
        f" stored as parquet location '{place.url}/{name}/'"
    )
    for k, day in {(row[5], row[6]) for row in rows}:
        values = ", ".join(
            f"{column}='{_HIVE_NULL if value is None else value}'"
            for column, value in (("k", k), ("day", day))
        )
        folder = f"{name}/{_folder('k', k)}/{_folder('day', day)}"
        run(f"alter table {lake}.{name} add partition ({values}) location '{place.url}/{folder}/'")

    assert sorted(run(f"select * from {lake}.{name}"), key=repr) == sorted(
        run(f"select * from {name}"), key=repr
    )


_HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"


def _literal(value: object) -> str:
    text = str(value).replace("\\", "\\\\").replace("'", "''")
    return text if isinstance(value, (bool, int, Decimal)) else f"'{text}'"


def _folder(column: str, value: object) -> str:
    return f"{column}={_HIVE_NULL if value is None else value}"
