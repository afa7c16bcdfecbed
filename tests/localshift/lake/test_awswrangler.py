"""awswrangler unloads from localshift and copies into it as it does with Redshift."""

from __future__ import annotations

from datetime import date

import pytest
import redshift_connector

from tests.localshift.conftest import Run
from tests.localshift.lake.conftest import Place

wr = pytest.importorskip("awswrangler")
pd = pytest.importorskip("pandas")

ROLE = "arn:aws:iam::000000000000:role/lake"


def test_unload_gives_a_frame(
    run: Run, redshift: redshift_connector.Connection, place: Place
) -> None:
    run(
        "create table t (a varchar(9), n int, d date)",
        "insert into t values ('ä', 1, '2026-11-21'), (null, 2, null)",
    )
    frame = wr.redshift.unload(
        "select * from t order by n", f"{place.url}/u/", redshift, iam_role=ROLE
    )
    assert frame["n"].tolist() == [1, 2]
    assert frame["d"].tolist() == [date(2026, 11, 21), None]
    assert place.keys("u/") == []


def test_copy_loads_a_frame(
    run: Run, redshift: redshift_connector.Connection, schema: str, place: Place
) -> None:
    frame = pd.DataFrame({"id": [1, 2], "name": ["x", "ä"], "value": [1.5, 2.5]})
    for mode in ("overwrite", "append"):
        wr.redshift.copy(
            frame, f"{place.url}/c/", redshift, "copied", schema, iam_role=ROLE, mode=mode
        )
    assert run("select count(*), sum(id), sum(value) from copied") == [(4, 6, 8.0)]


def test_a_data_set_of_glue_is_read(run: Run, lake: str, place: Place) -> None:
    frame = pd.DataFrame({"id": [1, 2, 3], "name": ["x", "y", None], "month": ["a", "a", "b"]})
    wr.s3.to_parquet(
        frame,
        f"{place.url}/frame/",
        dataset=True,
        database=lake,
        table="frame",
        partition_cols=["month"],
    )
    assert run(f"select id, name from {lake}.frame where month = 'a' order by id") == [
        (1, "x"),
        (2, "y"),
    ]
