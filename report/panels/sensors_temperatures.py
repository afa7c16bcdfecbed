"""How warm it was at each place, in waves."""

import altair as alt

from report.charts import chart
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    warmest = max(rows, key=lambda row: row["temperature"])
    at = warmest["at"].replace("T", " ")[:16]
    return f"Warmest was {warmest['location']} at {at}: {warmest['temperature']:.1f} degrees."


def _chart(rows: Rows) -> Chart:
    return (
        chart(rows)
        .mark_line()
        .encode(
            x=alt.X("at:T", title=None, axis=alt.Axis(format="%H:%M")),
            y=alt.Y("temperature:Q", title="degrees", scale=alt.Scale(zero=False)),
            color=alt.Color("location:N", title=None),
            tooltip=[
                alt.Tooltip("location:N"),
                alt.Tooltip("at:T", format="%H:%M"),
                alt.Tooltip("temperature:Q", format=".1f"),
            ],
        )
    )


PANEL = Panel(
    section="Sensors",
    title="Temperature by place, means of five minutes",
    wide=True,
    sql="""
        select
            location,
            dateadd(
                minute,
                -(extract(minute from recorded_at)::integer % 5),
                date_trunc('minute', recorded_at)
            ) as at,
            avg(temperature) as temperature
        from sensor_readings
        where recorded_at >= (select dateadd(hour, -8, max(recorded_at)) from sensor_readings)
        group by 1, 2
        order by location, at
    """,
    says=_says,
    chart=_chart,
)
