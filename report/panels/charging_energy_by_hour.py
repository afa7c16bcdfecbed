"""When cars are charged, by the stations' own clocks."""

import altair as alt

from report.charts import chart
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    total = sum(row["energy_kwh"] for row in rows)
    most = max(rows, key=lambda row: row["energy_kwh"])
    at = most["hour"].replace("T", " ")[:16]
    return f"{total:,.0f} kWh; most in the hour from {at}, {most['energy_kwh']:,.0f} kWh."


def _chart(rows: Rows) -> Chart:
    return (
        chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("hour:T", title=None, axis=alt.Axis(format="%d %H:%M")),
            y=alt.Y("energy_kwh:Q", title="kWh"),
            tooltip=[
                alt.Tooltip("hour:T", format="%Y-%m-%d %H:%M"),
                alt.Tooltip("energy_kwh:Q", title="kWh", format=",.1f"),
                alt.Tooltip("sessions:Q", format=","),
            ],
        )
    )


PANEL = Panel(
    section="Charging",
    title="Energy by hour",
    sql="""
        select
            local_hour as hour,
            sum(energy_kwh) as energy_kwh,
            sum(sessions) as sessions
        from charging_load_by_station_and_hour
        where local_hour >= (
            select dateadd(day, -2, max(local_hour)) from charging_load_by_station_and_hour
        )
        group by 1
        order by hour
    """,
    says=_says,
    chart=_chart,
)
