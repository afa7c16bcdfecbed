"""Where it is warm: the places of the devices on a map."""

import altair as alt

from report.charts import HEIGHT, chart
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    warmest, coolest = rows[0], rows[-1]
    return (
        f"From {coolest['average_temperature']:.1f} degrees in {coolest['location']} "
        f"to {warmest['average_temperature']:.1f} in {warmest['location']}."
    )


def _chart(rows: Rows) -> Chart:
    places = chart(rows, height=HEIGHT + 80).encode(latitude="latitude:Q", longitude="longitude:Q")
    circles = places.mark_circle(size=600).encode(
        color=alt.Color(
            "average_temperature:Q",
            title="degrees",
            scale=alt.Scale(scheme="yelloworangered"),
            legend=alt.Legend(orient="bottom"),
        ),
        tooltip=[
            alt.Tooltip("location:N"),
            alt.Tooltip("average_temperature:Q", title="average", format=".2f"),
            alt.Tooltip("readings:Q", format=","),
        ],
    )
    degrees = places.mark_text(dy=24).encode(text=alt.Text("average_temperature:Q", format=".1f"))
    return alt.layer(circles, degrees).project("mercator")


PANEL = Panel(
    section="Sensors",
    title="Average temperature by place",
    sql="""
        select
            location,
            latitude,
            longitude,
            average_temperature,
            readings
        from sensor_average_temperatures
        order by average_temperature desc, location
    """,
    says=_says,
    chart=_chart,
)
