"""How the fleet moved through the last day that there are events of."""

import altair as alt

from report.charts import chart
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    most = max(rows, key=lambda row: row["bikes_out"])
    fleet = most["bikes_out"] + most["bikes_docked"]
    at = most["asked_at"].replace("T", " ")[:16]
    return f"Most bikes were out at {at}: {most['bikes_out']:,} of {fleet:,}."


def _chart(rows: Rows) -> Chart:
    return (
        chart(rows)
        .transform_fold(["bikes_out", "bikes_docked"], as_=["where", "bikes"])
        .transform_calculate(where="datum.where == 'bikes_out' ? 'out' : 'docked'")
        .mark_area(interpolate="step-after", tooltip=True)
        .encode(
            x=alt.X("asked_at:T", title=None, axis=alt.Axis(format="%H:%M")),
            y=alt.Y("bikes:Q", title="bikes"),
            color=alt.Color("where:N", title=None, sort=["out", "docked"]),
            order=alt.Order("where:N", sort="ascending"),
        )
    )


PANEL = Panel(
    section="Bikes",
    title="Bikes out and docked",
    wide=True,
    sql="""
        select
            asked_at,
            bikes_out,
            bikes_docked
        from bikes_out_and_docked
        where asked_at >= (select dateadd(day, -1, max(asked_at)) from bikes_out_and_docked)
        order by asked_at
    """,
    says=_says,
    chart=_chart,
)
