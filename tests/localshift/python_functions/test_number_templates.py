from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.errors import SqlError
from localshift.python_functions.number_templates import to_char, to_number

PARTS = ["9", "0", ".", ",", "D", "G", "S", "MI", "PL", "SG", "PR", "L", "TH", "FM", '"text"', " "]


@pytest.mark.parametrize(
    ("number", "template", "text"),
    [
        ("12", "999", "  12"),
        ("-12", "999", " -12"),
        ("0", "999", "   0"),
        ("0.1", "99.99", "   .10"),
        ("-0.1", "99.99", "  -.10"),
        ("0.1", "0.9", " 0.1"),
        ("148.5", "FM999.999", "148.5"),
        ("148.5", "FM999.990", "148.500"),
        ("125", "FM999.99", "125."),
        ("12", "9990999.9", "    0012.0"),
        ("485", "9,999", "   485"),
        ("1485", "9,999", " 1,485"),
        ("-485", "999S", "485-"),
        ("12", "S999", " +12"),
        ("12", "999MI", " 12 "),
        ("-485", "9SG99", "4-85"),
        ("485", "999PR", " 485 "),
        ("2.5", "9", " 3"),
        ("1234", "999", " ###"),
        ("482", "999th", " 482nd"),
        ("111", "999TH", " 111TH"),
        ("-485.8", '"Pre:"999" Post:" .999', "Pre:-485 Post: .800"),
        ("4000", "RN", "#" * 15),
        ("1e300", "9D99", " #.##"),
    ],
)
def test_number_by_a_template(number: str, template: str, text: str) -> None:
    assert to_char(number, template) == text


@pytest.mark.parametrize("template", ["9.9EEEE", "99V9", "B99"])
def test_pattern_that_is_not_documented_is_refused(template: str) -> None:
    with pytest.raises(SqlError, match="localshift does not implement the numeric format"):
        to_char("1", template)


@pytest.mark.parametrize("text", ["", "abc", "1234", "1.234", "--1", "<1", "1e2", "٣"])
def test_text_that_does_not_fit_the_template_is_an_error(text: str) -> None:
    with pytest.raises(SqlError, match="invalid input syntax"):
        to_number(text, "999D99")


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-99999, max_value=99999, places=2)
)
def test_number_is_read_as_it_was_written(number: Decimal) -> None:
    for template in ("99999D99S", "S99G999D00", "L99G990D99PR", "SG00000.00"):
        assert Decimal(to_number(to_char(str(number), template), template)) == number


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18),
    st.lists(st.sampled_from(PARTS), max_size=12).map("".join),
)
def test_any_template_writes_or_is_told(number: Decimal, template: str) -> None:
    try:
        assert isinstance(to_char(str(number), template), str)
    except SqlError as error:
        assert "multiple decimal points" in error.message or "has no digits" in error.message
