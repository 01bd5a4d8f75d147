"""Where two versions of a base come out differently: every kind of difference with a smallest case, searched by the solver.

The space is all partial cases; the complete ones are among them. Each answer is the smallest case of any kind that has not
been named yet, so that it is the smallest of its own kind, and where there is none left there are no other kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf
from time import monotonic
from typing import Literal

from msgspec import Struct

from engine.author.pairs import Kind, Pair, plain_outcome, told_lines
from engine.infer.solver import Solver
from engine.infer.space import Outcome
from engine.infer.trace import Status

Given = Mapping[str, tuple[str, ...]]  # what a case is told: descriptor → the states that are left
Rank = Literal[1, 2, 3]  # of a kind: both versions indicate a state; one of them does; neither does

_OPTIONS = ["--configuration=crafty"]  # as for mutants


class Difference(Struct, frozen=True):
    """A kind of difference, and a case of it; `smallest` where it is proved that none has fewer facts."""

    kind: Kind
    given: dict[str, tuple[str, ...]]
    smallest: bool


class Differences:
    """All kinds of difference between two versions, those that matter most first.

    `exhausted` tells, once they were gone through, whether there are no others.
    """

    def __init__(self, pair: Pair, until: float = inf) -> None:
        """Of a pair of versions, searched until some time of the monotonic clock."""
        self.pair, self.until = pair, until
        self.terms = pair.terms()
        self.names = list(self.terms.descriptors)
        self.states = tuple(dict.fromkeys(state for goal in pair.goals for state in self.terms.states[goal]))
        self.solver = Solver(self.terms, [*told_lines(pair, self.terms), *self._differs()], _OPTIONS)
        self.exhausted = False

    def __iter__(self) -> Iterator[Difference]:
        """The kinds of each rank, the smallest case first."""
        ranks: tuple[Rank, ...] = (1, 2, 3)
        for rank in ranks:
            while (found := self._next(rank)) is not None:
                yield found
                self.solver.tell(self._not(found.kind))
            if not self.solver.exhausted:
                return
        self.exhausted = True

    def in_complete_cases(self) -> bool | None:
        """Whether there is any in a complete case; None where time ran out. To be asked first."""
        found = next(iter(self.solver.models({"partial": False}, seconds=self.until - monotonic())), None)
        return True if found is not None else False if self.solver.exhausted else None

    def _next(self, rank: Rank) -> Difference | None:
        found: tuple[Kind, dict[str, tuple[str, ...]]] | None = None
        for model in self.solver.models({f"rank({rank})": True}, seconds=self.until - monotonic()):  # each is smaller
            outcome = self.solver.outcome(model)
            kind = Kind(*(plain_outcome(Outcome(outcome.status[goal], outcome.knowledge[goal])) for goal in self.pair.goals))
            given = {}
            for told in self.pair.told:
                copy = next(name for name in self.pair.copies(told.descriptor) if name in self.terms.descriptors)
                if copy in outcome.given:
                    given[told.descriptor] = outcome.given[copy]
            found = kind, given
        return Difference(*found, self.solver.exhausted) if found is not None else None

    def _differs(self) -> Iterator[str]:
        for side, goal in zip("ab", self.pair.goals, strict=True):
            number = self.terms.descriptors[goal]
            yield f"status_{side}(X) :- status({number},X)."
            for state in self.terms.states[goal]:
                yield f"left_{side}({self.states.index(state)}) :- known{self.terms.state(goal, state)}."
        yield "same :- status_a(contradiction), status_b(contradiction)."
        yield "differs :- status_a(X), not status_b(X)."
        for one, other in ("ab", "ba"):
            yield f"differs :- left_{one}(N), not left_{other}(N), not same."
        yield ":- not differs."
        yield "settled(1) :- status_a(settled). settled(2) :- status_b(settled)."
        yield "rank(1) :- settled(1), settled(2). rank(2) :- settled(S), not settled(3-S), S = 1..2."
        yield "rank(3) :- not settled(1), not settled(2)."

    def _not(self, kind: Kind) -> str:
        """Told, no answer is of this kind any more."""
        parts = []
        for side, outcome in zip("ab", kind, strict=True):
            parts.append(f"status_{side}({outcome.status})")
            if outcome.status != "contradiction":
                left = set(outcome.states)
                parts += [f"{'' if s in left else 'not '}left_{side}({at})" for at, s in enumerate(self.states)]
        return f":- {', '.join(parts)}."


def rank_of(kind: Kind) -> Rank:
    """How much a kind matters."""
    statuses: list[Status] = [outcome.status for outcome in kind]
    settled = statuses.count("settled")
    return 1 if settled == 2 else 2 if settled else 3
