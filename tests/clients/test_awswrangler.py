"""awswrangler.redshift: DataFrames in and out, by INSERT, COPY and UNLOAD through S3."""

from typing import Any

import awswrangler as wr
import pandas as pd  # type: ignore[import-untyped]
import pytest

ROLE = "arn:aws:iam::000000000000:role/redshift"


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame({"id": [1, 2, 3], "name": ["one", "zwölf", None]})


def rows(connection: Any, query: str) -> list[list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def test_to_sql_makes_the_table_and_appends(
    redshift: Any, schema: str, frame: pd.DataFrame
) -> None:
    for _ in range(2):
        wr.redshift.to_sql(frame, redshift, "t", schema, mode="append")

    assert rows(redshift, f"select count(*), count(name) from {schema}.t") == [[6, 4]]


def test_to_sql_overwrites(redshift: Any, schema: str, frame: pd.DataFrame) -> None:
    wr.redshift.to_sql(frame, redshift, "t", schema, mode="append")

    for method in ("drop", "truncate", "delete"):
        wr.redshift.to_sql(
            frame[:1], redshift, "t", schema, mode="overwrite", overwrite_method=method
        )
        assert rows(redshift, f"select * from {schema}.t") == [[1, "one"]]


def test_to_sql_upserts_by_the_primary_key_of_the_table(
    redshift: Any, schema: str, frame: pd.DataFrame
) -> None:
    wr.redshift.to_sql(frame, redshift, "t", schema, mode="append", primary_keys=["id"])
    newer = pd.DataFrame({"id": [3, 4], "name": ["three", "four"]})

    wr.redshift.to_sql(newer, redshift, "t", schema, mode="upsert")

    assert rows(redshift, f"select * from {schema}.t order by id") == [
        [1, "one"],
        [2, "zwölf"],
        [3, "three"],
        [4, "four"],
    ]


def test_queries_and_tables_are_read_as_frames(
    redshift: Any, schema: str, frame: pd.DataFrame
) -> None:
    wr.redshift.to_sql(frame, redshift, "t", schema, mode="append")

    table = wr.redshift.read_sql_table("t", redshift, schema=schema)
    query = wr.redshift.read_sql_query(
        f"select id, name from {schema}.t where id > %s order by id", redshift, params=[1]
    )

    assert sorted(table["id"]) == [1, 2, 3]
    assert query["name"].tolist()[0] == "zwölf"


def test_a_frame_is_copied_by_way_of_s3(
    redshift: Any, schema: str, frame: pd.DataFrame, bucket: str
) -> None:
    wr.redshift.copy(
        frame, f"s3://{bucket}/copied/", redshift, "t", schema, iam_role=ROLE, mode="append"
    )

    assert rows(redshift, f"select id, name from {schema}.t order by id") == [
        [1, "one"],
        [2, "zwölf"],
        [3, None],
    ]


def test_files_are_copied(redshift: Any, schema: str, frame: pd.DataFrame, bucket: str) -> None:
    folder = f"s3://{bucket}/files/"
    wr.s3.to_parquet(frame, folder, dataset=True)

    wr.redshift.copy_from_files(folder, redshift, "t", schema, iam_role=ROLE, mode="overwrite")

    assert rows(redshift, f"select count(*), max(name) from {schema}.t") == [[3, "zwölf"]]


def test_a_query_is_unloaded_and_read(redshift: Any, schema: str, bucket: str) -> None:
    query = "select 1 as id, 'it''s' as name union all select 2, null order by 1"

    frame = wr.redshift.unload(query, f"s3://{bucket}/unloaded/", redshift, iam_role=ROLE)

    assert frame["id"].tolist() == [1, 2]
    assert frame["name"].tolist()[0] == "it's"


def test_files_are_unloaded_by_partition(redshift: Any, schema: str, bucket: str) -> None:
    folder = f"s3://{bucket}/parts/"
    query = "select 1 as id, 'a' as part union all select 2, 'b'"

    wr.redshift.unload_to_files(
        query, folder, redshift, iam_role=ROLE, unload_format="PARQUET", partition_cols=["part"]
    )

    frame = wr.s3.read_parquet(folder, dataset=True)
    assert dict(zip(frame["part"].astype(str), frame["id"], strict=True)) == {"a": 1, "b": 2}
