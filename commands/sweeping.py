"""Whole spaces and whole tables: `sweep` and `batch`."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TextIO

import click

from commands.completing import complete_descriptor, complete_fact
from commands.files import check_place, form_of, tell_written, unwritable, whole_file, write_file
from commands.options import asking_options
from commands.output import answering, progress, say, write, write_document
from engine.ask.batch import PARQUET, answer_table, open_table
from engine.ask.clerk import Part
from engine.ask.sweep import Sweep, blocks_of, goal_of, rows_of, space_of
from engine.ask.sweep import sweep as make_sweep
from engine.infer.crew import Crew
from engine.infer.space import Outcome
from engine.keep.questions import make_question
from engine.language.problems import MANY, InvalidInput, KakehashiError, Place, Problem, invalid
from engine.show.batch import batch_document, batch_page
from engine.show.parquet import check_library, write_batch, write_sweep
from engine.show.rows import batch_rows, sweep_rows
from engine.show.sweep import sweep_document, sweep_page
from engine.show.sweep_picture import sweep_picture
from engine.show.words import counted

FILE = click.Path(dir_okay=False, path_type=Path)
SWEPT = {".csv": "csv", PARQUET: "parquet", ".svg": "svg"}
Block = tuple[Sequence[Outcome], Sequence[int]]
TARGET = click.Path(path_type=Path)  # `check_place` says what is wrong with it


cluster_option = click.option(
    "--dask", metavar="URL", help="By the workers of a Dask scheduler, tcp://HOST:PORT. [default: on this machine]"
)


def crew_at(address: str | None) -> AbstractContextManager[Crew | None]:
    """The cluster at an address; where there is none, nobody but whoever is there anyway."""
    if address is None:
        return nullcontext()
    from engine.infer.cluster import Cluster  # only where one is named

    cluster = Cluster(address)
    for name in list(logging.root.manager.loggerDict):  # what goes wrong there is told by our errors
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return cluster


@click.command(short_help="How the verdict comes out over a whole space of what-ifs.")
@click.argument("descriptors", nargs=-1, metavar="[D[=S|T]]...", shell_complete=complete_fact)
@click.option(
    "--all-unknown", is_flag=True, help="Every observed descriptor too that the verdict rests on and that is not known."
)
@click.option(
    "--of", "goal", default="", metavar="D", shell_complete=complete_descriptor, help="Another descriptor. [default: the verdict]"
)
@click.option("--boxes", default="", metavar="STATE", help="The simplest conditions under which it is in that state.")
@click.option(
    "-o",
    "--output",
    "files",
    multiple=True,
    type=TARGET,
    metavar="FILE",
    help="Every what-if with its outcome as rows (.csv or .parquet), or a picture of up to three descriptors (.svg).",
)
@cluster_option
@asking_options
@answering
def sweep(
    descriptors: tuple[str, ...],
    all_unknown: bool,
    goal: str,
    boxes: str,
    files: tuple[Path, ...],
    dask: str | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """How the verdict comes out for every choice of a state for each of some descriptors, the rest of the case held.

    Descriptors D take all of their states, or those named (D=S|T). The answer says how often each outcome occurs, which
    descriptors separate the outcomes, and how.
    """
    forms = [form_of(str(file), None, SWEPT, "csv", by_option=False) for file in files]
    for file, form in zip(files, forms, strict=True):
        check_place(file)
        if form == "parquet":
            check_library()
    question = make_question(**asked)
    goal = goal_of(question, goal)
    space = space_of(question, descriptors, all_unknown, goal)
    if set(forms) & {"csv", "parquet"}:
        blocks_of(space, goal)  # which refuses what is too large, before the work is done
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        progress(f"{done:,} what-ifs …")

    try:
        with crew_at(dask) as crew:
            answer = make_sweep(question, space, goal, boxes, tick, crew=crew)
    finally:
        progress("")
    for file, form in zip(files, forms, strict=True):
        _write_swept(file, form, answer)
        tell_written(file, f"{'a picture of ' if form == 'svg' else ''}{counted(answer.size, 'what-if')}")
    if as_json:
        write_document(sweep_document(answer))
    else:
        write(sweep_page(answer))


def _write_swept(file: Path, form: str, answer: Sweep) -> None:
    """Writes what-ifs as rows, or the picture of them."""
    question, space, goal = answer.question, answer.space, answer.goal
    if form == "svg":
        write_file(file, [sweep_picture(answer)])
    elif form == "parquet":
        done = 0

        def told(blocks: Iterable[Block]) -> Iterator[Block]:
            nonlocal done
            try:
                for block in blocks:
                    done += len(block[1])
                    progress(f"{done:,} rows …")
                    yield block
            finally:
                progress("")

        with whole_file(file) as target:
            write_sweep(target, question, space, told(blocks_of(space, goal)), goal)
    else:
        names = [digit.descriptor for digit in space.digits]
        parts = sweep_rows(names, rows_of(space, goal), goal == question.base.verdict)
        with _open(file) as written:
            _write_rows(written.write, parts, len(names) + 2)


@click.command(short_help="Answers a table of cases, a row a case and a column a descriptor.")
@click.argument("table", type=FILE, metavar="FILE")
@click.option(
    "-o", "--out", type=TARGET, metavar="FILE", help="Where the answers go: .parquet, or else CSV. [default: stdout, as CSV]"
)
@click.option("--keep", multiple=True, metavar="COLUMN", help="A column that is no descriptor, taken over as it is.")
@click.option("--skip-bad", is_flag=True, help="Leave rows out that cannot be read, and say so on stderr.")
@click.option(
    "--of", "goal", default="", metavar="D", shell_complete=complete_descriptor, help="Another descriptor. [default: the verdict]"
)
@cluster_option
@asking_options
@answering
def batch(
    table: Path, out: Path | None, keep: tuple[str, ...], skip_bad: bool, goal: str, dask: str | None, as_json: bool, **asked: Any
) -> None:
    """Answer a table of cases, CSV or .parquet: a row a case, a column a descriptor, named in the first line.

    A cell holds a state, several joined by |, or a number; an empty one says that nothing is known. What has no column is
    as in the case that is asked. The answers are a table too: line (or row), status and the states left of the verdict.
    """
    if as_json and out is None:
        raise invalid(Place("--json"), "no-place", "the answers to the rows need a place", "Say where with -o FILE.")
    check_place(out)
    typed = out is not None and out.suffix.lower() == PARQUET
    if typed:
        check_library()
    question = make_question(**asked)
    goal = goal_of(question, goal)
    counts: Counter[Outcome] = Counter()
    bad: list[Problem] = []
    skipped = 0

    def noted(parts: Iterable[Part]) -> Iterator[Part]:
        nonlocal skipped
        for part in parts:
            if part.bad and not skip_bad:
                yield part.before(part.problems[0].place.line)
                hint = "Correct it and what follows, or leave bad rows out with --skip-bad."
                stop = Problem(Place(str(table)), "bad-rows", "a row cannot be read; those before it are answered", hint)
                raise InvalidInput([stop, *part.problems])
            counts.update(part.counts)
            bad.extend(part.problems[: MANY - len(bad)])
            skipped += part.bad
            progress(f"{counts.total():,} rows …")
            yield part

    try:
        with open_table(question, table, keep) as source, crew_at(dask) as crew:
            shape = source.table
            answers = noted(answer_table(question, source, goal, crew))
            if out is not None and typed:
                with whole_file(out) as target:
                    write_batch(target, question, shape, source.kinds, answers, goal)
            else:
                rows = batch_rows(shape, answers, goal == question.base.verdict)
                width = len(shape.kept) + 3
                if out is None:
                    _write_rows(say, rows, width)
                else:
                    with _open(out) as written:
                        _write_rows(written.write, rows, width)
    finally:
        progress("")
    for problem in bad:
        click.echo(f"skipped: {problem}", err=True)
    if skipped > len(bad):
        click.echo(f"skipped: {skipped:,} rows in all", err=True)
    if as_json:
        write_document(batch_document(question, shape, goal, counts, skipped, bad))
    elif out is not None:
        write(batch_page(question, goal, counts, skipped, str(out)))


def _write_rows(say: Callable[[str], object], parts: Iterable[str], width: int) -> None:
    """Writes rows, the header first. Where they end too soon, the last row says that they are partial."""
    rows = -1  # the header is none
    try:
        for part in parts:
            rows += part.count("\n")  # before: an interruption meanwhile comes when the part is written
            say(part)
            progress(f"{rows:,} rows …")
    except (KeyboardInterrupt, KakehashiError):
        say(f"# partial: stopped after {max(rows, 0)} rows{',' * (width - 1)}\n")
        raise
    finally:
        progress("")


def _open(file: Path) -> TextIO:
    """A file that is written row by row: what is interrupted leaves the rows before."""
    try:
        return file.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise unwritable(file, "-o", error) from None
