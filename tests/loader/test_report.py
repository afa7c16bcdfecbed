from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader import report
from loader.errors import TerminalError
from loader.events import LandedFile
from loader.inbox import Depth
from loader.ledger import Load, QuarantinedFile, Refusal, Totals
from loader.run import Outcome, Run

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DIGIT = Refusal("Invalid digit, Value 'n', Pos 0, Type: Integer", 212, "station_id")


def files(count: int, size: int = 1024) -> list[LandedFile]:
    return [
        LandedFile("landing", f"bikes/part-{n}.gz", f"e{n}", None, size, "01", NOON)
        for n in range(count)
    ]


def test_a_load_is_told_in_one_line() -> None:
    load = Load("bikes", 318, NOON, files(50), rows=12345)

    assert report.landed(load) == "bikes: load 318: 50 files, 12,345 rows, 50.0 KB"


def test_one_is_no_plural() -> None:
    load = Load("bikes", 1, NOON, files(1, size=5), rows=1)

    assert report.landed(load) == "bikes: load 1: 1 file, 1 row, 5 B"


def test_a_refused_file_is_told_with_place_state_and_next_step() -> None:
    *loaded, bad = files(50)
    load = Load("bikes", 318, NOON, loaded, {bad: DIGIT})

    assert report.refused(load).splitlines() == [
        "loader: feed 'bikes': column 'station_id': Invalid digit, Value 'n', Pos 0, Type: Integer",
        "  file   s3://landing/bikes/part-49.gz, line 212",
        "  now    the file is quarantined; the other 49 landed as load 318",
        "  next   python -m loader quarantine retry bikes --load 318"
        "   (after the producer is mended)",
    ]


def test_of_many_refused_files_the_first_are_told_and_the_others_counted() -> None:
    load = Load("bikes", 318, NOON, [], dict.fromkeys(files(25), DIGIT))

    told = report.refused(load)

    assert told.count("  file   ") == 10
    assert "… and 15 files more: python -m loader --feed bikes quarantine" in told
    assert "load 318 landed nothing" in told


def test_an_error_says_what_now_and_what_next() -> None:
    error = TerminalError("it broke", now="nothing is lost", next_step="mend it")

    assert report.failed(error, "bikes").splitlines() == [
        "loader: feed 'bikes': it broke",
        "  now    nothing is lost",
        "  next   mend it",
    ]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome.EMPTY, "bikes: nothing to load"),
        (Outcome.PAUSED, "bikes: the feed is paused"),
        (Outcome.BUSY, "bikes: another loader is loading the feed"),
    ],
)
def test_a_run_without_loads_says_why(outcome: Outcome, told: str) -> None:
    assert report.ended(Run("bikes", outcome)) == told


def test_unreadable_messages_are_told_with_the_first_of_them() -> None:
    told = report.ended(Run("bikes", unreadable={"id-1": "no S3 event", "id-2": "neither"}))

    assert "2 messages of its queue cannot be read; the first, id-1, no S3 event" in told
    assert "dead-letter queue" in told


@given(st.text())
def test_nothing_that_steers_a_terminal_is_printed(text: str) -> None:
    assert report.printable(text).replace("\n", "").isprintable()


def test_ordinary_text_is_printed_as_it_is() -> None:
    assert report.printable("bikes/naïve 北京 🚲.gz") == "bikes/naïve 北京 🚲.gz"


def test_the_quarantine_lists_load_place_and_reason() -> None:
    (bad,) = files(1)

    told = report.quarantine("bikes", [QuarantinedFile(bad, 318, DIGIT)])

    assert "load 318  s3://landing/bikes/part-0.gz, line 212" in told
    assert "Invalid digit" in told
    assert report.quarantine("bikes", []) == "bikes: nothing is quarantined"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0 s ago"), (59, "59 s ago"), (300, "5 min ago"), (3 * 3600, "3 h ago")],
)
def test_status_tells_the_age_of_the_last_load(seconds: float, told: str) -> None:
    from rich.console import Console

    totals = {"bikes": Totals(318, NOON, seconds, 9000, 1_000_000)}
    depths = {"bikes": Depth(7, 2, None), "other": Depth(0, 0, 3)}
    table = report.status(depths, {"other"}, totals, {"bikes": 1}, depths)

    console = Console(width=200)
    with console.capture() as captured:
        console.print(table)
    _, bikes, other = (" ".join(line.split()) for line in captured.get().splitlines())

    assert bikes == f"bikes active 318 {told} 9,000 1,000,000 1 7 2 none"
    assert other == "other paused - never 0 0 0 0 0 3"
