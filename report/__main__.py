"""`python -m report` asks the marts and writes the page."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
import redshift_connector.error
from rich.console import Console

from loader.errors import ConfigError
from report.page import Answer, page
from report.panel import all_panels
from report.warehouse import Marts, NotBuiltError, marts


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("report.html"),
    show_default=True,
    help="The file to write.",
)
@click.option("--target", help="Output of the dbt profile; its own default otherwise.")
def main(out: Path, target: str | None) -> None:
    """Write a page of charts from the marts: one file, which opens without a network.

    Run it in the dbt project's folder, after `dbt build`. It connects as dbt does. Panels are the
    files in report/panels; a panel whose marts are not built says so.

    \b
    Exit codes:
      0  every panel has its marts
      1  Redshift did not answer
      2  the dbt profile or the command line is wrong
      3  the page is written, but a panel's marts are not built
    """
    console = Console(highlight=False)
    try:
        with marts(Path.cwd(), target) as warehouse:
            answers = list(_answers(warehouse, console))
            text = page(answers, datetime.now(UTC), warehouse.name)
    except ConfigError as error:
        _fail(console, f"{error}\n  next   {error.next_step}", code=2)
    except (OSError, redshift_connector.error.Error) as error:
        _fail(
            console,
            f"Redshift did not answer: {error}\n"
            "  next   start the warehouse that the dbt profile names; make demo starts the demo's",
            code=1,
        )
    draft = out.with_suffix(".tmp")
    draft.write_text(text, "utf-8")
    draft.replace(out)
    console.print(f"{out.resolve().as_uri()}", markup=False, soft_wrap=True)
    missing = [answer for answer in answers if answer.missing]
    for answer in missing:
        console.print(f"{answer.panel.title}: {answer.missing}", style="red", markup=False)
    sys.exit(3 if missing else 0)


def _answers(warehouse: Marts, console: Console) -> Iterator[Answer]:
    for name, panel in all_panels():
        console.print(f"{panel.section:<8} {panel.title}", style="dim", markup=False)
        try:
            yield Answer(name, panel, warehouse.rows(panel.sql))
        except NotBuiltError as error:
            yield Answer(name, panel, (), missing=f"{error}. dbt build makes it.")


def _fail(console: Console, message: str, code: int) -> NoReturn:
    console.print(f"report: {message}", style="red", markup=False)
    sys.exit(code)


if __name__ == "__main__":
    main()
