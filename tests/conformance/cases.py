"""The cases: a statement, and what the documentation says that it gives or how it fails.

The project's own stand in cases/<topic>.yaml. A folder of documented examples in JSON lines
(redshift_examples.jsonl, redshift_refusals.jsonl) can be added.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Rows = list[list[str | None]]

DOCUMENTED_EXAMPLES = "documented examples"
DOCUMENTED_REFUSALS = "documented refusals"
OWN_CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One statement after its setup. It gives rows, as text, or is refused with a text.

    `page` names the page docs.aws.amazon.com/redshift/latest/dg/<page>.html. `compare` is how two
    values are equal: exact, numeric, trim, time (trailing zeros of the fraction do not count) or
    approx:<tolerance>.
    """

    topic: str
    name: str
    page: str
    sql: str
    setup: tuple[str, ...] = ()
    gives: Rows | None = None
    refuses: str | None = None
    ordered: bool = True
    compare: str = "exact"


def own_cases(folder: Path = OWN_CASES) -> Iterator[Case]:
    """The project's cases, with the topic from the file's name."""
    for path in sorted(folder.glob("*.yaml")):
        for number, entry in enumerate(yaml.safe_load(path.read_text("utf-8")) or [], start=1):
            yield _own_case(path.stem, number, entry)


def documented_examples(folder: Path) -> Iterator[Case]:
    for entry in _json_lines(folder / "redshift_examples.jsonl"):
        yield Case(
            topic=DOCUMENTED_EXAMPLES,
            name=entry["id"],
            page=entry["page"],
            sql=entry["sql"],
            setup=tuple(entry["setup"]),
            gives=entry["expected"],
            ordered=entry["ordered"],
            compare=entry["compare"],
        )


def documented_refusals(folder: Path) -> Iterator[Case]:
    for entry in _json_lines(folder / "redshift_refusals.jsonl"):
        yield Case(
            topic=DOCUMENTED_REFUSALS,
            name=entry["id"],
            page=entry["page"],
            sql=entry["sql"],
            setup=tuple(entry["setup"]),
            refuses=entry["error"],
        )


def _own_case(topic: str, number: int, entry: dict[str, Any]) -> Case:
    gives = entry.get("gives")
    if (gives is None) == ("refuses" not in entry):
        raise ValueError(f"{topic}.yaml, case {number}: either 'gives' or 'refuses' is needed")
    return Case(
        topic=topic,
        name=f"{topic} {number}",
        page=entry["page"],
        sql=entry["sql"],
        setup=tuple(entry.get("setup", ())),
        gives=None if gives is None else [[_text(value) for value in row] for row in gives],
        refuses=entry.get("refuses"),
        ordered=not entry.get("unordered", False),
    )


def _text(value: object) -> str | None:
    """YAML reads numbers and booleans that psql would print as text."""
    if isinstance(value, bool):
        return "t" if value else "f"
    return None if value is None else str(value)


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)
