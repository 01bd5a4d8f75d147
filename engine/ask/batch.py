"""Batches: a table of cases, a row a case and a column a descriptor, answered row by row in bounded memory.

A cell says what a fact would: a state, several joined by ``|``, a number or a range. An empty cell: nothing is known. What
has no column is as in the case that is asked.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from engine.ask.clerk import Clerk, Part, Table
from engine.ask.question import Question
from engine.infer.crew import Beside, Crew
from engine.language.descriptors import Descriptor
from engine.language.problems import InvalidInput, Place, Problem, did_you_mean, invalid

CHUNK = 1 << 12  # rows that are answered together: their cells stay in the cache
LONGEST = 1 << 20  # characters in a line: more is no table of cases

PARQUET = ".parquet"


class Rows(Protocol):
    """Some rows of a table, as they are in its file."""

    def answered(self, clerk: Clerk) -> Part:
        """What the clerk of the table says to them."""


class Lines(Struct, frozen=True):
    """Lines of a text, the number of the first of them, and the problems of the rows that are left out."""

    first: int
    lines: list[str]
    problems: tuple[Problem, ...]

    def answered(self, clerk: Clerk) -> Part:
        """What the clerk of the table says to them."""
        return clerk.answer(self.first, self.lines, self.problems)


class Source(Struct, frozen=True):
    """A table that is answered part by part; `kinds` are the types of the columns kept, where the table has types."""

    table: Table
    parts: Iterator[Rows]
    kinds: Mapping[str, Any] = {}


@contextmanager
def open_table(question: Question, file: Path, keep: Iterable[str]) -> Iterator[Source]:
    """The table in a file: Parquet where its name ends so, else CSV. Raises `InvalidInput` where it is none."""
    try:
        if file.suffix.lower() == PARQUET:
            from engine.ask.parquet import read_parquet  # only where there is some

            with file.open("rb") as source:
                yield read_parquet(question, str(file), source, keep)
        else:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                table = read_header(question, str(file), next(lines, ""), keep)
                yield Source(table, _parts(table, lines))
    except UnicodeDecodeError:
        raise invalid(Place(str(file)), "not-utf8", "the file is not UTF-8 text", "Save it as UTF-8.") from None
    except FileNotFoundError:
        raise invalid(Place(str(file)), "no-file", "there is no such file", "Name a CSV or a Parquet file.") from None


def read_header(question: Question, file: str, line: str, keep: Iterable[str]) -> Table:
    """The table that a header describes. Raises `InvalidInput` with every column that does not fit."""
    return table_of(question, file, [name.strip() for name in next(csv.reader([line]), [])], keep)


def table_of(question: Question, file: str, names: Sequence[str], keep: Iterable[str]) -> Table:
    """The table with these columns. Raises `InvalidInput` with every one that does not fit."""
    kept = tuple(keep)
    problems: list[Problem] = []
    descriptors: list[tuple[int, Descriptor]] = []
    for at, name in enumerate(names):
        place = Place(file, 1, at + 1)
        found = question.base.vocabulary.find(name)
        if name in names[:at] or found in [descriptor for _, descriptor in descriptors]:
            problems.append(Problem(place, "column-twice", f"two columns are named `{name[:80]}`", "Each descriptor has one."))
        elif name in kept:
            continue
        elif found is None:
            hint = did_you_mean(name, question.base.descriptors) or "Its header names descriptors."
            message = f"`{name[:80]}` is no descriptor of {question.base.name}"
            problems.append(Problem(place, "unknown-column", message, f"{hint} --keep NAME takes a column over as it is."))
        elif found.is_context:
            problems.append(
                Problem(place, "context-descriptor", f"no rule reads {name}", f"--keep {name} takes it over as it is.")
            )
        else:
            descriptors.append((at, found))
    for name in kept:
        if name not in names:
            problems.append(
                Problem(Place("--keep"), "unknown-column", f"the table has no column `{name[:80]}`", did_you_mean(name, names))
            )
    if not problems and not descriptors:
        problems.append(
            Problem(Place(file, 1, 1), "no-columns", "no column is a descriptor", "The first line names them, one a column.")
        )
    if problems:
        raise InvalidInput(problems)
    return Table(file, len(names), tuple(descriptors), tuple((names.index(name), name) for name in dict.fromkeys(kept)))


class Clerking(Struct, frozen=True):
    """The work of answering a table of cases, part by part."""

    question: Question
    table: Table
    goal: str
    in_threads: bool = False

    def prepare(self) -> Callable[[Rows], Part]:
        """What answers the rows of a part."""
        clerk = Clerk(self.question, self.table, self.goal)
        return lambda rows: rows.answered(clerk)


def answer_table(question: Question, source: Source, goal: str = "", crew: Crew | None = None) -> Iterator[Part]:
    """The answers to a table, part by part and in order, by a crew (None: on all cores).

    Only a few parts for each core are held at a time.
    """
    return (crew or Beside()).carry_out(Clerking(question, source.table, goal or question.base.verdict), source.parts)


def _parts(table: Table, lines: Iterator[str]) -> Iterator[Lines]:
    """The lines in parts, each with the number of its first; a row whose cells in quotes go on is not torn apart.

    A row in which a quote never ends is left empty, with a problem at the line where the quote opens.
    """
    number, ahead = 2, list[str]()
    while part := ahead + list(islice(lines, CHUNK - len(ahead))):
        problems: list[Problem] = []
        at = row = opened = 0
        within = False
        while at < CHUNK or within:
            if at == len(part) and (more := next(lines, None) if within and at - row <= CHUNK else None) is not None:
                part.append(more)
            if within and (at == len(part) or at - row > CHUNK):
                place = Place(table.file, number + opened, 1)
                hint = f"Close it, or double the sign; a row goes on for {CHUNK:,} lines at most."
                problems.append(Problem(place, "open-quote", "a cell in quotes never ends", hint))
                part[row : opened + 1] = ["\n"] * (opened + 1 - row)
                at = row = opened + 1
                within = False
                continue
            if at == len(part):
                break
            line = part[at]
            if len(line) > LONGEST:
                raise invalid(
                    Place(table.file, number + at), "long-line", f"the line has {len(line):,} characters", "A row is a case."
                )
            if '"' in line:
                last = _open_quote(line, within)
                if last > 0:
                    opened = at
                within = last >= 0
            at += 1
            if not within:
                row = at
        ahead = part[at:]
        yield Lines(number, part[:at], tuple(problems))
        number += at


def _open_quote(line: str, within: bool) -> int:
    """Where what follows the quote begins that is open at the end of a line: 0 if it opened on a line before, -1 if none is.

    A quote opens at the start of a cell only; elsewhere it is a sign like any other, as `csv` has it.
    """
    begin = 0 if within else 1 if line.startswith('"') else _after_comma(line, 0)
    while begin >= 0:
        end = line.find('"', begin)
        while end >= 0 and line.startswith('"', end + 1):
            end = line.find('"', end + 2)
        if end < 0:
            return begin
        begin = _after_comma(line, end + 1)
    return -1


def _after_comma(line: str, begin: int) -> int:
    """Where what follows the next quote at the start of a cell begins, or -1."""
    found = line.find(',"', begin)
    return found if found < 0 else found + 2
