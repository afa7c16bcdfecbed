"""What is implemented and what is refused, as the page docs/localshift-functions.md lists it."""

from localshift import documented
from localshift.dispatch import STATEMENTS
from localshift.sql.functions import FUNCTIONS
from localshift.sql.functions.conditions import SYNTAX
from localshift.sql.late_binding import TABLE_FUNCTIONS

_PAGE = "https://docs.aws.amazon.com/redshift/latest/dg/{}.html"


def inventory() -> str:
    """The page, in Markdown. Everything in it is read from the code."""
    refused = _refused_statements()
    functions = set().union(*_by_page().values())
    return "\n".join(
        [
            "# What localshift implements",
            "",
            "Made by `python -m localshift functions`; a test compares it with the code. What is"
            " refused is an error that names it.",
            "",
            "## Statements",
            "",
            _listed(sorted(documented.names(documented.STATEMENTS) - refused)),
            "",
            "Refused: " + _listed(sorted(refused)) + ".",
            "",
            "## Functions",
            "",
            "| function | described in |",
            "|---|---|",
            *_rows(),
            "",
            "Refused: " + _listed(sorted(documented.names(documented.FUNCTIONS) - functions)) + ",",
            f"and the spatial functions `{documented.SPATIAL_PREFIX}…`.",
            "",
        ]
    )


def _rows() -> list[str]:
    """A row a page: several functions share one."""
    rows = [
        (sorted(names), f"[{page}]({_PAGE.format(page)})") for page, names in _by_page().items()
    ]
    return [f"| {_listed(names)} | {link} |" for names, link in sorted(rows)]


def _by_page() -> dict[str, set[str]]:
    """The names of the functions that have an entry, are syntax, or stand for a table."""
    by_page: dict[str, set[str]] = {}
    for entry in FUNCTIONS:
        by_page.setdefault(entry.page, set()).update(entry.names.split())
    for name, page in (SYNTAX | TABLE_FUNCTIONS).items():
        by_page.setdefault(page, set()).add(name)
    return by_page


def _refused_statements() -> set[str]:
    """A statement is known by its first word, or by the first two."""
    implemented = {" ".join(words) for words in STATEMENTS}
    return {
        name
        for name in documented.names(documented.STATEMENTS)
        if not {name, " ".join(name.split()[:2]), name.split()[0]} & implemented
    }


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
