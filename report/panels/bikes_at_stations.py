"""Where the bikes stand now."""

import altair as alt

from report.charts import places
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    fullest = rows[0]
    docked = sum(row["bikes"] for row in rows)
    return (
        f"{docked:,} bikes stand at {len(rows):,} stations, {fullest['bikes']:,} of them at"
        f" {fullest['station']}."
    )


def _chart(rows: Rows) -> Chart:
    tooltip = [alt.Tooltip("station:N"), alt.Tooltip("bikes:Q")]
    return places(rows, "bikes", "bikes docked", tooltip, outlines=False)


PANEL = Panel(
    section="Bikes",
    title="Bikes at each station now",
    sql="""
        select
            stations.station_name as station,
            stations.station_latitude as latitude,
            stations.station_longitude as longitude,
            count(bikes.bike_id) as bikes
        from dim_stations as stations
        left join bike_status_current as bikes
            on
                stations.station_id = bikes.station_id
                and bikes.status = 'end'
        group by 1, 2, 3
        order by bikes desc, station
    """,
    says=_says,
    chart=_chart,
)
