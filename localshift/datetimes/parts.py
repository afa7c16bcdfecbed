"""The names of the parts of dates and times, and their abbreviations.

AWS: r_Dateparts_for_datetime_functions, r_DATE_TRUNC.
"""

_NAMES = {
    "millennium": "millennium millennia mil mils",
    "century": "century centuries c cent cents",
    "decade": "decade decades dec decs",
    "epoch": "epoch",
    "year": "year years y yr yrs",
    "quarter": "quarter quarters qtr qtrs",
    "month": "month months mon mons",
    "week": "week weeks w",
    "dayofweek": "dayofweek dow dw weekday",
    "dayofyear": "dayofyear doy dy yearday",
    "day": "day days d",
    "hour": "hour hours h hr hrs",
    "minute": "minute minutes m min mins",
    "second": "second seconds s sec secs",
    "millisecond": "millisecond milliseconds ms msec msecs msecond mseconds millisec millisecs"
    " millisecon",
    "microsecond": "microsecond microseconds microsec microsecs usecond useconds us usec usecs",
    "timezone": "timezone",
    "timezone_hour": "timezone_hour",
    "timezone_minute": "timezone_minute",
}
_PARTS = {name: part for part, names in _NAMES.items() for name in names.split()}


def find_part(name: str) -> str | None:
    """The part that a name or an abbreviation stands for, by its first name here."""
    return _PARTS.get(name.lower())
