"""The rows of category, date, venue, event and user. Pure.

Columns and sizes: AWS, "Sample database" (c_sampledb). Oddities that the real files have and these
too:

- 2020 is written over an older year: there is no 29 February, and from March on the day of the
  week is one behind.
- An event in May starts on the first of the month, whatever day its dateid says.
- Only four of the eleven categories have events.
- A venue whose seats nobody knows has 0 of them, or an empty field (the hotels of Las Vegas).
- A user's city and state are drawn apart, and what the user has not said about a like is empty.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, product
from random import Random
from string import ascii_uppercase

from producers.tickit import names

Row = tuple[str, ...]

EVENTS = 8_798
USERS = 49_990
LIKES = 10

CATEGORIES: tuple[Row, ...] = (
    ("1", "Sports", "MLB", "Major League Baseball"),
    ("2", "Sports", "NHL", "National Hockey League"),
    ("3", "Sports", "NFL", "National Football League"),
    ("4", "Sports", "NBA", "National Basketball Association"),
    ("5", "Sports", "MLS", "Major League Soccer"),
    ("6", "Shows", "Musicals", "Musical theatre"),
    ("7", "Shows", "Plays", "All non-musical theatre"),
    ("8", "Shows", "Opera", "All opera and light opera"),
    ("9", "Concerts", "Pop", "All rock and pop music concerts"),
    ("10", "Concerts", "Jazz", "All jazz singers and bands"),
    ("11", "Concerts", "Classical", "All symphony, concerto, and choir concerts"),
)
_FIRST_DATE_ID = 1827
_FIRST_DAY = date(2020, 1, 1)
_LEFT_OUT = date(2020, 2, 29)
_DAYS = ("WE", "TH", "FR", "SA", "SU", "MO", "TU")
_HOLIDAYS = {(1, 1), (5, 26), (7, 4), (9, 1), (11, 27), (12, 25), (12, 26)}

_GROUND_IDS = range(1, 128)
_THEATRE_IDS = range(200, 250)
_HOTEL_IDS = range(250, 265)
_OPERA_IDS = range(300, 310)

# catid: how many of the real events it has, where they take place, what is given.
_PROGRAMME = {
    "6": (1_300, (*_THEATRE_IDS, *_HOTEL_IDS), names.MUSICALS),
    "7": (2_000, _THEATRE_IDS, names.PLAYS),
    "8": (500, _OPERA_IDS, names.OPERAS),
    "9": (4_998, _GROUND_IDS, names.ACTS),
}
_STARTS = ("14:00:00", "14:30:00", "15:00:00", "19:00:00", "19:30:00", "20:00:00")
_START_WEIGHTS = (4, 2, 4, 4, 4, 2)


def dates() -> Iterator[Row]:
    """dateid, caldate, day, week, month, qtr, year, holiday. A week begins on a Saturday."""
    day = _FIRST_DAY
    for number in range(365):
        yield (
            str(_FIRST_DATE_ID + number),
            f"{day}",
            _DAYS[number % 7],
            str((number + 4) // 7 + 1),
            f"{day:%b}".upper(),
            str((day.month + 2) // 3),
            str(day.year),
            str(int((day.month, day.day) in _HOLIDAYS)),
        )
        day += timedelta(days=2 if day + timedelta(days=1) == _LEFT_OUT else 1)


def venues() -> Iterator[Row]:
    """venueid, venuename, venuecity, venuestate, venueseats."""
    for number, id in enumerate(_GROUND_IDS):
        city, state = names.CITIES[number % len(names.CITIES)]
        owner = names.SPONSORS[number % len(names.SPONSORS)] if number % 3 == 0 else city
        kind = names.GROUNDS[number // len(names.CITIES)]
        seats = 36_000 + number * 7_919 % 56_000 if number % 5 < 2 else 0
        yield str(id), f"{owner} {kind}", city, state, str(seats)
    for id, (kind, name) in zip(
        _THEATRE_IDS, product(("Theatre", "Playhouse"), names.THEATRES), strict=True
    ):
        # Four of five theatres stand on Broadway.
        city, state = names.CITIES[id % len(names.CITIES) if id % 5 == 4 else 0]
        yield str(id), f"{name} {kind}", city, state, "0"
    for id, name in zip(_HOTEL_IDS, names.HOTELS, strict=True):
        yield str(id), f"{name} Hotel", *names.LAS_VEGAS, ""
    for id, (city, state) in zip(_OPERA_IDS, names.OPERA_CITIES, strict=True):
        yield str(id), f"{city} Opera House", city, state, "0"


def events(random: Random, count: int) -> Iterator[Row]:
    """eventid, venueid, catid, dateid, eventname, starttime. Some names come back often."""
    days = list(dates())
    categories = list(_PROGRAMME)
    weights = list(accumulate(number for number, _, _ in _PROGRAMME.values()))
    titles_of = {
        id: random.sample(titles, len(titles)) for id, (_, _, titles) in _PROGRAMME.items()
    }
    for id in range(1, count + 1):
        category = random.choices(categories, cum_weights=weights)[0]
        places, titles = _PROGRAMME[category][1], titles_of[category]
        date_id, day = random.choice(days)[:2]
        title = titles[min(random.randrange(len(titles)), random.randrange(len(titles)))]
        start = random.choices(_STARTS, _START_WEIGHTS)[0]
        day = f"{day[:8]}01" if day[5:7] == "05" else day
        yield str(id), str(random.choice(places)), category, date_id, title, f"{day} {start}"


def users(random: Random, count: int) -> Iterator[Row]:
    """userid, username, firstname, lastname, city, state, email, phone and ten likes."""
    usernames = set[str]()
    for id in range(1, count + 1):
        while (username := _username(random)) in usernames:
            pass
        usernames.add(username)
        mail = [random.choice(names.MAIL_WORDS) for _ in range(2)]
        yield (
            str(id),
            username,
            random.choice(names.FIRST_NAMES),
            random.choice(names.LAST_NAMES),
            random.choice(names.CITIES)[0],
            random.choice(names.STATES),
            f"{'.'.join(mail)}@{random.choice(names.MAIL_DOMAINS)}",
            f"({random.randrange(201, 990)}) 555-01{random.randrange(100):02}",
            *random.choices(("TRUE", "FALSE", ""), k=LIKES),
        )


def _username(random: Random) -> str:
    letters = "".join(random.choices(ascii_uppercase, k=6))
    return f"{letters[:3]}{random.randrange(100):02}{letters[3:]}"
