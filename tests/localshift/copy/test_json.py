"""COPY ... JSON: which element of a document becomes which value.

AWS: copy-parameters-data-format, copy-usage_notes-copy-from-json.
"""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localshift.errors import SqlError
from tests.localshift.copy.conftest import Warehouse

EVENT = (
    '{"bikeid": 17, "activity_timestamp": "2026-11-21 08:15:00", "activity_type": "start", '
    '"station_latitude": 40.71117416, "station_name": "St Marks Pl & 1 Ave"}\n'
)


def test_each_line_is_a_row_typed_by_its_columns(warehouse: Warehouse) -> None:
    target = warehouse.create(
        "bikeid integer",
        "activity_timestamp timestamp",
        "activity_type varchar(16)",
        "station_latitude decimal(10,8)",
        "station_name varchar(256)",
    )
    url = warehouse.put("events.gz", EVENT * 3)

    outcome = warehouse.copy(target, f"from '{url}' format json 'auto' gzip")

    assert outcome.rows_loaded == 3
    assert warehouse.rows(target) == 3 * [
        (17, datetime(2026, 11, 21, 8, 15), "start", Decimal("40.71117416"), "St Marks Pl & 1 Ave")
    ]


@pytest.mark.parametrize(
    ("contents", "rows"),
    [
        pytest.param('{"a":1}\n{"a":2}\n', [("1",), ("2",)], id="one to a line"),
        pytest.param('{"a":1} {"a":2}{"a":3}', [("1",), ("2",), ("3",)], id="several to a line"),
        pytest.param('{\n "a"\n:\n1\n}\n\n{"a":2}', [("1",), ("2",)], id="over lines"),
        pytest.param('\n\n{"a":1}\n  \n\t{"a":2}  \n', [("1",), ("2",)], id="blanks between"),
        pytest.param('{"a":1}\r\n{"a":2}\r\n', [("1",), ("2",)], id="windows lines"),
        pytest.param('{"a":null}\n{"b":1}\n', [(None,), (None,)], id="null and missing"),
        pytest.param('{"A":1}', [(None,)], id="keys have their case"),
        pytest.param('{"a":1,"x":{"a":2}}', [("1",)], id="first level only"),
        pytest.param('{"a":""}', [("",)], id="empty string"),
        pytest.param('{"a":true}\n{"a":false}', [("false",), ("true",)], id="booleans"),
        pytest.param('{"a":"null"}', [("null",)], id="the word null"),
        pytest.param('{"a":1.10}', [("1.10",)], id="a number keeps its text"),
        pytest.param('{"a":-0}', [("-0",)], id="minus zero"),
        pytest.param('{"a":1E2}', [("1E2",)], id="an exponent"),
        pytest.param('{"a":"1.10"}', [("1.10",)], id="a string like a number"),
        pytest.param('{"a":"1.1", "b":1.10}', [("1.1",)], id="a string beside a number"),
        pytest.param(f'{{"a":{2**70}}}', [(str(2**70),)], id="a long integer"),
        pytest.param('{"a":{"x": 1.50, "y":[ ]}}', [('{"x":1.50,"y":[]}',)], id="an object"),
        pytest.param('{"a":[1, "é", null]}', [('[1,"é",null]',)], id="an array"),
        pytest.param(r'{"a":"tab\t, line\n, \\ and \u00e9"}', [("tab\t, line\n, \\ and é",)],
                     id="escapes"),
        pytest.param(r'{"a":"\ud83d\ude00"}', [("😀",)], id="a pair of escapes"),
        pytest.param('{"a":"a, }, ] and nan, inf ]"}', [("a, }, ] and nan, inf ]",)],
                     id="a string like malformed json"),
    ],
)  # fmt: skip
def test_text_of_a_value(
    warehouse: Warehouse, contents: str, rows: list[tuple[str | None]]
) -> None:
    assert warehouse.load(["a varchar(64)"], contents, "json 'auto'") == rows


