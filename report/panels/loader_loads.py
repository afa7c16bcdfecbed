"""What the loader landed, load by load."""

import altair as alt

from report.charts import chart
from report.panel import Chart, Panel, Rows


def _says(rows: Rows) -> str:
    last = rows[-1]
    at = last["finished_at"].replace("T", " ")[:16]
    aside = sum(row["quarantined"] for row in rows)
    return (
        f"The last load ended at {at}: {last['rows']:,} rows of {last['feed']}. Files set aside"
        f" in all that are shown: {aside:,}."
    )


def _chart(rows: Rows) -> Chart:
    base = chart(rows, height=220).encode(
        x=alt.X("finished_at:T", title=None, axis=alt.Axis(format="%m-%d %H:%M")),
        y=alt.Y("rows:Q", title="rows a load", axis=alt.Axis(format="~s")),
    )
    stems = base.mark_rule(strokeWidth=2)
    loads = base.mark_circle(size=90, opacity=1).encode(
        color=alt.Color("feed:N", title=None),
        tooltip=[
            alt.Tooltip("feed:N"),
            alt.Tooltip("load_id:Q", title="load"),
            alt.Tooltip("finished_at:T", title="finished", format="%Y-%m-%d %H:%M:%S"),
            alt.Tooltip("files:Q", format=","),
            alt.Tooltip("rows:Q", format=","),
            alt.Tooltip("seconds:Q", format=".1f"),
            alt.Tooltip("quarantined:Q", title="files set aside", format=","),
        ],
    )
    return stems + loads


# The last of them, because a loader that runs each minute makes half a million a year.
PANEL = Panel(
    section="Loader",
    title="Loads",
    wide=True,
    sql="""
        with latest as (

            select
                feed,
                load_id,
                finished_at,
                datediff(millisecond, started_at, finished_at) / 1000.0 as seconds,
                files,
                quarantined,
                rows
            from loader.loads
            order by finished_at desc, feed, load_id
            limit 500

        )

        select * from latest
        order by finished_at, feed, load_id
    """,
    says=_says,
    chart=_chart,
)
