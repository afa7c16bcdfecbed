"""`python -m localshift`: start the server."""

import logging
import sys

import click
import duckdb

from localshift.engine import Engine
from localshift.server import Server, wait_for_signal


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--port", default=5439, show_default=True, help="Port to listen on; 0 takes any.")
@click.option(
    "--path",
    default="warehouse.duckdb",
    show_default=True,
    help="The file that holds the data; ':memory:' keeps nothing.",
)
@click.option("--verbose", is_flag=True, help="Log each connection and error.")
def main(port: int, path: str, verbose: bool) -> None:
    """A Redshift for one machine.

    Clients connect to 127.0.0.1 with database 'dev', user 'admin', password 'local', without SSL:

    \b
        psql "host=127.0.0.1 port=5439 dbname=dev user=admin password=local sslmode=disable"

    COPY reads from S3 at the endpoint that AWS_ENDPOINT_URL names.
    """
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    for chatty in ("botocore", "boto3", "urllib3", "s3transfer", "sqlglot"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    try:
        engine = Engine(path)
    except duckdb.Error as error:
        sys.exit(f"localshift: cannot open {path}: {str(error).splitlines()[0]}")
    server = Server(engine, port)
    try:
        listening = server.start()
    except OSError as error:
        sys.exit(
            f"localshift: cannot listen on 127.0.0.1:{port}: {error.strerror}."
            " Is another one running? --port takes another port."
        )
    click.echo(f"localshift: ready on 127.0.0.1:{listening}, database {engine.database}, {path}")
    sys.stdout.flush()
    wait_for_signal()
    server.stop()
    engine.close()


if __name__ == "__main__":
    main()
