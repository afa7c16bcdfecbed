"""External tables: Glue and S3 behind a name that is queried. AWS: r_CREATE_EXTERNAL_TABLE."""

from __future__ import annotations

import gzip
import io
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import redshift_connector

from tests.localshift.conftest import Run, message, run_on, sqlstate
from tests.localshift.lake.conftest import ROLE, Place
from tests.servers import connect

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient


def parquet(**columns: object) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def csv_table(run: Run, lake: str, place: Place, columns: str, *more: str) -> str:
    """Make a table of comma-separated text at `t/` in the bucket; its name."""
    clauses = " ".join(more) or "stored as textfile"
    run(
        f"create external table {lake}.t ({columns}) row format delimited"
        f" fields terminated by ',' {clauses} location '{place.url}/t/'"
    )
    return f"{lake}.t"


def test_text_is_read_by_type(run: Run, lake: str, place: Place) -> None:
    columns = "i int, n decimal(5, 2), f float8, b boolean, d date, at timestamp, c varchar(3)"
    table = csv_table(run, lake, place, columns)
    place.write("t/1", "1,2.50,1e3,true,2017-05-01,2017-05-01 11:30:59.000000,äbcd\n,,,,,,\n")
    place.write("t/sub/2", "\\N,-1,.5,FALSE,may-01-2017,2017-05-01 11:30:59,\\N\r\n7\n")
    assert run(f"select * from {table} order by i, f") == [
        (
            1,
            Decimal("2.50"),
            1000.0,
            True,
            date(2017, 5, 1),
            datetime(2017, 5, 1, 11, 30, 59),
            "äb",
        ),
        (7, None, None, None, None, None, None),
        (
            None,
            Decimal("-1.00"),
            0.5,
            False,
            date(2017, 5, 1),
            datetime(2017, 5, 1, 11, 30, 59),
            None,
        ),
        (None, None, None, None, None, None, ""),
    ]


def test_a_text_that_is_no_value_is_refused_by_name(run: Run, lake: str, place: Place) -> None:
    table = csv_table(run, lake, place, "i int")
    place.write("t/1", "1\nn/a\n")
    with pytest.raises(redshift_connector.Error) as error:
        run(f"select * from {table}")
    assert sqlstate(error) == "0A000"
    assert "localshift does not implement a text that is no integer" in message(error)
    assert "'n/a' in column i of s3://" in message(error)


def test_file_that_is_overwritten_is_read_anew(run: Run, lake: str, place: Place) -> None:
    table = csv_table(run, lake, place, "i int")
    place.write("t/1", "1\n")
    place.write("t/2", "2\n")
    assert run(f"select sum(i) from {table}") == [(3,)]
    place.write("t/1", "7\n")
    assert run(f"select sum(i) from {table}") == [(9,)]


def test_file_is_read_as_the_table_of_the_moment_says(run: Run, lake: str, place: Place) -> None:
    table = csv_table(run, lake, place, "i int")
    place.write("t/1", "07\n")
    assert run(f"select i from {table}") == [(7,)]
    run(f"drop table {table}")
    csv_table(run, lake, place, "i varchar(4)")
    assert run(f"select i from {table}") == [("07",)]


def test_hidden_files_are_not_read(run: Run, lake: str, place: Place) -> None:
    table = csv_table(run, lake, place, "i int")
    for key in ("t/1", "t/.h", "t/_h", "t/#h", "t/h~", "t/", "t2/1"):
        place.write(key, "1\n" if key == "t/1" else "n/a\n")
    assert run(f"select * from {table}") == [(1,)]


def test_extension_tells_the_compression(run: Run, lake: str, place: Place) -> None:
    table = csv_table(run, lake, place, "i int")
    place.write("t/1.gz", gzip.compress(b"1\n"))
    place.write("t/2", "2\n")
    assert run(f"select sum(i) from {table}") == [(3,)]


def test_header_and_null_format_are_table_properties(run: Run, lake: str, place: Place) -> None:
    run(
        f"create external table {lake}.t (i int, a varchar(9)) row format delimited"
        f" fields terminated by ',' stored as textfile location '{place.url}/t/'"
        " table properties ('skip.header.line.count'='1', 'serialization.null.format'='-')"
    )
    place.write("t/1", "i,a\n1,-\n-,x\n")
    assert run(f"select * from {lake}.t order by i") == [(1, None), (None, "x")]


def test_open_csv_has_quotes(run: Run, lake: str, place: Place) -> None:
    run(
        f"create external table {lake}.t (i int, a varchar(99))"
        " row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'"
        " with serdeproperties ('wholeFile'='true')"
        f" stored as textfile location '{place.url}/t/'"
    )
    place.write("t/1", '1,"a, ""b""\nc"\n"2",d\n')
    assert run(f"select * from {lake}.t order by i") == [(1, 'a, "b"\nc'), (2, "d")]


