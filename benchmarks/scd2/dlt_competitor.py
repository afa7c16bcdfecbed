"""dlt's scd2: the statements that dlt itself writes for Redshift, on a staging table filled here.

dlt loads the state of the bikes that a batch has touched, with `bike_id` as merge key, so that it
leaves the others alone. The time of the load is that of the batch's last event.
"""

import dlt
from dlt.destinations import redshift
from dlt.destinations.impl.redshift.configuration import RedshiftCredentials
from dlt.destinations.impl.redshift.redshift import RedshiftMergeJob, RedshiftSqlClient
from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class

from benchmarks.scd2.competitors import STATE_COLUMNS, Competitor, run_all
from benchmarks.scd2.workload import OPEN_END, STATE, Batch

_STATE = ", ".join(STATE)
_NAME = "bikes_by_dlt"
_STAGING = f"analytics_staging.{_NAME}"
_COLUMNS = f"""
    bike_id bigint, {STATE_COLUMNS}, _dlt_id varchar(32), _dlt_load_id varchar(32),
    _dlt_valid_from timestamptz, _dlt_valid_to timestamptz"""

# dlt makes such a hash of a row's values in Python, before it loads the row.
_HASH = f"left(md5(bike_id::varchar || '|' || {' || '.join(f'{c}::varchar' for c in STATE)}), 20)"


def merge_statements(loaded_at: str) -> list[str]:
    """What dlt would run for a load at that time, an ISO 8601 timestamp."""
    types = {"bike_id": "bigint", "station_id": "bigint", "_dlt_id": "text", "_dlt_load_id": "text"}
    names = ("bike_id", *STATE, "_dlt_load_id")
    resource = dlt.resource(
        [],
        name=_NAME,
        merge_key="bike_id",
        write_disposition={
            "disposition": "merge",
            "strategy": "scd2",
            "boundary_timestamp": loaded_at,
        },
        columns={name: {"name": name, "data_type": types.get(name, "text")} for name in names},
    )
    table = resource.compute_table_schema()
    table["columns"]["_dlt_id"]["data_type"] = "text"
    credentials = RedshiftCredentials()
    credentials.database = "dev"
    names_of = RedshiftSqlClient(
        "analytics", "analytics_staging", credentials, redshift().capabilities()
    )
    written: list[str] = RedshiftMergeJob.generate_sql([table], names_of)
    return written


def dlt_scd2() -> Competitor:
    """dlt's merge in one transaction, as dlt runs it."""

    def stage(batch: Batch) -> list[str]:
        return [
            f"delete from {_STAGING}",
            f"""
            insert into {_STAGING} select bike_id, {_STATE}, {_HASH}, '{batch.load_id}', null, null
            from (
                select *, row_number() over (
                    partition by bike_id order by occurred_at desc
                ) as place
                from landing.batch
            ) as ranked where place = 1""",
        ]

    def merge(connection: Connection, batch: Batch) -> None:
        statements = merge_statements(f"{batch.ended_at.isoformat()}Z")
        run_all(connection, ["begin", *statements, "commit"])

    return Competitor(
        name="dlt scd2",
        table=f"analytics.{_NAME}",
        columns=_COLUMNS,
        sortkey="_dlt_valid_to, bike_id",
        layout=f"""
            bike_id, {_STATE}, {_HASH}, _load_id::varchar, occurred_at::timestamptz,
            case when not is_current then end_at::timestamptz end""",
        compared=f"""
            bike_id, _dlt_valid_from::timestamp as effective_at,
            coalesce(_dlt_valid_to::timestamp, '{OPEN_END}') as end_at, {_STATE}""",
        merge=merge,
        prepare=(f"create table {_STAGING} ({_COLUMNS})",),
        stage=stage,
        clear=(f"drop table {_STAGING}",),
    )
