"""What kind of event the money goes to, month by month."""

import altair as alt

from report.charts import DOLLARS, chart
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    totals: dict[str, float] = {}
    for row in rows:
        totals[row["category"]] = totals.get(row["category"], 0) + row["price_paid"]
    best = max(totals, key=lambda category: totals[category])
    return f"{best}: {totals[best] / sum(totals.values()):.0%} of what buyers pay."


def _chart(rows: Rows) -> Chart:
    return (
        chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("yearmonth(month):O", title=None, axis=alt.Axis(format="%b", labelAngle=0)),
            y=alt.Y("price_paid:Q", title="price paid", axis=alt.Axis(format="$~s")),
            color=alt.Color("category:N", title=None),
            tooltip=[
                alt.Tooltip("category:N"),
                alt.Tooltip("month:T", format="%B %Y"),
                alt.Tooltip("price_paid:Q", title="price paid", format=DOLLARS),
            ],
        )
    )


PANEL = Panel(
    section="TICKIT",
    title="Sales by category",
    sql="""
        select
            date_trunc('month', calendar_date)::date as month,
            category_name as category,
            sum(price_paid) as price_paid
        from sales_by_day_and_category
        group by 1, 2
        having sum(price_paid) > 0
        order by month, category
    """,
    says=_says,
    chart=_chart,
)
