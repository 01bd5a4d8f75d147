"""Tables of cases as they are read: their columns, and their rows part by part, whatever the file that they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol

from msgspec import Struct

from engine.ask.question import Question
from engine.language.descriptors import Descriptor
from engine.language.problems import InvalidInput, Place, Problem, did_you_mean

CHUNK = 1 << 12  # rows that are answered together: their cells stay in the cache

Column = Sequence[Any]  # of texts; one that is kept may hold anything


class Table(Struct, frozen=True):
    """The columns of a table: the descriptors by their place in a row, and the columns that are kept as they are.

    `numbered` says what a row is called by: its line in a text, or its number where there are no lines.
    """

    file: str
    width: int
    descriptors: tuple[tuple[int, Descriptor], ...]
    kept: tuple[tuple[int, str], ...]
    numbered: Literal["line", "row"] = "line"


class Cells(Struct, frozen=True):
    """The cells of some rows, column by column, and what each row is called by; `bad` rows, with these problems, are left out."""

    numbers: Sequence[int]
    columns: Sequence[Column]
    problems: Sequence[Problem] = ()
    bad: int = 0


class Rows(Protocol):
    """Some rows of a table, as they are in its file: whoever answers them reads them."""

    def read(self, table: Table) -> Cells:
        """Their cells, all columns of the table."""


class Source(Struct, frozen=True):
    """A table that is read part by part; `kinds` are the types of the columns kept, where the table has types."""

    table: Table
    parts: Iterator[Rows]
    kinds: Mapping[str, Any] = {}


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