def test_json_is_read_by_key(run: Run, lake: str, place: Place) -> None:
    run(
        f"create external table {lake}.t (id bigint, name varchar(9), n decimal(20, 2))"
        " row format serde 'org.openx.data.jsonserde.JsonSerDe'"
        f" stored as textfile location '{place.url}/t/'"
    )
    place.write(
        "t/1", '{"ID": 9007199254740993, "name": "ä", "n": 1.50, "x": [1]}\n{"name": null}\n'
    )
    assert run(f"select * from {lake}.t order by id") == [
        (9007199254740993, "ä", Decimal("1.50")),
        (None, None, None),
    ]


def test_parquet_is_read_by_name(run: Run, lake: str, place: Place) -> None:
    run(
        f"create external table {lake}.t (b varchar(2), a int, gone date)"
        f" stored as parquet location '{place.url}/t/'"
    )
    place.write("t/1.parquet", parquet(a=pa.array([1], pa.int32()), B=["xyz"]))
    assert run(f"select * from {lake}.t") == [("xy", 1, None)]


def test_parquet_of_another_type_is_an_error(run: Run, lake: str, place: Place) -> None:
    run(f"create external table {lake}.t (a int) stored as parquet location '{place.url}/t/'")
    place.write("t/1.parquet", parquet(a=["x"]))
    with pytest.raises(redshift_connector.Error, match="Spectrum Scan Error"):
        run(f"select * from {lake}.t")


@pytest.fixture
def sales(run: Run, lake: str, place: Place) -> str:
    """A table with three partitions; the files of the last are not what the table says."""
    run(
        f"create external table {lake}.sales (id int) partitioned by (month varchar(10), n int)"
        f" row format delimited stored as textfile location '{place.url}/sales/'"
    )
    parts = [("2008-01", "1", "1\n2\n"), ("2008-02", "2", "3\n"), ("2008-03", "3", "broken\n")]
    for month, number, text in parts:
        place.write(f"sales/{month}/file", text)
        run(
            f"alter table {lake}.sales add if not exists partition(month='{month}', n={number})"
            f" location '{place.url}/sales/{month}/'"
        )
    return f"{lake}.sales"


@pytest.mark.parametrize(
    "condition",
    [
        "month = '2008-02'",
        "month in ('2008-02', '2007-01')",
        "n = 2",
        "n > 1 and n < 3",
        "month between '2008-02' and '2008-02z'",
    ],
)
def test_only_partitions_that_are_asked_for_are_read(run: Run, sales: str, condition: str) -> None:
    assert run(f"select id, month, n from {sales} where {condition}") == [(3, "2008-02", 2)]
    with pytest.raises(redshift_connector.Error, match="is no integer"):
        run(f"select * from {sales}")


def test_conditions_reach_through_ctes_and_views(run: Run, schema: str, sales: str) -> None:
    query = f"with source as (select * from {sales}) select * from source where month < '2008-02'"
    assert run(f"select count(*) from ({query}) as q") == [(2,)]
    run(f"create view {schema}.late as select * from {sales} with no schema binding")
    assert run(f"select id from {schema}.late where n = 2") == [(3,)]


def test_bound_views_of_external_tables_are_refused(run: Run, sales: str) -> None:
    with pytest.raises(redshift_connector.Error, match="WITH NO SCHEMA BINDING"):
        run(f"create view v as select * from {sales}")


def test_pseudocolumns_are_named_to_be_seen(run: Run, sales: str, place: Place) -> None:
    assert run(f'select distinct "$path", "$size" from {sales} where n = 1') == [
        (f"{place.url}/sales/2008-01/file", 4)
    ]


def test_partitions_are_moved_and_dropped(run: Run, sales: str, place: Place) -> None:
    place.write("elsewhere/1", "9\n")
    run(
        f"alter table {sales} partition(n=3, month='2008-03')"
        f" set location '{place.url}/elsewhere/'",
        f"alter table {sales} drop partition(month='2008-01', n=1)",
    )
    assert run(f"select id from {sales} order by id") == [(3,), (9,)]
    assert place.keys("sales/2008-01/") == ["sales/2008-01/file"]
    with pytest.raises(redshift_connector.Error) as error:
        run(f"alter table {sales} add partition(month='2008-02', n=2) location '{place.url}/x/'")
    assert sqlstate(error) == "42710"


def test_columns_and_properties_are_altered(run: Run, lake: str, place: Place) -> None:
    table = csv_table(run, lake, place, "a int, b int")
    place.write("t/1", "h,h,h\n1,2,3\n")
    run(
        f"alter table {table} set table properties ('skip.header.line.count'='1')",
        f"alter table {table} rename column b to c",
        f"alter table {table} add column d int",
    )
    assert run(f"select a, c, d from {table}") == [(1, 2, 3)]
    run(f"alter table {table} drop column a", f"alter table {table} set location '{place.url}/u/'")
    place.write("u/1", "h\n7,8\n")
    assert run(f"select * from {table}") == [(7, 8)]


