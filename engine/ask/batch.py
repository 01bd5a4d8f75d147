"""Batches: a table of cases, a row a case and a column a descriptor, answered row by row in bounded memory.

A cell says what a fact would: a state, several joined by ``|``, a number or a range. An empty cell: nothing is known. What
has no column is as in the case that is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from msgspec import Struct

from engine.ask.clerk import Clerk, Part
from engine.ask.lines import read_lines
from engine.ask.question import Question
from engine.ask.tables import Rows, Source, Table
from engine.infer.crew import Beside, Crew
from engine.language.problems import Place, invalid

PARQUET = ".parquet"


@contextmanager
def open_table(question: Question, file: Path, keep: Iterable[str]) -> Iterator[Source]:
    """The table in a file: Parquet where its name ends so, else CSV. Raises `InvalidInput` where it is none."""
    is_typed = file.suffix.lower() == PARQUET
    with _opened(file, is_typed) as opened:
        try:
            if is_typed:
                from engine.ask.parquet import read_parquet  # only where there is some

                yield read_parquet(question, str(file), opened, keep)
            else:
                yield read_lines(question, str(file), opened, keep)
        except UnicodeDecodeError:  # of lines that are read meanwhile
            raise invalid(Place(str(file)), "not-utf8", "the file is not UTF-8 text", "Save it as UTF-8.") from None


def _opened(file: Path, is_typed: bool) -> IO[Any]:
    try:
        return file.open("rb") if is_typed else file.open(encoding="utf-8-sig", newline="")
    except FileNotFoundError:
        raise invalid(Place(str(file)), "no-file", "there is no such file", "Name a CSV or a Parquet file.") from None


class Clerking(Struct, frozen=True):
    """The work of answering a table of cases, part by part."""

    question: Question
    table: Table
    goal: str
    in_threads: bool = False

    def prepare(self) -> Callable[[Rows], Part]:
        """What answers the rows of a part."""
        return Clerk(self.question, self.table, self.goal).answer


def answer_table(question: Question, source: Source, goal: str = "", crew: Crew | None = None) -> Iterator[Part]:
    """The answers to a table, part by part and in order, by a crew (None: on all cores).

    Only a few parts for each core are held at a time.
    """
    return (crew or Beside()).carry_out(Clerking(question, source.table, goal or question.base.verdict), source.parts)
