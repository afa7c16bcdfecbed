from collections.abc import Iterator

import pytest

from loader import retry
from loader.config import Limits
from loader.errors import TerminalError, TransientError
from loader.retry import Retries, retrying


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(retry, "time", clock)
    return clock


def test_pauses_double_with_jitter_up_to_a_minute(clock: Clock) -> None:
    retries = Retries(Limits(retries=9, seconds=10_000))

    for _ in range(9):
        retries.pause_after(TransientError("busy"))

    for n, pause in enumerate(clock.pauses):
        longest = min(2.0**n, 60.0)
        assert longest / 2 <= pause <= longest


def test_the_number_of_retries_is_bounded_whatever_failed(clock: Clock) -> None:
    retries = Retries(Limits(retries=2))
    retries.pause_after(TransientError("S3 is busy"))
    retries.pause_after(TransientError("Redshift is busy"))

    with pytest.raises(TerminalError, match=r"SQS is busy \(given up after 2 retries\)"):
        retries.pause_after(TransientError("SQS is busy"))


def test_their_time_is_bounded_too(clock: Clock) -> None:
    retries = Retries(Limits(retries=1000, seconds=30))

    with pytest.raises(TerminalError):
        for _ in range(1000):
            retries.pause_after(TransientError("busy"))

    assert clock.now <= 30


def test_a_terminal_error_is_not_tried_again(clock: Clock) -> None:
    calls: list[int] = []

    def action() -> None:
        calls.append(1)
        raise TerminalError("no")

    with pytest.raises(TerminalError, match="no"):
        retrying(Limits(), action)
    assert len(calls) == 1


def test_a_transient_error_is_tried_until_it_passes(clock: Clock) -> None:
    answers: Iterator[Exception | str] = iter(
        [TransientError("busy"), TransientError("busy"), "done"]
    )

    def action() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert retrying(Limits(), action) == "done"
    assert len(clock.pauses) == 2
