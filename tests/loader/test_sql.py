import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader import sql
from loader.config import Feed

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
HOSTILE = "a'; drop table loader.files; --"


def a_feed(**changes: object) -> Feed:
    settings: dict[str, object] = {
        "queue": "https://sqs.us-east-1.amazonaws.com/000000000000/bikes",
        "files": "s3://landing/bikes/",
        "manifests": "s3://landing/manifests/",
        "table": "landing.bike_events",
        "columns": {"bikeid": "integer", "station_name": "varchar(256)"},
    }
    return Feed.model_validate(settings | changes)


def unquoted(text: str) -> str:
    """Read a string literal as Redshift does: '' is a quote, a backslash escapes what follows."""
    assert text[0] == text[-1] == "'"
    inner, read, position = text[1:-1], "", 0
    while position < len(inner):
        assert inner[position] != "'" or inner[position + 1] == "'"
        position += inner[position] in "'\\"
        read += inner[position]
        position += 1
    return read


@given(TEXT)
def test_a_literal_reads_back_as_its_text(text: str) -> None:
    assert unquoted(sql.literal(text)) == text


@given(TEXT.filter(bool))
def test_an_identifier_ends_where_it_should(name: str) -> None:
    quoted = sql.identifier(name)

    assert quoted[0] == quoted[-1] == '"'
    assert quoted[1:-1].replace('""', "") == name.replace('"', "")


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        sql.identifier(name)


def test_nul_cannot_be_in_a_literal() -> None:
    with pytest.raises(ValueError, match="NUL"):
        sql.literal("a\0b")


def test_copy_names_the_columns_the_manifest_and_the_role() -> None:
    role = "arn:aws:iam::000000000000:role/copy"
    feed = a_feed(iam_role=role, copy={"timeformat": "auto", "roundec": True})

    assert sql.copy("t", feed, "s3://b/m.json", gzip=True) == (
        'copy "t" ("bikeid", "station_name") from \'s3://b/m.json\''
        f" iam_role '{role}' manifest format as json 'auto' timeformat 'auto' roundec gzip"
        " compupdate off statupdate off"
    )


def test_the_role_default_is_a_keyword() -> None:
    assert " iam_role default manifest " in sql.copy("t", a_feed(), "s3://b/m", gzip=False)


def test_a_manifest_url_cannot_leave_its_quotes() -> None:
    text = sql.copy("t", a_feed(), f"s3://b/{HOSTILE}\\", gzip=False)

    assert "'s3://b/a''; drop table loader.files; --\\\\'" in text


def test_the_landing_table_has_the_declared_columns_then_the_loaders_own() -> None:
    assert sql.create_landing_table(a_feed(dist="bikeid", sort=["_load_id"])) == (
        'create table if not exists "landing"."bike_events" ("bikeid" integer,'
        ' "station_name" varchar(256), "_load_id" bigint, "_loaded_at" timestamp)'
        ' diststyle key distkey ("bikeid") sortkey ("_load_id")'
    )
    assert sql.create_landing_table(a_feed()).endswith(" diststyle auto")


def test_the_insert_names_its_columns_on_both_sides() -> None:
    assert sql.insert_copied("t", a_feed(), 318) == (
        'insert into "landing"."bike_events" ("bikeid", "station_name", "_load_id", "_loaded_at")'
        ' select "bikeid", "station_name", 318, getdate() from "t"'
    )


@pytest.mark.parametrize(("seconds", "told"), [(5, 5000), (0.2, 200), (0, 1), (-3, 1)])
def test_a_statement_timeout_is_never_zero_which_would_be_none(seconds: float, told: int) -> None:
    assert sql.statement_timeout(seconds) == f"set statement_timeout to {told}"


@pytest.mark.parametrize("rows", [1, 3])
def test_inserts_bind_a_value_for_each_column_but_the_clock(rows: int) -> None:
    assert sql.insert_files(rows).count("%s") == rows * (len(sql.FILES.columns) - 1)
    assert sql.insert_load().count("%s") == len(sql.LOADS.columns) - 1
