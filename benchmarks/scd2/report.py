"""The page of results: what was measured, which goals are met, and why a time is what it is."""

import re
from collections.abc import Iterable, Sequence

from benchmarks.measuring import Measure
from benchmarks.scd2.running import Merged, Spent

OURS, SELF_JOIN = "type_2 (ours)", "self-join procedure"

_HISTORY_GOAL = 2.0
_SELF_JOIN_GOALS = (2.0, 100.0)  # of the first shape, of the second
_LONGEST = 4

_HOW = """
Each history is that of 125,000 bikes, one event a second, each of which opens a version. A longer
history is one of more time: 1 million versions are 12 days, 100 million are three years. Four
batches of 100,000 events are merged one after the other, each later than the one before: many keys
with two events each and few keys with many, all in order and with 5 % late. A late event is 1.4 to
10 days late. No key is in two batches. All competitors have the same data, in a layout of their
own, in the same localshift on disk. The times are DuckDB's, then, and not Redshift's; how they grow
is what they tell.

- **seconds**: what the warehouse spent on the statements of the merge, by `sys_query_history`;
  the start of dbt or dlt is not in it.
- **catalog**: what it spent besides on statements that read the catalog alone, which only dbt
  sends.
- **CPU**: processor seconds of the warehouse for both. On a busy machine they say more.
- **wall**: seconds by the clock, from the start of the run to its end.
- **rows**: versions that are not as before; an update takes one away and writes one.
- **wrong**: versions that are missing, too much, or different from what all events of the touched
  keys give when they are sorted and walked through in plain SQL. Versions that no event of the
  batch can reach are compared with those before it by number and sum.

localshift does not tell how many bytes a statement reads, so they are not here.
"""

_WHO = """
- **type_2 (ours)** is the macro of this project, run by dbt.
- **self-join procedure** is the algorithm of AWS's bike-share example, `sp_load_bikedata`. It pairs
  each event with the later ones of its key in the batch, which is quadratic in the events of a
  key. It ends versions by the first event of a key in the batch alone, so a late event leaves
  versions that overlap. Its history lies sorted by bike, as the sort key of its table says;
  those of the others lie in order of time. This matters: in order of time DuckDB skips blocks
  for the procedure's join by itself, without a literal.
- **dbt snapshot**, strategy `timestamp`, runs on a table of the bikes as they are now. It sees the
  last event of a key in a batch; the others, and late ones, it does not see.
- **dlt scd2** is the SQL that dlt writes for Redshift, `merge_key` the bike. The staging table is
  filled by SQL, so that dlt's loading is not measured. Versions begin when they are loaded, here
  at the end of the batch, so each that it makes is wrong about time.
"""

_WHY = """
The length of the history costs ours next to nothing. The bounds of a batch are literals, by which
blocks of older versions are skipped; only `select max(_load_id)` reads a column of the whole
history. A batch reads the events since its earliest one: here those of ten days at most.

Nearly all of the time is one statement, the query that makes the versions. It sorts the touched
stretch for each of these: which of several events at one instant counts, which change nothing,
where a version ends, which load brought it last; and it compares the result with the versions
that stand, so that no row is written in vain. Where keys have two events each, the procedure does
less: it joins the batch once with the history and once with itself. So it is quicker while the
history is short, and does not ask what makes it wrong: whether an event is late or changes nothing.
On the longest history most of its time is the delete of the versions that it closes, and then the
join with the history. Both look for bikes that lie everywhere in a table sorted by bike; that this
is the cause was not measured apart.

Where keys have 1,000 events each, the procedure makes 50 million pairs. DuckDB makes them fast, so
it takes several times as long as ours, not a hundred times. The pairs grow with the square of the
events of a key, and the time of ours with their number.
"""


