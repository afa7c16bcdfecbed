"""How long readings take to the warehouse."""

import altair as alt

from report.charts import chart
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    slowest = max(rows, key=lambda row: row["latency_seconds"])
    within = sum(row["readings"] for row in rows if row["latency_seconds"] <= 60)
    total = sum(row["readings"] for row in rows)
    return (
        f"{within / total:.0%} of {total:,} readings landed within a minute of their time, "
        f"all within {slowest['latency_seconds'] / 60:,.0f} minutes."
    )


def _chart(rows: Rows) -> Chart:
    return (
        chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("latency_seconds:Q", bin=alt.Bin(maxbins=30), title="seconds"),
            y=alt.Y("sum(readings):Q", title="readings"),
            tooltip=[
                alt.Tooltip("latency_seconds:Q", bin=alt.Bin(maxbins=30), title="seconds"),
                alt.Tooltip("sum(readings):Q", title="readings", format=","),
            ],
        )
    )


# A reading that was played faster than it went has its time from then, and is late by that.
PANEL = Panel(
    section="Sensors",
    title="Seconds from reading to warehouse",
    sql="""
        select
            latency_seconds,
            count(*) as readings
        from sensor_readings
        group by 1
        order by latency_seconds
    """,
    says=_says,
    chart=_chart,
)
