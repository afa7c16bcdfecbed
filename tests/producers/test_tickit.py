"""The files of TICKIT: what always holds, what is odd on purpose, what the real files replace."""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.__main__ import cli
from producers.tickit.facts import unpadded
from producers.tickit.generate import generate
from tests.dbt.tickit_figures import COLUMNS, LIKES, raw

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Rows = Mapping[str, list[dict[str, str]]]

MONTHS = [f"2020-{month:02}" for month in range(1, 13)]
SMALL = 0.001
# AWS, "Sample database": the lengths of char and varchar columns.
LENGTHS = {
    "catgroup": 10, "catname": 10, "catdesc": 50, "day": 3, "month": 5, "qtr": 5, "eventname": 200,
    "venuename": 100, "venuecity": 30, "venuestate": 2, "username": 8, "firstname": 30,
    "lastname": 30, "city": 30, "state": 2, "email": 100, "phone": 14,
}  # fmt: skip


@cache
def tickit(seed: int, scale: float) -> Rows:
    """The rows that are generated."""
    with TemporaryDirectory() as directory:
        generate(Path(directory), seed=seed, scale=scale)
        return rows_below(Path(directory))


def rows_below(directory: Path) -> Rows:
    return {table: list(raw(directory, table)) for table in COLUMNS}


def contents(directory: Path) -> dict[str, bytes]:
    files = (path for path in directory.rglob("*") if path.is_file())
    return {f"{path.relative_to(directory)}": path.read_bytes() for path in files}


