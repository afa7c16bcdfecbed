"""How many charging spaces had a car lately."""

import altair as alt

from report.charts import chart
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    spaces = sum(row["spaces"] for row in rows)
    lately = sum(row["spaces"] for row in rows if row["place"] == 0)
    return f"{lately:,} of {spaces:,} spaces had a car connected in the last hour."


def _chart(rows: Rows) -> Chart:
    return (
        chart(rows)
        .mark_bar()
        .encode(
            x=alt.X(
                "connected:O", title="last car connected", sort=None, axis=alt.Axis(labelAngle=0)
            ),
            y=alt.Y("spaces:Q"),
            tooltip=[alt.Tooltip("connected:O"), alt.Tooltip("spaces:Q", format=",")],
        )
    )


PANEL = Panel(
    section="Charging",
    title="Charging spaces by their last car",
    sql="""
        with placed as (

            select
                case
                    when minutes_since_connected < 60 then 0
                    when minutes_since_connected < 240 then 1
                    when minutes_since_connected < 1440 then 2
                    else 3
                end as place
            from charging_spaces_current

        )

        select
            place,
            case place
                when 0 then 'in the last hour'
                when 1 then 'up to 4 hours ago'
                when 2 then 'up to a day ago'
                else 'longer ago'
            end as connected,
            count(*) as spaces
        from placed
        group by 1, 2
        order by place
    """,
    says=_says,
    chart=_chart,
)
