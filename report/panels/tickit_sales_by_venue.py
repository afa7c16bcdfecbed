"""Where people go: the venues of each city on a map of North America."""

import altair as alt

from report.charts import DOLLARS, places
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    first, total = rows[0], sum(row["price_paid"] for row in rows)
    return f"{first['city']} takes {first['price_paid'] / total:.0%} of the sales."


def _chart(rows: Rows) -> Chart:
    tooltip = [
        alt.Tooltip("city:N"),
        alt.Tooltip("venues:Q"),
        alt.Tooltip("best_venue:N", title="best venue"),
        alt.Tooltip("price_paid:Q", title="price paid", format=DOLLARS),
    ]
    return places(rows, "price_paid", "price paid", tooltip, outlines=True)


# One circle a city: its venues would lie upon each other.
PANEL = Panel(
    section="TICKIT",
    title="Sales by venue's city",
    sql="""
        with ranked as (

            select
                venue_city || ', ' || venue_state as city,
                venue_name,
                latitude,
                longitude,
                price_paid,
                row_number() over (
                    partition by venue_city, venue_state
                    order by price_paid desc, venue_id
                ) as place
            from sales_by_venue
            where latitude is not null

        )

        select
            city,
            latitude,
            longitude,
            count(*) as venues,
            max(case when place = 1 then venue_name end) as best_venue,
            sum(price_paid) as price_paid
        from ranked
        group by 1, 2, 3
        having sum(price_paid) > 0
        order by price_paid desc, city
    """,
    says=_says,
    chart=_chart,
)
