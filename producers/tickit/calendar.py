"""The days of the site's year, and moments in it. Pure."""

from collections.abc import Iterable
from datetime import date, datetime

DAY_SECONDS = 24 * 60 * 60


class Calendar:
    """The days that the date file lists, in their order.

    A moment is a number of seconds since midnight of the first day. Days that the file leaves out
    do not exist: in the sample 1 March 2020 follows 28 February. So whatever happens at a moment
    has its row in the date file.
    """

    def __init__(self, days: Iterable[tuple[str, date]]) -> None:
        """`days` are pairs of dateid and date."""
        ordered = sorted(days, key=lambda day: day[1])
        self._ids = [date_id for date_id, _ in ordered]
        self._iso = [f"{day}" for _, day in ordered]
        self._american = [f"{day.month}/{day.day}/{day.year}" for _, day in ordered]
        self._number = {day: number for number, (_, day) in enumerate(ordered)}

    def moment(self, at: datetime) -> int:
        """The moment of a timestamp. Raises KeyError when its day is not in the date file."""
        midnight = self._number[at.date()] * DAY_SECONDS
        return midnight + at.hour * 3600 + at.minute * 60 + at.second

    def date_id(self, moment: int) -> str:
        """The dateid of the day."""
        return self._ids[moment // DAY_SECONDS]

    def month(self, moment: int) -> str:
        """The month as partitions have it: `2020-01`."""
        return self._iso[moment // DAY_SECONDS][:7]

    def months(self) -> list[str]:
        """All months, in their order."""
        return list(dict.fromkeys(day[:7] for day in self._iso))

    def timestamp(self, moment: int) -> str:
        """The moment as most files have it: `2020-01-24 06:43:29`."""
        return f"{self._iso[moment // DAY_SECONDS]} {_clock(moment % DAY_SECONDS)}"

    def american(self, moment: int) -> str:
        """The moment as the sale file has it: `2/18/2020 02:36:48`, on a clock of 24 hours."""
        return f"{self._american[moment // DAY_SECONDS]} {_clock(moment % DAY_SECONDS)}"


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
