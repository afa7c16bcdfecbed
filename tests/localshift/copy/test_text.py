"""COPY of delimited text and CSV.

AWS: copy-parameters-data-format, copy-parameters-data-conversion, r_COPY_command_examples.
"""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localshift.errors import SqlError
from tests.localshift.copy.conftest import Warehouse

TWO = ["a varchar(64)", "b varchar(64)"]


@pytest.mark.parametrize(
    ("options", "contents", "rows"),
    [
        pytest.param("", "1|x\n2|y\n", [("1", "x"), ("2", "y")], id="pipes"),
        pytest.param("", "1|x\n2|y", [("1", "x"), ("2", "y")], id="no last line feed"),
        pytest.param("", "1|x\r\n2|y\r\n", [("1", "x"), ("2", "y")], id="windows lines"),
        pytest.param("", "1|x|\n", [("1", "x")], id="closing delimiter"),
        pytest.param("", "|\n", [("", "")], id="empty fields are empty strings"),
        pytest.param("", "\\N|\\N \n", [(None, "\\N ")], id="the null string"),
        pytest.param("", "'x'|\"y\"\n", [("'x'", '"y"')], id="quotes are kept"),
        pytest.param("", "a\\b|c\\\n", [("a\\b", "c\\")], id="backslashes are kept"),
        pytest.param("", " x | y \n", [(" x ", " y ")], id="blanks are kept"),
        pytest.param("delimiter ','", "1,x\n", [("1", "x")], id="comma"),
        pytest.param("delimiter '\\t'", "1\tx\n", [("1", "x")], id="tab"),
        pytest.param("ignoreheader 1", "a|b\n1|x\n", [("1", "x")], id="header"),
        pytest.param("ignoreblanklines", "1|x\n\n2|y\n", [("1", "x"), ("2", "y")], id="blank"),
        pytest.param("null as 'n/a'", "n/a|\\N\n", [(None, "\\N")], id="another null string"),
        pytest.param("emptyasnull", "|x\n", [(None, "x")], id="empty as null"),
        pytest.param("null as ''", "|x\n", [(None, "x")], id="null as nothing"),
        pytest.param("blanksasnull", "  |x \n", [(None, "x ")], id="blanks as null"),
        pytest.param("trimblanks", " x  |y\n", [(" x", "y")], id="trim blanks"),
        pytest.param("fillrecord", "1\n2|x\n", [("1", ""), ("2", "x")], id="fill record"),
        pytest.param("escape", "1\\|2|x\\\\y\n", [("1|2", "x\\y")], id="escaped delimiter"),
        pytest.param("escape", "one\\\ntwo|x\n", [("one\ntwo", "x")], id="escaped line feed"),
        pytest.param("escape", "\\N|\\\\N\n", [(None, None)], id="escaped null"),
        pytest.param("removequotes", "'a|b'|\"it's\"\n", [("a|b", "it's")], id="remove quotes"),
        pytest.param("removequotes", "Blue'|' 'Black' '\n", [("Blue'", " 'Black' ")],
                     id="quotes within"),
        pytest.param("escape removequotes", "'a\\'b'|x\n", [("a'b", "x")], id="escaped quote"),
        pytest.param("csv", "1,x\n", [("1", "x")], id="csv"),
        pytest.param("csv", '"a, b","say ""hi"""\n', [("a, b", 'say "hi"')], id="csv quotes"),
        pytest.param("csv", '"two\nlines",x\ny,z\n', [("two\nlines", "x"), ("y", "z")],
                     id="csv line feed"),
        pytest.param("csv", ' "a" ,\t"b"\n', [("a", "b")], id="csv blanks around quotes"),
        pytest.param("csv", ' a , b\n', [(" a ", " b")], id="csv blanks without quotes"),
        pytest.param("csv", '"",\n', [("", "")], id="csv empty"),
        pytest.param("csv quote '%' delimiter '|'", '%a|b%|"c"\n', [("a|b", '"c"')],
                     id="csv with other marks"),
        pytest.param("csv ignoreheader 1", '"a",b"\n1,x\n', [("1", "x")], id="csv header"),
        pytest.param("csv delimiter '\\t'", '"a"\tb\n', [("a", "b")], id="csv tabs"),
        pytest.param("encoding utf16", "1|é\n".encode("utf-16"), [("1", "é")], id="utf-16"),
        pytest.param("acceptinvchars", b"a\xa4b|\xe4\xb8\n", [("a?b", "??")], id="not utf-8"),
        pytest.param("acceptinvchars '^'", b"\xff|x\n", [("^", "x")], id="not utf-8, marked"),
    ],
)  # fmt: skip
def test_fields(
    warehouse: Warehouse,
    options: str,
    contents: str | bytes,
    rows: list[tuple[str | None, str | None]],
) -> None:
    assert warehouse.load(TWO, contents, options) == rows


@pytest.mark.parametrize(
    ("options", "line", "code", "reason"),
    [
        ("", "1", 1214, "Delimiter not found"),
        ("", "1|x|y", 1202, "Extra column(s) found"),
        ("", "", 1211, "Input line contained no data"),
        ("csv", "1,x,", 1202, "Extra column(s) found"),
        ("csv", "1", 1214, "Delimiter not found"),
        ("csv", '1,"x" y', 1214, "Invalid quote formatting for CSV"),
        ("csv", '1,x"y"', 1214, "Invalid quote formatting for CSV"),
        ("csv", '1,"x', 1214, "Invalid quote formatting for CSV"),
        ("removequotes", "1|'x", 1214, "Delimiter not found"),
    ],
)
def test_line_that_is_no_row(
    warehouse: Warehouse, options: str, line: str, code: int, reason: str
) -> None:
    target = warehouse.create(*TWO)
    between = "," if "csv" in options else "|"
    url = warehouse.put("data", f"0{between}first\n{line}\n9{between}last\n")

    warehouse.copy(target, f"from '{url}' {options} maxerror 2")

    assert warehouse.rows(target) == [("0", "first"), ("9", "last")]
    (error,) = warehouse.errors()
    assert (error["line_number"], error["raw_line"]) == (2, line)
    assert (error["error_code"], error["error_message"]) == (code, reason)


def test_bytes_that_are_not_utf8_are_an_error_of_their_column(warehouse: Warehouse) -> None:
    with pytest.raises(SqlError, match="XX000"):
        warehouse.load(TWO, b"ok|ok\nok|a\xa4\n", "")

    (error,) = warehouse.errors()
    assert (error["line_number"], error["column_name"], error["error_code"]) == (2, "b", 1220)
    assert error["error_message"] == (
        "String contains invalid or unsupported UTF8 codepoints. "
        "Bad UTF8 hex sequence: a4 (error 3)"
    )


def test_one_column_may_be_empty(warehouse: Warehouse) -> None:
    assert warehouse.load(["a varchar(8)"], "\nx\n", "") == [("",), ("x",)]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None
)
@given(
    st.lists(
        st.tuples(
            *[st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6)] * 2
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_a_csv_writer_writes_is_loaded(
    warehouse: Warehouse, rows: list[tuple[str, str]]
) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)

    loaded = warehouse.load(["a varchar(99)", "b varchar(99)"], out.getvalue(), "csv null as '~~'")

    assert loaded == sorted(rows, key=lambda row: [text.encode() for text in row])
