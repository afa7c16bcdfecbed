"""What people pay most to see."""

from report.charts import DOLLARS, ranking
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    first = rows[0]
    return f"{first['event']}: ${first['price_paid']:,.0f}, over all its dates and places."


def _chart(rows: Rows) -> Chart:
    return ranking(rows, "event", "price_paid", DOLLARS)


PANEL = Panel(
    section="TICKIT",
    title="Top events",
    sql="""
        select
            event_name as event,
            sum(price_paid) as price_paid
        from fct_sales
        group by 1
        order by price_paid desc, event
        limit 10
    """,
    says=_says,
    chart=_chart,
)
