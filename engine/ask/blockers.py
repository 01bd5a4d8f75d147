"""Blockers: what keeps a rule from firing, test by test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from msgspec import Struct

from engine.ask.distance import Gap, gap_of
from engine.ask.question import Question
from engine.ask.why import tests_with
from engine.infer.trace import AnyReading, ConditionReading, RuleStatus, TestReading, Trace
from engine.language.conditions import Test
from engine.language.rules import Rule


class Blocker(Struct, frozen=True):
    """A test that does not hold: *unknown* where what is known leaves it open, *otherwise* where it is known not to.

    `gap` is the distance of a stated number from what is asked.
    """

    reading: TestReading
    kind: Literal["unknown", "otherwise"]
    gap: Gap | None = None

    @property
    def test(self) -> Test:
        """What is asked."""
        return self.reading.test


class Choice(Struct, frozen=True):
    """Alternatives of which none holds: what keeps each of them from it. One that is met is enough."""

    options: tuple[tuple[Blocker | Choice, ...], ...]


class Exemption(Struct, frozen=True):
    """An `unless` condition that holds, so that its rule does not apply; `tests` are what makes it hold."""

    condition: ConditionReading
    tests: tuple[TestReading, ...]


class Missed(Struct, frozen=True):
    """A rule that did not fire, and everything that keeps it from it.

    It fires when every entry of `blockers` is met and none of `exemptions` holds. `weights` and `narrows` are its
    effect on the descriptor that is asked about.
    """

    beside: ClassVar[tuple[str, ...]] = ("fewest",)

    rule: str
    status: RuleStatus
    weights: tuple[tuple[str, int], ...]
    narrows: tuple[str, ...] | None
    blockers: tuple[Blocker | Choice, ...]
    exemptions: tuple[Exemption, ...]

    @property
    def fewest(self) -> int:
        """How many things stand between the rule and its firing, the shortest of alternatives counted."""
        return sum(map(_fewest, self.blockers)) + len(self.exemptions)


def missed_by(question: Question, trace: Trace, rule: Rule, descriptor: str) -> Missed:
    """What keeps a rule from firing, which did not, with its effect on the descriptor."""
    reading = trace.read[rule.id]
    exemptions = tuple(
        Exemption(condition, tuple(dict.fromkeys(tests_with(condition, "holds"))))
        for condition in reading.unless
        if condition.outcome == "holds"
    )
    blockers = _blockers(question, trace, reading.when)
    weights = tuple(rule.weights(descriptor).items())
    return Missed(rule.id, reading.status, weights, rule.narrows(descriptor), blockers, exemptions)


def blocking_tests(parts: tuple[Blocker | Choice, ...]) -> Iterator[Blocker]:
    """Every single blocker, those of all alternatives included."""
    for part in parts:
        if isinstance(part, Blocker):
            yield part
        else:
            for option in part.options:
                yield from blocking_tests(option)


def shortest(parts: tuple[Blocker | Choice, ...]) -> tuple[Blocker, ...]:
    """The blockers with the fewest of each choice: met together, they are enough."""
    found: list[Blocker] = []
    for part in parts:
        if isinstance(part, Blocker):
            found.append(part)
        else:
            options = [shortest(option) for option in part.options]
            best: tuple[Blocker, ...] = min(options, key=len)
            found += best
    return tuple(found)


def _fewest(part: Blocker | Choice) -> int:
    return 1 if isinstance(part, Blocker) else min(sum(map(_fewest, option)) for option in part.options)


def _blockers(question: Question, trace: Trace, condition: ConditionReading) -> tuple[Blocker | Choice, ...]:
    found: list[Blocker | Choice] = []
    for entry in condition.entries:
        if entry.outcome == "holds":
            continue
        if isinstance(entry, AnyReading):
            found.append(Choice(tuple(_blockers(question, trace, option) for option in entry.options)))
        else:
            name = entry.test.descriptor
            facts = trace.given_on[name].facts if name in trace.given_on else ()
            gap = gap_of(question.base.descriptors[name], facts, entry.test)
            found.append(Blocker(entry, "unknown" if entry.outcome == "undecided" else "otherwise", gap))
    return tuple(found)