def test_insert_writes_files_and_registers_partitions(run: Run, lake: str, place: Place) -> None:
    run(
        f"create external table {lake}.p (a varchar(9), n decimal(8, 2)) partitioned by (d date)"
        f" stored as parquet location '{place.url}/p/' table properties ('numRows'='0')"
    )
    run(f"insert into {lake}.p select 'x', 1.5, date '2026-11-21' union all select null, 2, null")
    run(f"insert into {lake}.p select 'y', 3, date '2026-11-21'")
    assert run(f"select * from {lake}.p order by n") == [
        ("x", Decimal("1.50"), date(2026, 11, 21)),
        (None, Decimal("2.00"), None),
        ("y", Decimal("3.00"), date(2026, 11, 21)),
    ]
    assert len(place.keys("p/d=2026-11-21/")) == 2
    assert run(
        f"select values from svv_external_partitions where schemaname = '{lake}' order by values"
    ) == [('["2026-11-21"]',), ('["__HIVE_DEFAULT_PARTITION__"]',)]
    assert run(f"select parameters from svv_external_tables where schemaname = '{lake}'")[0][
        0
    ].count('"numRows":"3"')


def test_insert_writes_text(run: Run, lake: str, place: Place) -> None:
    table = csv_table(run, lake, place, "a int, b varchar(9)")
    run(f"insert into {table} select 1, null union all select 2, 'x'")
    assert run(f"select * from {table} order by a") == [(1, None), (2, "x")]


def test_external_tables_are_listed_with_the_others(run: Run, lake: str, place: Place) -> None:
    """r_SVV_TABLES, r_SVV_COLUMNS: those of local and external catalogs"""
    csv_table(run, lake, place, "a int, b varchar(9)")

    assert run(f"select table_name, table_type from svv_tables where table_schema = '{lake}'") == [
        ("t", "EXTERNAL TABLE")
    ]
    assert run(
        "select column_name, data_type, character_maximum_length from svv_columns"
        f" where table_schema = '{lake}' order by ordinal_position"
    ) == [("a", "integer", None), ("b", "character varying", 9)]


def test_create_external_table_as_derives_columns(run: Run, lake: str, place: Place) -> None:
    run(
        "create table l (k int, mode varchar(10), d date, p bigint)",
        "insert into l values (1, 'AIR', '1992-01-02', 5), (2, 'SHIP', '1992-01-03', 6)",
        f"create external table {lake}.c partitioned by (d, mode) stored as parquet"
        f" location '{place.url}/c/' as select k, mode, d, p from l",
    )
    assert run(f"select * from {lake}.c where mode = 'AIR'") == [(1, 5, date(1992, 1, 2), "AIR")]
    assert run(
        "select columnname, external_type, columnnum, part_key from svv_external_columns"
        f" where schemaname = '{lake}' order by columnnum"
    ) == [
        ("k", "int", 1, 0),
        ("p", "bigint", 2, 0),
        ("d", "date", 3, 1),
        ("mode", "varchar(10)", 4, 2),
    ]
    with pytest.raises(redshift_connector.Error, match="not empty"):
        run(
            f"create external table {lake}.again stored as parquet location '{place.url}/c/'"
            " as select 1 as a"
        )


def test_tables_that_others_made_are_read(
    run: Run, lake: str, place: Place, glue: GlueClient
) -> None:
    glue.create_table(
        DatabaseName=lake,
        TableInput={
            "Name": "crawled",
            "Parameters": {"classification": "parquet"},
            "StorageDescriptor": {
                "Columns": [{"Name": "id", "Type": "bigint"}, {"Name": "name", "Type": "string"}],
                "Location": f"{place.url}/crawled",
                "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                "SerdeInfo": {
                    "SerializationLibrary": (
                        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
                    )
                },
            },
        },
    )
    place.write("crawled/1.parquet", parquet(id=[1], name=["x"]))
    assert run(f"select * from {lake}.crawled") == [(1, "x")]
    assert run(
        f"select table_name, table_type from svv_all_tables where schema_name = '{lake}'"
    ) == [("crawled", "EXTERNAL TABLE")]
    assert run(
        "select column_name, data_type, character_maximum_length from svv_all_columns"
        f" where schema_name = '{lake}' order by ordinal_position"
    ) == [("id", "bigint", None), ("name", "character varying", 65535)]


def test_joins_with_local_tables(run: Run, sales: str) -> None:
    run("create table names (id int, name varchar(9))", "insert into names values (3, 'three')")
    assert run(f"select name from {sales} as s join names on names.id = s.id where n = 2") == [
        ("three",)
    ]
    run(f"create table copied as select * from {sales} where n = 2")
    assert run("select month from copied") == [("2008-02",)]


