"""Where a change pulls the verdict: which scenario comes nearer on the balances that it turns on, and by how much."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from engine.ask.hinges import crux_of
from engine.ask.question import Question
from engine.infer.revising import Revision, revise
from engine.infer.trace import Settling, Trace

Ends = tuple[str, ...]  # the scenarios that are left


class Scale(Struct, frozen=True):
    """A descriptor on whose balances the verdict turns, or the verdict itself.

    `ends` holds for each of its states the scenarios that are left with it, all else as it is; `decides` tells whether the
    verdict turns on it.
    """

    before: Settling
    decides: bool
    ends: Mapping[str, Ends]


class Margin(Struct, frozen=True):
    """By how much the highest balance that brings some scenarios leads the highest that brings others, before and after."""

    scenarios: Ends
    before: int
    after: int

    @property
    def growth(self) -> int:
        """By how much the scenarios come nearer or further ahead."""
        return self.after - self.before


class Pull(Struct, frozen=True):
    """What a change does on a scale: on the balances of a descriptor, on which the verdict turns where it `decides`.

    `margins` are by the balances of the states that strict rules allow with the change and without it; of all states, where
    those bring the same scenarios. `decided` is how many rules on the descriptor are pending no longer, less those that are
    now. `barred` are the scenarios that strict rules exclude only with the change, `opened` those that they exclude only
    without it.
    """

    descriptor: str
    decides: bool
    margins: tuple[Margin, ...]
    decided: int
    barred: tuple[str, ...]
    opened: tuple[str, ...]

    @property
    def towards(self) -> tuple[Margin, ...]:
        """The margins that grow the most, none where none grows."""
        return self._most(max((margin.growth for margin in self.margins), default=0), 1)

    @property
    def away(self) -> tuple[Margin, ...]:
        """Where none grows, those that shrink the most."""
        return () if self.towards else self._most(min((margin.growth for margin in self.margins), default=0), -1)

    @property
    def by(self) -> int:
        """By how much the margins grow that grow the most."""
        return max((margin.growth for margin in self.towards), default=0)

    def _most(self, growth: int, sign: int) -> tuple[Margin, ...]:
        return tuple(margin for margin in self.margins if margin.growth == growth and growth * sign > 0)


def scales_of(question: Question, trace: Trace) -> tuple[Scale, ...]:
    """The scales of a question: what the verdict turns on, and the verdict."""
    base = question.base
    found, crux = [], crux_of(question, trace)
    for name in dict.fromkeys((*crux, base.verdict)):
        ends = {}
        for state in base.descriptors[name].states:
            with_it = revise(question.program, trace, name, (state,)).settled(base.verdict).known
            ends[state] = (state,) if name == base.verdict else with_it
        found.append(Scale(trace.settled[name], name in crux, ends))
    return tuple(found)


def pulls_of(scales: tuple[Scale, ...], after: Revision) -> Iterator[Pull]:
    """What a change does on each scale that it moves."""
    for scale in scales:
        before, now = scale.before, after.settled(scale.before.descriptor)
        if (before.balances, before.allowed, before.pending) != (now.balances, now.allowed, now.pending):
            barred, opened = (_missing(scale, *pair) for pair in ((before, now), (now, before)))
            decided = len(before.pending) - len(now.pending)
            yield Pull(before.descriptor, scale.decides, tuple(_margins(scale, before, now)), decided, barred, opened)


def _margins(scale: Scale, before: Settling, after: Settling) -> Iterator[Margin]:
    both = [state for state in before.allowed if state in after.allowed]
    weighed = both if len({scale.ends[state] for state in both}) > 1 else list(scale.ends)
    for ends in dict.fromkeys(scale.ends[state] for state in weighed):
        ours = [state for state in weighed if scale.ends[state] == ends]
        theirs = [state for state in weighed if scale.ends[state] != ends]
        if theirs:
            yield Margin(ends, *(_highest(settling, ours) - _highest(settling, theirs) for settling in (before, after)))


def _highest(settling: Settling, states: Collection[str]) -> int:
    return max(settling.balance(state) for state in states)


def _missing(scale: Scale, here: Settling, there: Settling) -> tuple[str, ...]:
    """The scenarios that the states allowed here bring, and those allowed there do not."""
    reached = {scenario for state in there.allowed for scenario in scale.ends[state]}
    return tuple(dict.fromkeys(s for state in here.allowed for s in scale.ends[state] if s not in reached))
