"""What the demo found: the figures, on the screen and as .demo/report.json."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(slots=True)
class Report:
    """Figures of one run; the totals are of the warehouse, which keeps earlier runs.

    `freshness_seconds` is the time from the last event's sending until the marts had it.
    """

    source: str
    events_sent: int = 0
    events_late: int = 0
    events_out_of_order: int = 0
    events_repeated: int = 0
    rows_left_out: int = 0
    files_landed: int = 0
    rows_landed: int = 0
    files_quarantined: int = 0
    total_files: int = 0
    total_rows: int = 0
    events_distinct: int = 0
    versions: int = 0
    bikes: int = 0
    stations: int = 0
    readings: int = 0
    sessions: int = 0
    records_refused: int = 0
    freshness_seconds: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)

    def write(self, file: Path) -> None:
        """As JSON, whole or not at all."""
        draft = file.with_suffix(".tmp")
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n", "utf-8")
        draft.replace(file)


def counted(number: int, thing: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def show(report: Report, console: Console) -> None:
    """Two small tables: what happened to the events, and where the seconds went."""
    figures = Table(title="Events", title_justify="left", show_header=False, box=None)
    figures.add_column(style="bold")
    figures.add_column(justify="right")
    figures.add_column(style="dim")
    sent = (
        f"{report.events_late} late, {report.events_out_of_order} out of order, "
        f"{report.events_repeated} repeated"
    )
    figures.add_row("sent", f"{report.events_sent:,}", sent)
    if report.rows_left_out:
        figures.add_row("left out", f"{report.rows_left_out:,}", "rows of the file, named above")
    landed = f"{report.rows_landed:,} rows, each once"
    figures.add_row("files landed", f"{report.files_landed:,}", landed)
    if report.files_quarantined:
        figures.add_row(
            "quarantined", f"{report.files_quarantined:,}", "python -m loader quarantine"
        )
    rows_from = f"rows from {counted(report.total_files, 'file')}"
    figures.add_row("in the warehouse", f"{report.total_rows:,}", rows_from)
    figures.add_row("distinct events", f"{report.events_distinct:,}", "analytics_staging")
    figures.add_row("versions", f"{report.versions:,}", "analytics.bike_status_history")
    figures.add_row("bikes", f"{report.bikes:,}", "analytics.bike_status_current")
    figures.add_row("stations", f"{report.stations:,}", "analytics.dim_stations")
    figures.add_row("readings", f"{report.readings:,}", "analytics.sensor_readings")
    refused = f"charging sessions kept; records refused: {report.records_refused:,}"
    figures.add_row("sessions", f"{report.sessions:,}", refused)
    figures.add_row(
        "fresh", f"{report.freshness_seconds:.1f} s", "from the last event sent to the marts"
    )
    console.print(figures)
    console.print()
    steps = Table(title="Seconds", title_justify="left", show_header=False, box=None)
    steps.add_column(style="bold")
    steps.add_column(justify="right")
    for step, seconds in report.seconds.items():
        steps.add_row(step, f"{seconds:.1f}")
    steps.add_row("all", f"{sum(report.seconds.values()):.1f}")
    console.print(steps)
