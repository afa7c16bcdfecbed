from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loader.config import CopyOptions, Feed, Limits
from loader.events import LandedFile
from loader.plan import chunks, loads, newest

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def a_file(
    key: str = "bikes/a.gz", etag: str = "e1", sequencer: str = "01", size: int = 1
) -> LandedFile:
    return LandedFile("landing", key, etag, None, size, sequencer, NOON)


def a_feed(limits: Limits | None = None, compression: str = "auto") -> Feed:
    return Feed(
        queue="https://sqs.us-east-1.amazonaws.com/000000000000/bikes",
        files="s3://landing/bikes/",
        manifests="s3://landing/manifests/",
        table="landing.bike_events",
        columns={"bikeid": "integer"},
        copy=CopyOptions.model_validate({"compression": compression}),
        limits=limits or Limits(),
    )


FILES = st.lists(
    st.builds(
        LandedFile,
        bucket=st.just("landing"),
        key=st.sampled_from([f"bikes/{n}{end}" for n in range(5) for end in ("", ".gz")]),
        etag=st.sampled_from(["e1", "e2", "e3"]),
        version_id=st.none(),
        size=st.integers(0, 3 * 1024 * 1024),
        sequencer=st.text("0123456789ABCDEF", max_size=8),
        announced_at=st.integers(0, 100).map(lambda s: NOON + timedelta(seconds=s)),
    ),
    max_size=30,
)


def test_a_newer_sequencer_wins_over_an_older_one() -> None:
    old, new = a_file(etag="e1", sequencer="01"), a_file(etag="e2", sequencer="0101")

    assert newest([new, old]) == ([new], [old])


def test_a_version_announced_twice_is_one_file() -> None:
    once, twice = a_file(sequencer="01"), a_file(sequencer="02")

    assert newest([once, twice]) == ([twice], [])


def test_a_version_that_comes_back_is_not_superseded() -> None:
    first = a_file(etag="e1", sequencer="01")
    between = a_file(etag="e2", sequencer="02")
    back = a_file(etag="e1", sequencer="03")

    assert newest([first, between, back]) == ([back], [between])


@given(FILES)
def test_every_version_is_newest_or_superseded(files: list[LandedFile]) -> None:
    current, superseded = newest(files)
    told = [file.identity for file in [*current, *superseded]]

    assert sorted(told) == sorted({file.identity for file in files})
    assert sorted(f.key for f in current) == sorted({f.key for f in files})


def test_compressed_and_plain_files_do_not_share_a_load() -> None:
    plain, packed = a_file("bikes/a.json"), a_file("bikes/a.gz")

    assert sorted(map(len, loads([plain, packed], a_feed()))) == [1, 1]


def test_a_declared_compression_is_that_of_all_files() -> None:
    files = [a_file("bikes/a.json"), a_file("bikes/a.gz")]

    assert len(loads(files, a_feed(compression="gzip"))) == 1
    assert len(loads(files, a_feed(compression="none"))) == 1


def test_a_file_above_the_byte_limit_is_a_load_of_its_own() -> None:
    files = [a_file(f"bikes/{n}", size=size) for n, size in enumerate((1, 5_000_000, 1, 1))]

    planned = loads(files, a_feed(Limits(megabytes=1)))

    assert [[file.size for file in load] for load in planned] == [[1], [5_000_000], [1, 1]]


@given(FILES, st.integers(1, 7), st.integers(1, 4))
def test_loads_hold_each_file_once_and_keep_the_limits(
    files: list[LandedFile], most_files: int, megabytes: int
) -> None:
    planned = loads(files, a_feed(Limits(files=most_files, megabytes=megabytes)))

    assert sorted(map(repr, files)) == sorted(repr(file) for load in planned for file in load)
    for load in planned:
        assert 1 <= len(load) <= most_files
        assert len(load) == 1 or sum(file.size for file in load) <= megabytes * 1024 * 1024
        assert len({file.key.endswith(".gz") for file in load}) == 1


@given(st.lists(st.integers()), st.integers(1, 10))
def test_chunks_are_the_sequence_cut(items: list[int], size: int) -> None:
    cut = list(chunks(items, size))

    assert [item for chunk in cut for item in chunk] == items
    assert all(1 <= len(chunk) <= size for chunk in cut)
