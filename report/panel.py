"""What a panel is, and where they are: each a module of report/panels with a PANEL."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import altair as alt

from report import panels

Row = Mapping[str, Any]
Rows = Sequence[Row]
Chart = alt.Chart | alt.LayerChart | alt.FacetChart
SECTIONS = ("Bikes", "Charging", "Sensors", "TICKIT", "Loader")
"""What the page is divided into, from top to bottom: the pipelines, then what lands their files."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One question, the query that asks the marts, and the chart that answers.

    `sql` names relations without a schema where dbt's target schema has them. `says` puts the
    answer in a sentence; it and `chart` are given one row at least, with numbers as float or int
    and times as ISO text in UTC.
    """

    section: str
    title: str
    sql: str
    says: Callable[[Rows], str]
    chart: Callable[[Rows], Chart]
    wide: bool = False


def all_panels() -> Iterator[tuple[str, Panel]]:
    """Every panel with the name of its module, in the order of sections and then of names."""
    found = {
        module.name: import_module(f"{panels.__name__}.{module.name}").PANEL
        for module in iter_modules(panels.__path__)
    }
    yield from sorted(found.items(), key=lambda item: (SECTIONS.index(item[1].section), item[0]))
