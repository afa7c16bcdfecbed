"""Shapes of charts that panels share. Colours and fonts are the page's: report/page.html."""

import json
from pathlib import Path

import altair as alt

from report.panel import Chart, Rows

HEIGHT = 280
"""Pixels. The width is the panel's own."""
DOLLARS = "$,.0f"
_OUTLINES = Path(__file__).with_name("outlines.json")


def chart(rows: Rows, height: int = HEIGHT) -> alt.Chart:
    """An empty chart of the rows, as wide as its panel."""
    return alt.Chart(alt.InlineData(list(rows))).properties(width="container", height=height)


def ranking(rows: Rows, label: str, value: str, format: str) -> Chart:
    """A bar a row from the top down, as the query ordered them, each with its number."""
    room = max(row[value] for row in rows) * 1.2
    base = chart(rows, height=30 * len(rows)).encode(
        y=alt.Y(f"{label}:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, ticks=False)),
        x=alt.X(f"{value}:Q", title=None, axis=None, scale=alt.Scale(domain=[0, room])),
    )
    numbers = base.mark_text(align="left", dx=5).encode(text=alt.Text(f"{value}:Q", format=format))
    return base.mark_bar(tooltip=True) + numbers


def places(rows: Rows, size: str, title: str, tooltip: list[alt.Tooltip], outlines: bool) -> Chart:
    """A circle at `latitude` and `longitude` of each row, its area by `size`, on a map.

    `outlines` draws the states of the US and its neighbours below it; without, the map is as
    large as the places reach.
    """
    circles = (
        chart(rows, height=HEIGHT + 80)
        .mark_circle(opacity=0.7)
        .encode(
            latitude="latitude:Q",
            longitude="longitude:Q",
            size=alt.Size(
                f"{size}:Q",
                title=title,
                scale=alt.Scale(range=[8, 700]),
                legend=alt.Legend(orient="bottom", tickCount=3, format="~s"),
            ),
            tooltip=tooltip,
        )
    )
    if not outlines:
        return alt.layer(circles).project("mercator")
    shapes = json.loads(_OUTLINES.read_text("utf-8"))["features"]
    land = alt.Chart(alt.InlineData(shapes)).mark_geoshape()
    return alt.layer(land, circles).project(
        "conicEqualArea", parallels=[29.5, 45.5], rotate=[96, 0]
    )
