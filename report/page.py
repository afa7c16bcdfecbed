"""The page as text: panels and their charts put into page.html. Pure, but for reading that file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from report.panel import SECTIONS, Panel, Rows

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A panel with its rows, or with what is said in their place."""

    name: str
    panel: Panel
    rows: Rows
    missing: str = ""

    @property
    def says(self) -> str:
        if self.missing:
            return self.missing
        return self.panel.says(self.rows) if self.rows else "There are no rows yet."

    @property
    def specification(self) -> dict[str, Any]:
        """The chart in the language of Vega-Lite. There have to be rows."""
        chart = self.panel.chart(self.rows)
        described = chart.properties(description=f"{self.panel.title}. {self.says}")
        specification: dict[str, Any] = described.to_dict()
        del specification["config"]  # altair's own theme; the page has one
        return specification


def page(answers: Sequence[Answer], made_at: datetime, source: str) -> str:
    """The whole page. `made_at` is UTC; `source` says which warehouse was asked."""
    sections = {
        section: [answer for answer in answers if answer.panel.section == section]
        for section in SECTIONS
    }
    specifications = {answer.name: answer.specification for answer in answers if answer.rows}
    return _TEMPLATES.get_template("page.html").render(
        sections={section: found for section, found in sections.items() if found},
        specifications=specifications,
        vega=vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", _vega_lite()),
        made_at=f"{made_at:%Y-%m-%d %H:%M} UTC",
        source=source,
    )


def _vega_lite() -> str:
    """The version that altair writes for, as major and minor."""
    return ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
