"""`python -m tests.conformance`: run the cases, the clients' tests, the adapter's tests."""

import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

import boto3
import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.conformance.cases import (
    DOCUMENTED_EXAMPLES,
    DOCUMENTED_REFUSALS,
    Case,
    documented_examples,
    documented_refusals,
    own_cases,
)
from tests.conformance.judge import Judgement, Verdict, judge
from tests.conformance.suites import ADAPTER, CLIENTS, Outcome, run_suite
from tests.servers import aws_environment, running_localshift, running_ministack

EXAMPLES_RIGHT = 0.85
BUCKET = "lake"  # where the cases that need S3 find one

console = Console(width=120)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--examples",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder with redshift_examples.jsonl and redshift_refusals.jsonl.",
)
@click.option("--only", help="Only the cases whose topic or name begins so; no suites.")
@click.option("--cases-only", is_flag=True, help="Leave out the adapter's and the clients' tests.")
def main(examples: Path | None, only: str | None, cases_only: bool) -> None:
    """Hold localshift against what Redshift's documentation says, and against its clients.

    Exits with 1 when an answer is wrong or when fewer are right than the level that is held.
    """
    logging.getLogger("botocore").setLevel(logging.ERROR)
    cases = list(own_cases())
    if examples is not None:
        cases += [*documented_examples(examples), *documented_refusals(examples)]
    if only is not None:
        cases = [case for case in cases if case.topic.startswith(only) or case.name == only]
    judgements = _judge_all(cases)
    outcomes = [] if cases_only or only else [run_suite(suite) for suite in (ADAPTER, CLIENTS)]
    _print_problems(judgements)
    console.print(_table(judgements, outcomes))
    sys.exit(0 if _level_is_held(judgements, outcomes) else 1)


def _judge_all(cases: list[Case]) -> list[Judgement]:
    with tempfile.TemporaryDirectory() as folder, running_ministack(Path(folder)) as aws:
        environment = aws_environment(aws)
        boto3.client(
            "s3",
            endpoint_url=aws.url,
            region_name=environment["AWS_DEFAULT_REGION"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        ).create_bucket(Bucket=BUCKET)
        with running_localshift(Path(folder), environment) as server:
            dsn = (
                f"host={server.host} port={server.port} dbname=dev"
                " user=admin password=local sslmode=disable"
            )
            numbered = track(list(enumerate(cases)), "cases", console=console, transient=True)
            return [judge(case, dsn, f"conformance_{number}") for number, case in numbered]


def _print_problems(judgements: Iterable[Judgement]) -> None:
    for judgement in judgements:
        case = judgement.case
        if judgement.verdict is Verdict.RIGHT:
            continue
        wanted = case.refuses if case.gives is None else case.gives
        console.print(
            f"[bold]{case.name}[/] ({case.page}): {judgement.verdict.value}", highlight=False
        )
        for label, text in (("sql", case.sql), ("want", wanted), ("got", judgement.answer)):
            console.print(f"  {label:5}{str(text).strip()[:400]}", markup=False, highlight=False)


def _table(judgements: list[Judgement], outcomes: list[Outcome]) -> Table:
    table = Table(title="localshift, held against Redshift")
    for heading in ("what", "right", "refused by name", "wrong", "of", "right, %"):
        table.add_column(heading, justify="left" if heading == "what" else "right")

    def add(what: str, right: int, refused: int, wrong: int) -> None:
        total = right + refused + wrong
        share = f"{100 * right / total:.1f}" if total else "-"
        table.add_row(what, str(right), str(refused), str(wrong), str(total), share)

    for topic, group in groupby(judgements, key=lambda judgement: judgement.case.topic):
        count = Counter(judgement.verdict for judgement in group)
        add(topic, count[Verdict.RIGHT], count[Verdict.REFUSED], count[Verdict.WRONG])
    for outcome in outcomes:
        add(outcome.name, outcome.passed, outcome.skipped, outcome.failed)
    return table


def _level_is_held(judgements: list[Judgement], outcomes: list[Outcome]) -> bool:
    """Nothing is wrong, the project's own cases are right, of the examples a share is."""

    def verdicts(of: Callable[[str], bool]) -> list[Verdict]:
        return [judgement.verdict for judgement in judgements if of(judgement.case.topic)]

    examples = verdicts(lambda topic: topic == DOCUMENTED_EXAMPLES)
    own = verdicts(lambda topic: topic not in (DOCUMENTED_EXAMPLES, DOCUMENTED_REFUSALS))
    return (
        Verdict.WRONG not in verdicts(lambda _: True)
        and Verdict.REFUSED not in own
        and examples.count(Verdict.RIGHT) >= EXAMPLES_RIGHT * len(examples)
        and all(outcome.is_held for outcome in outcomes)
    )


if __name__ == "__main__":
    main()
