"""How soon a record of the stream can be asked about."""

import altair as alt

from report.charts import chart
from report.panel import Chart, Panel, Rows

_FIGURES = {"latency_median": "median", "latency_p95": "95 %", "latency_max": "longest"}


def _says(rows: Rows) -> str:
    last = rows[-1]
    at = last["arrived_hour"].replace("T", " ")[:16]
    return (
        f"{last['latency_median']:.1f} s in the hour from {at}, for half of"
        f" {last['records']:,} records; {last['latency_p95']:.1f} s for 95 of a hundred."
    )


def _chart(rows: Rows) -> Chart:
    figures = [
        {"hour": row["arrived_hour"], "figure": name, "seconds": row[column]}
        for row in rows
        for column, name in _FIGURES.items()
    ]
    return (
        chart(figures)
        .mark_line(point=True)
        .encode(
            x=alt.X("hour:T", title=None, axis=alt.Axis(format="%d %H:%M")),
            y=alt.Y("seconds:Q", title="seconds"),
            color=alt.Color("figure:N", title=None, sort=list(_FIGURES.values())),
            tooltip=[
                alt.Tooltip("hour:T", format="%Y-%m-%d %H:%M"),
                alt.Tooltip("figure:N"),
                alt.Tooltip("seconds:Q", format=",.1f"),
            ],
        )
    )


PANEL = Panel(
    section="Charging",
    title="Seconds from stream to view",
    wide=True,
    sql="""
        select
            arrived_hour,
            records,
            latency_median,
            latency_p95,
            latency_max
        from charging_latency
        where arrived_hour >= (
            select dateadd(day, -2, max(arrived_hour)) from charging_latency
        )
        order by arrived_hour
    """,
    says=_says,
    chart=_chart,
)
