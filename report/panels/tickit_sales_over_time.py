"""What was sold each day, and in the week around it."""

import altair as alt

from report.charts import DOLLARS, chart
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    best = max(rows, key=lambda row: row["price_paid"])
    total = sum(row["price_paid"] for row in rows)
    return (
        f"${total:,.0f} in {len(rows):,} days; the best day was {best['day'][:10]} with"
        f" ${best['price_paid']:,.0f}."
    )


def _chart(rows: Rows) -> Chart:
    base = chart(rows).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%b", tickCount="month"))
    )
    days = base.mark_bar(opacity=0.35, tooltip=True).encode(
        y=alt.Y("price_paid:Q", title="a day, and the mean of seven", axis=alt.Axis(format="$~s")),
        tooltip=[
            alt.Tooltip("day:T", format="%Y-%m-%d"),
            alt.Tooltip("price_paid:Q", title="price paid", format=DOLLARS),
            alt.Tooltip("tickets_sold:Q", title="tickets sold", format=","),
        ],
    )
    week = base.mark_line().encode(y="week:Q")
    return days + week.transform_window(
        week="mean(price_paid)", frame=[-3, 3], sort=[alt.SortField("day")]
    )


PANEL = Panel(
    section="TICKIT",
    title="Sales over the year",
    wide=True,
    sql="""
        select
            calendar_date as day,
            sum(price_paid) as price_paid,
            sum(tickets_sold) as tickets_sold
        from sales_by_day_and_category
        group by 1
        order by day
    """,
    says=_says,
    chart=_chart,
)