def test_drop_forgets_the_table_and_keeps_the_files(run: Run, sales: str, place: Place) -> None:
    run(f"drop table {sales}")
    with pytest.raises(redshift_connector.Error) as error:
        run(f"select * from {sales}")
    assert sqlstate(error) == "42P01"
    run(f"drop table if exists {sales}")
    assert len(place.keys("sales/")) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "create external table {lake}.n (a int) stored as parquet location 's3://b/n/'",
        "drop table {sales}",
        "alter table {sales} drop partition(month='2008-01', n=1)",
        "insert into {sales} select 1, 'x', 1",
    ],
)
def test_external_tables_are_not_changed_in_a_block(
    run: Run, lake: str, sales: str, statement: str
) -> None:
    run("begin")
    with pytest.raises(redshift_connector.Error) as error:
        run(statement.format(lake=lake, sales=sales))
    assert sqlstate(error) == "25001"


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        ("update {sales} set id = 1", "0A000"),
        ("delete from {sales}", "0A000"),
        ("copy {sales} from 's3://b/x' iam_role default", "0A000"),
        ("grant select on {sales} to public", "0A000"),
        ("create table {lake}.local (a int)", "0A000"),
        (
            "create external table {lake}.sales (a int) stored as parquet location 's3://b/'",
            "42P07",
        ),
        ("create external table {lake}.n (a super) stored as parquet location 's3://b/'", "0A000"),
        ("create external table {lake}.n (a int) stored as orc location 's3://b/'", "0A000"),
        (
            "create external table {lake}.n (a int) partitioned by (a int) stored as parquet"
            " location 's3://b/'",
            "42701",
        ),
        ("insert into {sales} select 1 limit 1", "0A000"),
        ("insert into {sales} select 1", "42601"),
        ("select * from {lake}.missing", "42P01"),
    ],
)
def test_what_external_tables_refuse(
    run: Run, lake: str, sales: str, statement: str, state: str
) -> None:
    with pytest.raises(redshift_connector.Error) as error:
        run(statement.format(lake=lake, sales=sales))
    assert sqlstate(error) == state


def test_unload_by_partition_is_read_as_an_external_table(
    run: Run, lake: str, place: Place
) -> None:
    run(
        "create table source (a varchar(20), n int, d date)",
        "insert into source values ('x|\"y', 1, '2026-11-21'), (null, 2, '2026-11-21'),"
        " ('ä\n', null, null)",
        f"unload ('select * from source') to '{place.url}/u' {ROLE} parquet partition by (d)",
        f"create external table {lake}.u (a varchar(20), n int) partitioned by (d date)"
        f" stored as parquet location '{place.url}/u/'",
    )
    for folder in ("2026-11-21", "__HIVE_DEFAULT_PARTITION__"):
        run(
            f"alter table {lake}.u add partition(d='{folder}') location '{place.url}/u/d={folder}/'"
        )
    assert sorted(map(repr, run(f"select * from {lake}.u"))) == sorted(
        map(repr, run("select * from source"))
    )


def test_usage_of_the_schema_is_what_a_reader_needs(
    run: Run, lake: str, sales: str, schema: str, localshift: dict[str, str]
) -> None:
    user = f"{schema}_reader"
    run(f"create user {user} password 'Secret123'")
    with closing(connect(localshift["REDSHIFT_PORT"], user, "Secret123")) as reader:
        with pytest.raises(redshift_connector.Error, match="permission denied for schema"):
            run_on(reader, f"select id from {sales} where n = 2")
        run(f"grant usage on schema {lake} to {user}")
        assert run_on(reader, f"select id from {sales} where n = 2") == [(3,)]
        with pytest.raises(redshift_connector.Error, match="must be owner of schema"):
            run_on(reader, f"drop table {sales}")
    run(f"revoke usage on schema {lake} from {user}", f"drop user {user}")


def test_many_partitions_are_read_side_by_side(run: Run, lake: str, place: Place) -> None:
    run(
        f"create external table {lake}.m (a bigint, s varchar(9)) partitioned by (p int)"
        f" stored as parquet location '{place.url}/m/'",
    )
    for number in range(12):
        body = parquet(a=list(range(100)), s=[str(value) for value in range(100)])
        place.write(f"m/p={number}/1.parquet", body)
    added = [f"partition(p={n}) location '{place.url}/m/p={n}/'" for n in range(12)]
    run(f"alter table {lake}.m add {' '.join(added)}")
    assert run(
        f"select count(*), count(distinct one.s), count(distinct one.p) from {lake}.m as one"
        f" join {lake}.m as other on one.p = other.p and one.a = other.a"
    ) == [(1200, 100, 12)]