def test_keys_match_in_any_case_with_ignorecase(warehouse: Warehouse) -> None:
    rows = warehouse.load(
        ["stationname varchar(8)"], '{"StationName":"x"}\n{"stationname":"y"}',
        "json 'auto ignorecase'",
    )  # fmt: skip

    assert rows == [("x",), ("y",)]


def test_jsonpaths_lead_to_nested_elements(warehouse: Warehouse) -> None:
    target = warehouse.create("id integer", "title varchar(16)", "first integer", "doc varchar(99)")
    paths = warehouse.put(
        "paths.json", """{"jsonpaths": ["$.id", "$.book.title", "$.rest[0]", "$.rest"]}"""
    )
    url = warehouse.put(
        "books", '{"id":1,"book":{"title":"Emma"},"rest":[7,8]}\n{"id":2,"rest":[9]}'
    )

    warehouse.copy(target, f"from '{url}' json '{paths}'")

    assert warehouse.rows(target) == [(1, "Emma", 7, "[7,8]"), (2, None, 9, "[9]")]


def test_jsonpaths_in_brackets_read_arrays(warehouse: Warehouse) -> None:
    target = warehouse.create("id integer", "title varchar(16)")
    paths = warehouse.put("paths.json", """{"jsonpaths": ["$[0]", "$[1]"]}""")
    url = warehouse.put("books", '[1,"Emma"]\n[2,"Persuasion"]\n')

    warehouse.copy(target, f"from '{url}' json '{paths}'")

    assert warehouse.rows(target) == [(1, "Emma"), (2, "Persuasion")]


def test_jsonpaths_of_another_key_are_ignored(warehouse: Warehouse) -> None:
    target = warehouse.create("id integer")
    paths = warehouse.put("paths.json", """{"paths": ["$.x"]}""")
    url = warehouse.put("ids", '{"id":1,"x":2}')

    warehouse.copy(target, f"from '{url}' json '{paths}'")

    assert warehouse.rows(target) == [(1,)]


def test_missing_array_element_is_an_error(warehouse: Warehouse) -> None:
    target = warehouse.create("id integer")
    paths = warehouse.put("paths.json", """{"jsonpaths": ["$.ids[1]"]}""")
    url = warehouse.put("ids", '{"ids":[1,2]}\n{"ids":[1]}')

    with pytest.raises(SqlError, match="XX000"):
        warehouse.copy(target, f"from '{url}' json '{paths}'")

    (error,) = warehouse.errors()
    reason = "Invalid JSONPath format: Not an array or index out of range."
    assert (error["line_number"], error["error_message"]) == (2, reason)


@pytest.mark.parametrize(
    "paths",
    [
        "no json",
        "[]",
        '{"jsonpaths": "$.a"}',
        '{"jsonpaths": [""]}',
        '{"jsonpaths": [1]}',
        '{"jsonpaths": ["$.a", "$[\'b\']"]}',
        '{"jsonpaths": ["$.*"]}',
        '{"jsonpaths": ["$..a"]}',
        '{"jsonpaths": ["$.a"]}',
    ],
)
def test_jsonpaths_that_do_not_fit_are_refused(warehouse: Warehouse, paths: str) -> None:
    target = warehouse.create("a integer", "b integer")
    url = warehouse.put("data", '{"a":1,"b":2}')
    paths_url = warehouse.put("paths.json", paths)

    with pytest.raises(SqlError, match="XX000"):
        warehouse.copy(target, f"from '{url}' json '{paths_url}'")


def test_super_takes_the_value_and_noshred_the_document(warehouse: Warehouse) -> None:
    contents = '{"a":"x","b":{"c":[1.10,"y"]}}'

    shredded = warehouse.load(["a super", "b super"], contents, "json 'auto'")
    whole = warehouse.load(["doc super"], contents, "json 'noshred'")

    assert shredded == [('"x"', '{"c":[1.10,"y"]}')]
    assert whole == [(contents,)]


