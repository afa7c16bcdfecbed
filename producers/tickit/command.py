"""The command `python -m producers tickit`."""

import math
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from botocore.exceptions import BotoCoreError, ClientError

from producers.rows import UnusableFileError
from producers.terminal import NOT_ALL_SENT, UNUSABLE, fail, progress_of
from producers.tickit import facts
from producers.tickit.files import written
from producers.tickit.generate import generate, scaled
from producers.tickit.upload import upload

_PLACE = re.compile(r"s3://(?P<bucket>[^/]+)(?:/(?P<prefix>.*?))?/*")


def _place(_: click.Context, __: click.Parameter, url: str | None) -> tuple[str, str] | None:
    """Bucket and prefix of an S3 URL."""
    if url is None:
        return None
    if not (found := _PLACE.fullmatch(url)):
        raise click.BadParameter(f"{url!r} is not of the form s3://bucket/prefix")
    return found["bucket"], found["prefix"] or ""


def _scale(_: click.Context, __: click.Parameter, scale: float) -> float:
    """A number; click takes nan to be within every range."""
    if math.isnan(scale):
        raise click.BadParameter("nan is no number")
    return scale


@click.command(short_help="Make the files of TICKIT, a site that sells tickets.")
@click.option(
    "--scale",
    type=click.FloatRange(0, 100, min_open=True),
    callback=_scale,
    default=1,
    show_default=True,
    help="Size: 1 is the real one. Categories, dates and venues keep theirs.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory to write to; files of an earlier run are replaced.",
)
@click.option(
    "--s3",
    "place",
    metavar="s3://BUCKET/PREFIX",
    callback=_place,
    help="Place on S3 to put the files, with or without --out.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Number that decides all chances; the same seed and scale give the same bytes.",
)
@click.option(
    "--real",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory with AWS's own category_pipe.txt, date2008_pipe.txt, venue_pipe.txt and "
    "allevents_pipe.txt, to take the place of the generated ones at any scale.",
)
def tickit(
    scale: float, out: Path | None, place: tuple[str, str] | None, seed: int, real: Path | None
) -> None:
    """Make the seven files of TICKIT, AWS's sample of a site where people sell tickets.

    At scale 1 there are 11 categories, 365 dates, 202 venues, 8,798 events, 49,990 users, 192,497
    listings and 172,456 sales, as in the sample. Everything fits: a sale has its listing, is made
    after that and before the event, and takes no more tickets than are left.

    The files are text, with fields separated by | and no header. Listings and sales are gzipped
    and lie in a directory for each month.

    \b
    Examples:
      python -m producers tickit --scale 0.01 --out tickit
      python -m producers tickit --s3 s3://bucket/tickit
      python -m producers tickit --real downloads --out tickit
    """
    if out is None and place is None:
        raise click.UsageError("Say where to: --out, --s3 or both.")
    with TemporaryDirectory() as temporary:
        directory = out or Path(temporary)
        _generate(directory, scale, seed, real)
        if place:
            _upload(directory, *place)


def _generate(directory: Path, scale: float, seed: int, real: Path | None) -> None:
    with progress_of("listings") as progress:
        task = progress.add_task("listings", total=scaled(facts.LISTINGS, scale))
        try:
            counts = generate(
                directory,
                scale=scale,
                seed=seed,
                real=real,
                on_listed=lambda listed: progress.update(task, completed=listed),
            )
        except (UnusableFileError, OSError) as error:
            fail(str(error), UNUSABLE)
    click.echo(", ".join(f"{table} {count}" for table, count in counts.items()))


def _upload(directory: Path, bucket: str, prefix: str) -> None:
    paths = written(directory)
    with progress_of("uploading") as progress:
        task = progress.add_task("uploading", total=len(paths))
        try:
            upload(paths, directory, bucket, prefix, lambda: progress.advance(task))
        except ClientError as error:
            fail(f"not all files are on S3: {error}", NOT_ALL_SENT)
        except BotoCoreError as error:
            fail(str(error), UNUSABLE)
    click.echo(f"put {len(paths)} files below s3://{bucket}/{prefix}")