def goals(merged: Sequence[Merged]) -> list[Measure]:
    """The goals, each at the sizes that were measured."""
    ours = [each for each in merged if each.competitor == OURS]
    found: list[Measure] = []
    sizes = sorted({each.versions for each in ours})
    for first in (each for each in ours if each.versions == sizes[0] and len(sizes) > 1):
        last = _like(first, ours, versions=sizes[-1])
        what = f"ours: {_million(sizes[-1])} against {_million(sizes[0])}; {_batch(first)}"
        found.append(_at_most(what, last.seconds / first.seconds, _HISTORY_GOAL))
    theirs = [each for each in merged if each.competitor == SELF_JOIN]
    shapes = list(dict.fromkeys(each.shape for each in ours))
    for each in (each for each in ours if not each.late and theirs):
        goal = _SELF_JOIN_GOALS[shapes.index(each.shape)]
        what = f"faster than the self-join procedure; {_million(each.versions)}; {_batch(each)}"
        times = _like(each, theirs, versions=each.versions).seconds / each.seconds
        found.append(
            Measure(what, SELF_JOIN, f"{times:.1f} times", f"{goal:g} times", times >= goal)
        )
    wrong = sum(each.wrong for each in ours)
    kept = all(each.older_kept for each in ours)
    found.append(Measure("ours: wrong versions", "", str(wrong), "0", wrong == 0 and kept))
    return found


def page(merged: Sequence[Merged], machine: str, picture: str) -> str:
    """The whole page, as Markdown."""
    parts = [
        "# What a type-2 merge costs, and whether it is right",
        f"Made by `make bench-scd2`. {machine}",
        f"![Seconds of a merge by the length of the history]({picture})",
        "## Goals",
        _goals_table(goals(merged)),
        "## What was measured",
        _HOW.strip(),
        *(
            f"### {_million(versions)} versions\n\n{_figures_table(merged, versions)}"
            for versions in sorted({each.versions for each in merged})
        ),
        "## Who merges",
        _WHO.strip(),
        "## Where the time of ours goes",
        _WHY.strip(),
        _longest_table([each for each in merged if each.competitor == OURS]),
    ]
    return "\n\n".join(parts) + "\n"


def figures(each: Merged) -> list[str]:
    """A merge as the cells of a table, from who to how many are wrong."""
    return [
        each.competitor,
        f"{each.seconds:.2f}",
        f"{each.catalog_seconds:.2f}" if each.catalog_seconds >= 0.005 else "",
        f"{each.cpu:.2f}",
        f"{each.wall:.1f}",
        f"{each.changed:,}",
        f"{each.wrong:,}" if each.older_kept else f"{each.wrong:,} and older ones",
    ]


FIGURES = ("competitor", "seconds", "catalog", "CPU", "wall", "rows", "wrong")


def _figures_table(merged: Sequence[Merged], versions: int) -> str:
    of_size = [each for each in merged if each.versions == versions]
    batches = list(dict.fromkeys(map(_batch, of_size)))
    rows = sorted(of_size, key=lambda each: batches.index(_batch(each)))
    return _table(("batch", *FIGURES), ([_batch(each), *figures(each)] for each in rows))


def _goals_table(measures: Iterable[Measure]) -> str:
    verdict = {True: "met", False: "**missed**", None: ""}
    rows = ([each.what, each.value, each.goal, verdict[each.met]] for each in measures)
    return _table(("what", "measured", "goal", ""), rows)


def _longest_table(ours: Sequence[Merged]) -> str:
    ends = {min(each.versions for each in ours), max(each.versions for each in ours)}
    rows = (
        [_million(each.versions), _batch(each), f"{spent.seconds:.2f}", f"`{_begin(spent)}`"]
        for each in ours
        if not each.late and each.versions in ends
        for spent in [spent for spent in each.statements if not spent.on_catalog][:_LONGEST]
    )
    return _table(("versions", "batch", "seconds", "statement"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _at_most(what: str, times: float, goal: float) -> Measure:
    return Measure(what, "", f"{times:.1f} times", f"at most {goal:g} times", times <= goal)


def _like(one: Merged, others: Iterable[Merged], versions: int) -> Merged:
    wanted = (versions, one.shape, one.late)
    return next(each for each in others if (each.versions, each.shape, each.late) == wanted)


def _batch(each: Merged) -> str:
    return f"{each.shape}, {'5 % late' if each.late else 'in order'}"


def _begin(spent: Spent) -> str:
    """How a statement begins, without the digits that dbt gives a temporary table."""
    return re.sub(r"__dbt_tmp\d+", "__dbt_tmp", spent.statement).replace('"', "")[:70]


def _million(versions: int) -> str:
    return f"{versions / 1e6:g} million"