def by(column: str, rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {row[column]: row for row in rows}


def sold_at(sale: dict[str, str]) -> datetime:
    return datetime.strptime(sale["saletime"], "%m/%d/%Y %H:%M:%S")


def producers(*arguments: str | float | Path) -> Result:
    return CliRunner().invoke(cli, ["tickit", *map(str, arguments)])


any_tickit = st.builds(tickit, st.integers(), st.floats(0.00001, 0.002))
few = settings(max_examples=25, deadline=None)


def test_scale_1_has_as_many_rows_as_the_real_files(tmp_path: Path) -> None:
    generate(tmp_path, seed=1, scale=1)

    lines: Counter[str] = Counter()
    for name, held in contents(tmp_path).items():
        text = gzip.decompress(held) if name.endswith(".gz") else held
        lines[name.partition("/")[0]] += text.count(b"\n")
    assert lines == {
        "category": 11,
        "date": 365,
        "event": 8_798,
        "venue": 202,
        "user": 49_990,
        "listing": 192_497,
        "sale": 172_456,
    }


def test_scale_makes_users_events_listings_and_sales_fewer() -> None:
    assert {table: len(rows) for table, rows in tickit(1, 0.01).items()} == {
        "category": 11,
        "date": 365,
        "event": 88,
        "venue": 202,
        "user": 500,
        "listing": 1_925,
        "sale": 1_725,
    }


@few
@given(any_tickit)
def test_ids_are_unique_and_known(made: Rows) -> None:
    ids = {table: [row[COLUMNS[table][0]] for row in rows] for table, rows in made.items()}
    assert [table for table, held in ids.items() if len(set(held)) != len(held)] == []

    references = {
        "event": {"venueid": "venue", "catid": "category", "dateid": "date"},
        "listing": {"sellerid": "user", "eventid": "event", "dateid": "date"},
        "sale": {"listid": "listing", "buyerid": "user", "dateid": "date"},
    }
    for table, columns in references.items():
        for column, other in columns.items():
            assert {row[column] for row in made[table]} <= set(ids[other]), (table, column)


@few
@given(any_tickit)
def test_sale_has_the_seller_and_the_event_of_its_listing(made: Rows) -> None:
    listings = by("listid", made["listing"])

    for sale in made["sale"]:
        listing = listings[sale["listid"]]
        assert (sale["sellerid"], sale["eventid"]) == (listing["sellerid"], listing["eventid"])


@few
@given(any_tickit)
def test_nobody_buys_from_oneself(made: Rows) -> None:
    assert [sale for sale in made["sale"] if sale["buyerid"] == sale["sellerid"]] == []


@few
@given(any_tickit)
def test_sale_is_made_after_its_listing_and_before_the_event(made: Rows) -> None:
    listings, events = by("listid", made["listing"]), by("eventid", made["event"])

    for sale in made["sale"]:
        listed = datetime.fromisoformat(listings[sale["listid"]]["listtime"])
        starts = datetime.fromisoformat(events[sale["eventid"]]["starttime"])
        assert listed <= sold_at(sale) <= starts


@few
@given(any_tickit)
def test_day_and_month_of_a_row_are_those_of_its_time(made: Rows) -> None:
    days = {row["dateid"]: date.fromisoformat(row["caldate"]) for row in made["date"]}
    times = [(row, datetime.fromisoformat(row["listtime"])) for row in made["listing"]]
    times += [(row, sold_at(row)) for row in made["sale"]]

    for row, at in times:
        assert days[row["dateid"]] == at.date()
        assert row["month"] == f"{at:%Y-%m}"


@few
@given(any_tickit)
def test_no_more_tickets_are_sold_than_listed_and_at_most_eight_at_once(made: Rows) -> None:
    sold: Counter[str] = Counter()
    for sale in made["sale"]:
        assert 1 <= int(sale["qtysold"]) <= 8
        sold[sale["listid"]] += int(sale["qtysold"])

    for listing in made["listing"]:
        assert sold[listing["listid"]] <= int(listing["numtickets"])


@few
@given(any_tickit)
def test_money_adds_up(made: Rows) -> None:
    for listing in made["listing"]:
        price = Decimal(listing["priceperticket"])
        assert 20 <= price <= 2_500
        assert Decimal(listing["totalprice"]) == int(listing["numtickets"]) * price
    prices = {row["listid"]: Decimal(row["priceperticket"]) for row in made["listing"]}
    for sale in made["sale"]:
        paid = int(sale["qtysold"]) * prices[sale["listid"]]
        assert Decimal(sale["pricepaid"]) == paid
        assert Decimal(sale["commission"]) == paid * 15 / 100


@few
@given(any_tickit)
def test_texts_fit_the_columns_of_the_sample_database(made: Rows) -> None:
    for table, rows in made.items():
        for column in LENGTHS.keys() & set(COLUMNS[table]):
            longest = max((row[column] for row in rows), key=lambda text: len(text.encode()))
            assert len(longest.encode()) <= LENGTHS[column], (column, longest)


@few
@given(any_tickit)
def test_usernames_are_unique_and_of_one_form(made: Rows) -> None:
    usernames = [user["username"] for user in made["user"]]

    assert len(set(usernames)) == len(usernames)
    assert all(re.fullmatch("[A-Z]{3}[0-9]{2}[A-Z]{3}", username) for username in usernames)


def test_some_listings_sell_out_some_in_part_some_not_at_all() -> None:
    made = tickit(1, 0.01)
    sold: dict[str, int] = defaultdict(int)
    for sale in made["sale"]:
        sold[sale["listid"]] += int(sale["qtysold"])

    outcomes = Counter(
        "out" if sold[row["listid"]] == int(row["numtickets"]) else "some" if sold[row["listid"]]
        else "none"
        for row in made["listing"]
    )  # fmt: skip

    assert min(outcomes["out"], outcomes["some"], outcomes["none"]) > 100


def test_some_users_buy_some_sell_some_do_both_and_some_neither() -> None:
    made = tickit(1, 0.01)
    buyers = {sale["buyerid"] for sale in made["sale"]}
    sellers = {sale["sellerid"] for sale in made["sale"]}
    users = {user["userid"] for user in made["user"]}

    groups = (buyers - sellers, sellers - buyers, buyers & sellers, users - buyers - sellers)
    assert min(map(len, groups)) > 5


def test_dates_skip_29_february_and_stay_in_step_with_the_week() -> None:
    dates = tickit(1, SMALL)["date"]
    around = {row["caldate"]: row["day"] for row in dates if row["dateid"] in ("1885", "1886")}

    assert (dates[0]["dateid"], dates[0]["caldate"]) == ("1827", "2020-01-01")
    assert (dates[-1]["dateid"], dates[-1]["caldate"]) == ("2191", "2020-12-31")
    assert around == {"2020-02-28": "FR", "2020-03-01": "SA"}
    assert dates[0] | {"holiday": "1"} == dates[0]
    assert {row["qtr"] for row in dates if row["month"] in ("JAN", "MAR")} == {"1"}


def test_events_are_of_four_categories_and_those_in_may_start_on_the_first() -> None:
    made = tickit(1, 0.05)
    days = {row["dateid"]: row["caldate"] for row in made["date"]}

    assert {event["catid"] for event in made["event"]} == {"6", "7", "8", "9"}
    for event in made["event"]:
        day = days[event["dateid"]]
        expected = "2020-05-01" if day.startswith("2020-05") else day
        assert event["starttime"][:10] == expected


def test_seats_are_zero_or_empty_where_unknown_and_names_have_apostrophes() -> None:
    venues = tickit(1, SMALL)["venue"]

    assert {"", "0"} < {venue["venueseats"] for venue in venues}
    assert {venue["venuestate"] for venue in venues if not venue["venueseats"]} == {"NV"}
    assert any("'" in venue["venuename"] for venue in venues)
    assert any("'" in event["eventname"] for event in tickit(1, 0.05)["event"])


def test_like_is_true_false_or_unsaid() -> None:
    users = tickit(1, 0.01)["user"]

    assert {user[like] for user in users for like in LIKES} == {"TRUE", "FALSE", ""}


def test_times_of_sales_have_no_leading_zeros_in_the_date() -> None:
    times = [sale["saletime"] for sale in tickit(1, 0.01)["sale"]]

    assert any(re.fullmatch(r"[1-9]/[1-9]/2020 \d\d:\d\d:\d\d", time) for time in times)
    assert not any(re.search(r"\b0\d?/", time) for time in times)


@pytest.mark.parametrize(
    ("cents", "text"),
    [(72_800, "728"), (10_920, "109.2"), (2_625, "26.25"), (1_005, "10.05"), (1_000, "10")],
)
def test_amounts_of_sales_end_without_zeros(cents: int, text: str) -> None:
    assert unpadded(cents) == text


def test_same_seed_gives_the_same_bytes_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        generate(tmp_path / name, seed=seed, scale=SMALL)

    one = contents(tmp_path / "one")
    assert contents(tmp_path / "again") == one
    differing = {name for name, held in contents(tmp_path / "other").items() if held != one[name]}
    assert {name.partition("/")[0] for name in differing} == {"event", "user", "listing", "sale"}


def test_listings_and_sales_have_a_file_for_each_month(tmp_path: Path) -> None:
    generate(tmp_path, seed=1, scale=SMALL)

    assert sorted(contents(tmp_path)) == sorted(
        [
            "category/category_pipe.txt",
            "date/date2008_pipe.txt",
            "event/allevents_pipe.txt",
            "venue/venue_pipe.txt",
            "user/allusers_pipe.txt",
            *(f"listing/month={month}/listings_pipe.txt.gz" for month in MONTHS),
            *(f"sale/month={month}/sales_pipe.txt.gz" for month in MONTHS),
        ]
    )


def test_smaller_scale_leaves_nothing_of_a_greater_one(tmp_path: Path) -> None:
    generate(tmp_path, seed=1, scale=SMALL)

    generate(tmp_path, seed=1, scale=0.00001)

    assert rows_below(tmp_path) == tickit(1, 0.00001)


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """Files as AWS offers them, of three days, two venues and two events."""
    directory = tmp_path / "real"
    directory.mkdir()
    (directory / "category_pipe.txt").write_text("8|Shows|Opera|All opera and light opera\n")
    (directory / "date2008_pipe.txt").write_text(
        "1885|2020-02-28|FR|9|FEB|1|2020|0\n"
        "1886|2020-03-01|SA|10|MAR|1|2020|0\n"
        "1887|2020-03-02|SU|10|MAR|1|2020|0\n"
    )
    (directory / "venue_pipe.txt").write_text("264|Old Hotel|Las Vegas|NV|\n309|Opera|Reno|NV|0")
    (directory / "allevents_pipe.txt").write_text(
        "41|309|8|1886|L Elisir d Amore|2020-03-01 14:30:00\n"
        "77|264|8|1887|Salome|2020-03-02 20:00:00\n"
    )
    return directory


def test_real_files_take_the_place_of_generated_ones(tmp_path: Path, real: Path) -> None:
    done = producers("--real", real, "--scale", "0.001", "--out", tmp_path / "out")

    assert done.exit_code == 0, done.output
    made = rows_below(tmp_path / "out")
    for table in ("category", "date", "venue", "event"):
        (file,) = (tmp_path / "out" / table).iterdir()
        assert file.read_text().splitlines() == (real / file.name).read_text().splitlines()
    assert {row["eventid"] for row in made["listing"]} == {"41", "77"}
    assert {row["eventid"] for row in made["sale"]} == {"41", "77"}
    assert {row["dateid"] for row in made["sale"]} == {"1885", "1886", "1887"}
    assert {row["month"] for row in made["listing"]} == {"2020-02", "2020-03"}
    assert len(made["sale"]) == 172


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("venue_pipe.txt", "1|Arena", "venue_pipe.txt, line 1: 2 fields, not 5"),
        ("date2008_pipe.txt", "1|1 May|FR|9|FEB|1|2020|0", "line 1: '1 May' is no date"),
        ("allevents_pipe.txt", "1|5|8|1885|X|2020-03-01 14:00:00", "line 1: there is no venue '5'"),
        ("allevents_pipe.txt", "1|309|8|1885|X|at noon", "line 1: 'at noon' is no time"),
        ("allevents_pipe.txt", "1|309|8|1885|X|2020-02-29 14:00:00", "2020-02-29 is no day"),
        ("allevents_pipe.txt", "", "allevents_pipe.txt has no line"),
    ],
)
def test_real_file_that_does_not_fit_is_named(
    real: Path, tmp_path: Path, file: str, line: str, message: str
) -> None:
    (real / file).write_text(line)

    done = producers("--real", real, "--out", tmp_path / "out")

    assert done.exit_code == 2
    assert message in done.output
    assert not (tmp_path / "out").exists()


