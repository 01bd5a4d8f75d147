"""The nearest miss: the fewest conditions that, met, would have come closest to what was wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from msgspec import Struct

from engine.ask.blockers import Missed, shortest
from engine.ask.question import Question
from engine.infer.revising import revise_all
from engine.infer.trace import ConditionReading, Status, TestReading, Trace
from engine.language.conditions import Test

Misses = Mapping[Test, tuple[Missed, ...]]  # what is wanted → the rules for it that did not fire


MAX_TRIED = 1000  # changes tried for one descriptor; in the article's base the most is about a hundred


class Nearest(Struct, frozen=True):
    """What would have had to be known for a wanted test, and what would have come of it.

    `changes` are the fewest things that keep `rule` from firing, each turned into what is asked; where no rule alone would
    do, the one thing that does (`rule` is empty then). With `dropped`, what the case states of the descriptor itself is
    dropped. `known` and `status` are of the descriptor after that, worked out anew; `reached` tells whether the test
    holds then, and `gap` by how much, where it does not, the best rival is still ahead of the wanted state (None where
    strict rules do not allow the two).
    """

    wanted: Test
    rule: str
    changes: tuple[Test, ...]
    dropped: bool
    known: tuple[str, ...]
    status: Status
    reached: bool
    gap: int | None


def nearest_miss(question: Question, trace: Trace, misses: Misses, goal: Test) -> tuple[Nearest, ...]:
    """The nearest miss of a goal that is among those missed, then that of each derived descriptor it asks for."""
    found: dict[Test, Nearest] = {}
    queue = [goal]
    for wanted in queue:
        if wanted in found or wanted not in misses or question.base.is_observed(wanted.descriptor):
            continue
        near = _nearest(question, trace, wanted, misses[wanted])
        if near is not None:
            found[wanted] = near
            queue += near.changes
    return tuple(found.values())


def _nearest(question: Question, trace: Trace, wanted: Test, missed: tuple[Missed, ...]) -> Nearest | None:
    """The first that reaches what is wanted, those with the fewest changes tried first; else the first that lets a rule fire."""
    fallback = None
    for rule, changes, dropped in islice(_ways(question, trace, wanted, missed), MAX_TRIED):
        near, fires = _try(question, trace, wanted, rule, changes, dropped)
        if near.reached:
            return near
        if fallback is None and (fires or dropped):
            fallback = near
    return fallback


def _ways(
    question: Question, trace: Trace, wanted: Test, missed: tuple[Missed, ...]
) -> Iterator[tuple[str, tuple[Test, ...], bool]]:
    """What could be changed, and for which rule: a single thing first, then what more a rule asks for."""
    asked = [(one.rule, changes) for one in missed if (changes := _met(question, one)) is not None]
    asked.sort(key=lambda pair: len(pair[1]))
    yield from ((rule, changes, False) for rule, changes in asked if len(changes) == 1)
    stated = trace.settled[wanted.descriptor].asserted
    if stated is not None and not set(stated) <= set(wanted.states):
        yield "", (), True
    read = dict.fromkeys(other for rule in question.program.rules_on.get(wanted.descriptor, ()) for other in rule.reads)
    for other in read:
        for state in question.base.descriptors[other].states:
            if trace.knowledge[other] != (state,):
                yield "", (Test(other, (state,)),), False
    yield from ((rule, changes, False) for rule, changes in asked if len(changes) > 1)


def _met(question: Question, missed: Missed) -> tuple[Test, ...] | None:
    """What would let a rule fire, one state set for each descriptor; None where it asks for what excludes itself."""
    wanted = [blocker.test for blocker in shortest(missed.blockers)]
    wanted += [question.base.complement(test) for part in missed.exemptions for test in _falling(part.condition)]
    left: dict[str, tuple[str, ...]] = {}
    for test in wanted:
        states = left.get(test.descriptor, test.states)
        left[test.descriptor] = tuple(state for state in states if state in test.states)
    return tuple(Test(name, states) for name, states in left.items()) if all(left.values()) else None


def _falling(condition: ConditionReading) -> Iterator[Test]:
    """Tests of a condition that holds which, known to be otherwise, keep it from that."""
    first = condition.entries[0]
    if isinstance(first, TestReading):
        yield first.test
    else:
        for option in first.options:
            if option.outcome == "holds":
                yield from _falling(option)


def _try(
    question: Question, trace: Trace, wanted: Test, rule: str, changes: tuple[Test, ...], dropped: bool
) -> tuple[Nearest, bool]:
    """What comes of the changes, worked out anew, and whether the rule (empty: none) fires then."""
    said: dict[str, tuple[str, ...] | None] = {test.descriptor: test.states for test in changes}
    if dropped:
        said[wanted.descriptor] = None
    revision = revise_all(question.program, trace, said)
    after = revision.settled(wanted.descriptor)
    reached = set(after.known) <= set(wanted.states)
    best, rival = (
        max((after.balance(state) for state in after.allowed if (state in wanted.states) is inside), default=None)
        for inside in (True, False)
    )
    gap = None if reached or best is None or rival is None else rival - best
    return Nearest(wanted, rule, changes, dropped, after.known, after.status, reached, gap), rule in after.fired