def test_column_left_out_of_the_list_gets_its_default(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer", "b integer", "c integer", b={"default_sql": "40 + 2"})
    url = warehouse.put("data", '{"a":1,"b":2,"c":3}\n{"c":4}')

    warehouse.copy(target, f"(c, a) from '{url}' json 'auto'")

    assert warehouse.rows(target) == [(1, 42, 3), (None, 42, 4)]


def test_header_lines_are_skipped(warehouse: Warehouse) -> None:
    rows = warehouse.load(["a integer"], 'made by hand\n{"a":1}', "json 'auto' ignoreheader 1")

    assert rows == [(1,)]


@pytest.mark.parametrize(
    "line",
    [
        '{"a":1,}',
        '{"a":1 , }',
        '{"a":[1,]}',
        '{"a":NaN}',
        '{"b":[ -Infinity ]}',
        '{"b":[1, nan ]}',
        '{"a":01}',
        '{"a":+1}',
        '{"a":1.}',
        "{'a':1}",
        '{"a":1',
        '{"a":"x',
        '{"a":1}}',
        '{"a":1},',
        '{"a" 1}',
        '{"a":tru}',
        '[{"a":1}',
        "17",
        '"a"',
        "a",
        "\ufeff{}",
        '{"a":1} // note',
    ],
)
def test_malformed_line_is_an_error_of_its_own(warehouse: Warehouse, line: str) -> None:
    target = warehouse.create("a varchar(8)")
    url = warehouse.put("data", f'{{"a":"first"}}\n{line}\n{{"a":"last"}}\n')

    outcome = warehouse.copy(target, f"from '{url}' json 'auto' maxerror 2")

    assert ("first",) in warehouse.rows(target)
    assert ("last",) in warehouse.rows(target)
    assert outcome.errors == 1
    (error,) = warehouse.errors()
    assert error["line_number"] == 2
    assert error["error_message"] == "Invalid value."


@pytest.mark.parametrize("document", ["[1]", '["a"]'])
def test_array_has_no_keys(warehouse: Warehouse, document: str) -> None:
    with pytest.raises(SqlError, match="XX000"):
        warehouse.load(["a integer"], document, "json 'auto'")

    (error,) = warehouse.errors()
    assert error["error_message"] == "Invalid JSONPath format: Member is not an object."


def test_line_of_an_error_is_the_last_of_its_object(warehouse: Warehouse) -> None:
    contents = '{"a":1}\n{\n "a":\n"x"\n}\n{"a":2}'

    with pytest.raises(SqlError, match="XX000"):
        warehouse.load(["a integer"], contents, "json 'auto'")

    assert warehouse.errors()[0]["line_number"] == 5


def test_lines_are_counted_past_a_malformed_one(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")
    url = warehouse.put("data", '{"a":1}\n{"a":\n{"a":3}\n\n{"a":"x"}\n{"a":[\n\n{"a":8}\n')

    warehouse.copy(target, f"from '{url}' json 'auto' maxerror 9")

    assert warehouse.rows(target) == [(1,), (3,), (8,)]
    assert [error["line_number"] for error in warehouse.errors()] == [2, 5, 6]


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False, places=3).map(float) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def as_text(value: Any) -> str | None:
    """What a VARCHAR column holds of a value."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None
)
@given(
    values=st.lists(_VALUES, min_size=1, max_size=5),
    indent=st.sampled_from([None, None, 1]),
    escaped=st.booleans(),
    blank=st.sampled_from(["", " "]),
)
def test_any_json_arrives_as_it_was_written(
    warehouse: Warehouse, values: list[Any], indent: int | None, escaped: bool, blank: str
) -> None:
    contents = "\n".join(
        json.dumps({"n": number, "a": value}, indent=indent, ensure_ascii=escaped,
                   separators=("," + blank, ":" + blank))
        for number, value in enumerate(values)
    )  # fmt: skip

    rows = warehouse.load(["n integer", "a varchar(65535)"], contents, "json 'auto'")

    assert rows == [(number, as_text(value)) for number, value in enumerate(values)]
