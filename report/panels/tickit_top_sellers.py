"""Who sells most."""

from report.charts import DOLLARS, ranking
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    first = rows[0]
    return f"{first['seller']} sold for ${first['price_paid']:,.0f}."


def _chart(rows: Rows) -> Chart:
    return ranking(rows, "seller", "price_paid", DOLLARS)


# With the user name, because two sellers may share the other.
PANEL = Panel(
    section="TICKIT",
    title="Top sellers",
    sql="""
        select
            full_name || ' (' || username || ')' as seller,
            lifetime_value as price_paid
        from dim_sellers
        order by price_paid desc, seller
        limit 10
    """,
    says=_says,
    chart=_chart,
)
