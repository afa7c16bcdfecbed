"""`python -m localshift`: start the server, or tell what it does."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import duckdb

from localshift.data_api.server import DataApiServer
from localshift.engine import Engine
from localshift.errors import SqlError
from localshift.inspecting import duckdb_plan, duckdb_sql
from localshift.inventory import inventory
from localshift.server import Server, wait_for_signal
from localshift.streaming.refresher import Refresher

DATA_API_PORT = 8439

_path = click.option(
    "--path",
    default=":memory:",
    show_default=True,
    help="The warehouse to look into; nothing is changed in it.",
)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--port", default=5439, show_default=True, help="Port to listen on; 0 takes any.")
@click.option(
    "--data-api-port",
    type=int,
    help=f"Port of the Data API; 0 takes any.  [default: {DATA_API_PORT}, or any if it is taken]",
)
@click.option(
    "--path",
    default="warehouse.duckdb",
    show_default=True,
    help="The file that holds the data; ':memory:' keeps nothing.",
)
@click.option("--verbose", is_flag=True, help="Log each connection, each error and DuckDB's SQL.")
@click.pass_context
def main(
    context: click.Context, port: int, data_api_port: int | None, path: str, verbose: bool
) -> None:
    """A Redshift for one machine.

    Clients connect to 127.0.0.1 with database 'dev', user 'admin', password 'local', without SSL:

    \b
        psql "host=127.0.0.1 port=5439 dbname=dev user=admin password=local sslmode=disable"
        boto3.client("redshift-data", endpoint_url="http://127.0.0.1:8439")

    S3, Glue and Kinesis are at the endpoint that AWS_ENDPOINT_URL names.
    """
    if context.invoked_subcommand is None:
        _serve(port, data_api_port, path, verbose)


@main.command()
def functions() -> None:
    """List what is implemented and what is refused, in Markdown."""
    click.echo(inventory(), nl=False)


@main.command("sql")
@click.argument("statements")
@_path
def show_sql(statements: str, path: str) -> None:
    """Show the SQL that DuckDB gets for the last of STATEMENTS.

    Those before it are run first, and all are rolled back:

    \b
        python -m localshift sql "create table t (a int); select a / 2 from t"
    """
    with _reported(path) as engine:
        for text in duckdb_sql(engine, statements):
            click.echo(f"{text};")


@main.command()
@click.argument("statements")
@_path
def explain(statements: str, path: str) -> None:
    """Show DuckDB's plan for the last of STATEMENTS; those before it are run first."""
    with _reported(path) as engine:
        click.echo(duckdb_plan(engine, statements))


@contextmanager
def _reported(path: str) -> Iterator[Engine]:
    """Open a warehouse; what goes wrong ends the command with one line."""
    engine = _opened(path)
    try:
        yield engine
    except SqlError as error:
        sys.exit(f"localshift: {error}")
    finally:
        engine.close()


def _opened(path: str) -> Engine:
    try:
        return Engine(path)
    except duckdb.Error as error:
        sys.exit(f"localshift: cannot open {path}: {str(error).splitlines()[0]}")


def _serve(port: int, data_api_port: int | None, path: str, verbose: bool) -> None:
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    for chatty in ("botocore", "boto3", "urllib3", "s3transfer", "sqlglot"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    engine = _opened(path)
    server, data_api = Server(engine, port), DataApiServer(engine)
    api_ports = (DATA_API_PORT, 0) if data_api_port is None else (data_api_port,)
    with _told(port, "--port"):
        listening = server.start()
    with _told(api_ports[0], "--data-api-port"):
        api_listening = data_api.start(*api_ports)
    click.echo(
        f"localshift: ready on 127.0.0.1:{listening}, database {engine.database}, {path},"
        f" Data API on 127.0.0.1:{api_listening}"
    )
    sys.stdout.flush()
    refresher = Refresher(engine)
    refresher.start()
    wait_for_signal()
    refresher.stop()
    data_api.stop()
    server.stop()
    engine.close()


@contextmanager
def _told(port: int, option: str) -> Iterator[None]:
    """A port that is taken ends the command with a line that says how to take another."""
    try:
        yield
    except OSError as error:
        sys.exit(
            f"localshift: cannot listen on 127.0.0.1:{port}: {error.strerror}."
            f" Is another one running? {option} takes another port."
        )


if __name__ == "__main__":
    main()
