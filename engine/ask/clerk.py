"""A clerk answers parts of a table of cases: it knows what cells mean, and keeps the circuits that it has made."""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.question import Question
from engine.infer.batches import BatchKernel
from engine.infer.space import Outcome
from engine.language.descriptors import Descriptor
from engine.language.facts import Fact, states_left
from engine.language.problems import MANY, Place, Problem
from engine.language.resolving import Resolver

csv.field_size_limit(2**31 - 1)  # how long a line may be is said by `engine.ask.batch`, with its place

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


class Part(Struct, frozen=True):
    """Some rows of a table, answered, and what was wrong with others.

    `lines` tells where each answered row stands, `kept` the cells of each kept column, `answers` the place among `outcomes`.
    Of the `bad` rows the problems of the first are told.
    """

    outcomes: tuple[Outcome, ...]
    lines: Sequence[int]
    kept: tuple[Column, ...]
    answers: Sequence[int]
    problems: tuple[Problem, ...]
    bad: int

    @property
    def counts(self) -> Counter[Outcome]:
        """How often each outcome occurs."""
        return Counter({self.outcomes[at]: count for at, count in Counter(self.answers).items()})

    def before(self, line: int) -> Part:
        """The rows before a line."""
        count = bisect_left(self.lines, line)
        kept = tuple(column[:count] for column in self.kept)
        return replace(self, lines=self.lines[:count], kept=kept, answers=self.answers[:count])


class Clerk:
    """Answers parts of one table."""

    def __init__(self, question: Question, table: Table, goal: str) -> None:
        self.base, self.table = question.base, table
        self.kernel = BatchKernel(question.program, question.situation, [d.id for _, d in table.descriptors], goal)
        self.meanings: list[dict[str, int]] = [{"": (1 << len(d.states)) - 1} for _, d in table.descriptors]

    def answer(self, first: int, lines: Sequence[str], dropped: Sequence[Problem] = ()) -> Part:
        """The rows of some lines; `first` is the number of the first of them, `dropped` has a problem for each row left out."""
        numbers, columns, problems, bad = self._columns(first, lines)
        return self.answer_columns(numbers, columns, [*problems, *dropped], bad + len(dropped))

    def answer_columns(self, numbers: Sequence[int], columns: Sequence[Column], problems: list[Problem], bad: int = 0) -> Part:
        """The rows of some columns, all of the width of the table; `bad` rows, with these problems, are left out of them."""
        masks, wrong = [], set[int]()
        for (at, descriptor), meaning in zip(self.table.descriptors, self.meanings, strict=True):
            try:
                masks.append(list(map(meaning.__getitem__, columns[at])))
            except KeyError:
                wrong |= self._learn(
                    descriptor, meaning, columns[at], [Place(self.table.file, n, at + 1) for n in numbers], problems
                )
                masks.append([meaning.get(text, 1) for text in columns[at]])
        if wrong:
            bad += len(wrong)
            right = [row for row in range(len(numbers)) if row not in wrong]
            numbers = [numbers[row] for row in right]
            columns = [[column[row] for row in right] for column in columns]
            masks = [[column[row] for row in right] for column in masks]
        found = self.kernel.answer(masks, len(numbers))
        kept = tuple(columns[at] for at, _ in self.table.kept)
        told = tuple(sorted(problems, key=lambda problem: problem.place)[:MANY])
        return Part(found.outcomes, numbers, kept, found.rows, told, bad)

    def _columns(self, first: int, lines: Sequence[str]) -> tuple[Sequence[int], Sequence[Column], list[Problem], int]:
        """The line of each row that has as many cells as there are columns, the columns, and what is wrong with other rows."""
        width = self.table.width
        text = "".join(lines).replace("\r\n", "\n")
        plain = '"' not in text and "\r" not in text and text.endswith("\n")
        blank = width == 1 and ("\n\n" in text or text.startswith("\n"))  # a row of one empty cell looks the same
        if plain and not blank and all(line.count(",") == width - 1 for line in lines):
            cells = text[:-1].replace("\n", ",").split(",")  # much quicker than a reader of CSV
            return range(first, first + len(lines)), [cells[at::width] for at in range(width)], [], 0
        reader = csv.reader(lines)
        numbers, rows, problems, bad, line = [], [], list[Problem](), 0, 0
        for row in reader:
            if len(row) == width:
                numbers.append(first + line)
                rows.append(row)
            elif row:
                bad += 1
                if len(problems) < MANY:
                    message = f"the row has {len(row)} cell{'' if len(row) == 1 else 's'}, the header {width}"
                    hint = "A row has a cell for each column, an empty one where nothing is known."
                    problems.append(Problem(Place(self.table.file, first + line, 1), "wrong-row", message, hint))
            line = reader.line_num
        return numbers, list(zip(*rows, strict=True)) or [()] * width, problems, bad

    def _learn(
        self, descriptor: Descriptor, meaning: dict[str, int], column: Column, places: Sequence[Place], problems: list[Problem]
    ) -> set[int]:
        """Learns what the cells of a column mean; the rows in which one means nothing, with a problem for the first of them."""
        for text in set(column).difference(meaning):
            said = text.strip()
            states, _ = self._states(descriptor, said, places[0]) if said else (descriptor.states, ())
            if states:
                meaning[text] = sum(1 << descriptor.states.index(state) for state in states)
        wrong = [row for row, text in enumerate(column) if text not in meaning]
        for row in wrong[:MANY]:
            problems += self._states(descriptor, column[row].strip(), places[row])[1]
        return set(wrong)

    def _states(self, descriptor: Descriptor, said: str, place: Place) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
        """The states that a cell leaves, or what is wrong with it."""
        problems: list[Problem] = []
        value = Resolver(self.base.vocabulary, problems).fact_value(descriptor, said, place)
        return ((), tuple(problems)) if value is None else (states_left(descriptor, [Fact(descriptor.id, value)]), ())