def test_missing_real_file_is_named(real: Path, tmp_path: Path) -> None:
    (real / "allevents_pipe.txt").unlink()

    done = producers("--real", real, "--out", tmp_path / "out")

    assert done.exit_code == 2
    assert "allevents_pipe.txt cannot be read" in done.output


def test_files_go_to_s3_and_nothing_else_of_the_directory(
    tmp_path: Path, s3: S3Client, bucket: str
) -> None:
    (tmp_path / "letter.txt").write_text("private")

    done = producers("--scale", SMALL, "--out", tmp_path, "--s3", f"s3://{bucket}/raw/tickit/")

    assert done.exit_code == 0, done.output
    assert f"put 29 files below s3://{bucket}/raw/tickit" in done.output
    held = {}
    for listed in s3.list_objects_v2(Bucket=bucket)["Contents"]:
        held[listed["Key"]] = s3.get_object(Bucket=bucket, Key=listed["Key"])["Body"].read()
    written = contents(tmp_path)
    del written["letter.txt"]
    assert held == {f"raw/tickit/{name}": body for name, body in written.items()}


def test_files_can_go_to_s3_alone(s3: S3Client, bucket: str) -> None:
    done = producers("--scale", SMALL, "--s3", f"s3://{bucket}")

    assert done.exit_code == 0, done.output
    keys = {listed["Key"] for listed in s3.list_objects_v2(Bucket=bucket)["Contents"]}
    assert "user/allusers_pipe.txt" in keys


def test_bucket_that_does_not_exist_is_said(aws: dict[str, str]) -> None:
    done = producers("--scale", SMALL, "--s3", "s3://no-such-bucket/tickit")

    assert done.exit_code == 1
    assert "not all files are on S3" in done.output
    assert "NoSuchBucket" in done.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Say where to: --out, --s3 or both"),
        (["--s3", "bucket/tickit"], "'bucket/tickit' is not of the form s3://bucket/prefix"),
        (["--out", "x", "--scale", "0"], "--scale"),
        (["--out", "x", "--scale", "-1"], "--scale"),
        (["--out", "x", "--scale", "inf"], "--scale"),
        (["--out", "x", "--scale", "nan"], "--scale"),
    ],
)
def test_wrong_usage_says_what_is_wrong(arguments: list[str], message: str) -> None:
    done = producers(*arguments)

    assert done.exit_code == 2
    assert message in done.output


def test_help_says_how_much_is_made_and_where() -> None:
    help = producers("--help").output

    words = ["172,456 sales", "--scale", "--real", "s3://bucket/tickit", "same bytes"]
    assert [word for word in words if word not in help] == []
