"""Which stations bikes leave most."""

from report.charts import ranking
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    return f"Most rides began at {rows[0]['station']}."


def _chart(rows: Rows) -> Chart:
    return ranking(rows, "station", "rides", ",.0f")


PANEL = Panel(
    section="Bikes",
    title="Rides by station where they began",
    sql="""
        select
            stations.station_name as station,
            count(*) as rides
        from bike_status_history as history
        inner join dim_stations as stations on history.station_id = stations.station_id
        where history.status = 'start'
        group by 1
        order by rides desc, station
        limit 12
    """,
    says=_says,
    chart=_chart,
)
