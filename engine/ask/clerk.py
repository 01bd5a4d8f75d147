"""A clerk answers parts of a table of cases: it knows what cells mean, and keeps the circuits that it has made."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.question import Question
from engine.ask.tables import Column, Rows, Table
from engine.infer.batches import BatchKernel
from engine.infer.space import Outcome
from engine.language.descriptors import Descriptor
from engine.language.facts import Fact, states_left
from engine.language.problems import MANY, Place, Problem
from engine.language.resolving import Resolver


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

    def answer(self, rows: Rows) -> Part:
        """The answers to some rows."""
        cells = rows.read(self.table)
        numbers, columns, problems, bad = cells.numbers, cells.columns, [*cells.problems], cells.bad
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
