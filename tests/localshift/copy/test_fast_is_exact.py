"""The fast reader gives what the exact one gives, or leaves the file to it."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localshift.copy.exact_json import by_paths
from localshift.copy.jsonpaths import parse_path
from localshift.copy.mapping import JsonMap
from localshift.copy.parsing import parse_copy
from localshift.copy.reading import Plan, take_exactly, take_fast
from localshift.copy.staging import StagedFile
from localshift.copy.statement import TargetColumn
from localshift.copy.workspace import Workspace
from localshift.python_functions import register
from localshift.types import DOUBLE, INTEGER, SUPER, numeric, varchar

FIELDS = {
    "$.t": TargetColumn("t", varchar(6)),
    "$.i": TargetColumn("i", INTEGER),
    "$.d": TargetColumn("d", numeric(8, 2)),
    "$.f": TargetColumn("f", DOUBLE),
    "$.s": TargetColumn("s", SUPER),
    "$": TargetColumn("whole", SUPER),
    "$.s[0]": TargetColumn("e", varchar(8)),
    "$.s.t": TargetColumn("n", varchar(8)),
}

_ATOMS = st.sampled_from(
    ["1", "1.50", "-0", "0", "1e2", "1E+2", "123456789012345678901", "0.1234567890123456789", "NaN",
     "-inf", "null", "true", '""', '"a"', '"1.5"', '"1.50"', '"-0"', r'"\u00e9"', r'"\""', '" 7 "',
     '"long enough"', "[ ]", "[1.0, null]", '{"t" :"x"}', "{}", "01", '"', "'a'", "[1,]"]
)  # fmt: skip
_KEYS = st.sampled_from(['"t"', '"i"', '"d"', '"f"', '"s"', '"s"', '"other"', '"T"', "t"])
_BLANK = st.sampled_from(["", "", " ", "\t"])
_MEMBERS = st.tuples(_KEYS, _BLANK, st.just(":"), _BLANK, _ATOMS).map("".join)
_OBJECTS = st.tuples(
    st.lists(_MEMBERS, max_size=4),
    st.sampled_from([",", ", ", " ,"]),
    st.sampled_from(["", "", ","]),
).map(lambda parts: "{" + parts[1].join(parts[0]) + parts[2] + "}")
_LINES = _OBJECTS | st.sampled_from(["", " ", "[1]", "7", "x", '{"t":"a"} {"t":"b"}', '{"t":'])


@pytest.fixture(scope="module")
def cursor() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    register(connection)
    return connection


def rows_of(workspace: Workspace) -> list[tuple[str, ...]]:
    query = f"select {workspace.values} from {workspace.table} order by all"
    rows = workspace.cursor.execute(query).fetchall()
    return [tuple(map(repr, row)) for row in rows]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(
    lines=st.lists(_LINES, min_size=1, max_size=3),
    paths=st.lists(st.sampled_from(list(FIELDS)), min_size=1, max_size=3, unique=True),
)
def test_rows_do_not_depend_on_the_reader(
    cursor: duckdb.DuckDBPyConnection, tmp_path: Path, lines: list[str], paths: list[str]
) -> None:
    steps = tuple(parse_path(path) for path in paths)
    copy = parse_copy("copy t from 's3://b/k' iam_role default json 'auto'")
    fields = tuple(FIELDS[path] for path in paths)
    plan = Plan(copy, fields, JsonMap(by_paths(steps), steps))
    path = tmp_path / "file"
    path.write_text("\n".join(lines))
    file = StagedFile("s3://b/k", path.stat().st_size, path)

    with Workspace(cursor, plan.converter) as fast:
        taken = take_fast(plan, [file], fast)
        fast_rows = rows_of(fast)
    with Workspace(cursor, plan.converter) as exact:
        count, errors = take_exactly(plan, file, exact, None)
        exact_rows = rows_of(exact)

    if taken:
        assert errors == []
        assert taken == {0: count}
        assert fast_rows == exact_rows
    else:
        assert fast_rows == []
