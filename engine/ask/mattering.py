"""What mattered to a conclusion: which rules on a descriptor made any difference, and what each of them used."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from engine.ask.why import tests_with
from engine.infer.program import Program
from engine.infer.trace import ConditionReading, Outcome, RuleReading, RuleStatus, Settling, TestReading, Trace
from engine.language.rules import Rule

_ASKED: dict[RuleStatus, Outcome] = {"fired": "holds", "pending": "undecided", "ruled_out": "cannot_hold"}
_EXCEPTIONS: dict[RuleStatus, tuple[Outcome, ...]] = {
    "fired": ("undecided", "cannot_hold"),
    "pending": ("undecided",),
    "ruled_out": ("holds",),
}


class Used(Struct, frozen=True):
    """A test of a rule, `exception` where it stands in an `unless`; `decides` where it made the rule read as it does."""

    test: TestReading
    exception: bool
    decides: bool = True


def mattering_rules(program: Program, trace: Trace, descriptor: str) -> tuple[Rule, ...]:
    """The rules that made what is known of a descriptor what it is, the strongest first.

    Of the fired ones: those in a clash; else those that narrow it and, where they leave several states, those that
    weigh these states apart. Of the pending ones, all while the rules leave several states. None where the case states
    what is known and no rule says otherwise.
    """
    settling = trace.settled[descriptor]
    if settling.asserted == settling.known and settling.status not in ("contradiction", "tension"):
        return ()
    fired = [program.rules[name] for name in settling.fired]
    if settling.ground == "contradiction":
        return tuple(rule for rule in fired if rule.id in settling.clash)
    strict = [rule for rule in fired if rule.narrows(descriptor) is not None]
    weighing = [rule for rule in fired if rule.narrows(descriptor) is None and _spread(rule, settling)]
    mattered = strict if len(settling.allowed) == 1 else [*strict, *weighing]
    if not mattered and program.base.descriptors[descriptor].default is not None:
        mattered = fired  # they keep it from its default, whatever they weigh
    if len(settling.derived) > 1:
        mattered += [program.rules[name] for name in settling.pending]
    return tuple(sorted(mattered, key=lambda rule: (rule.narrows(descriptor) is None, -_spread(rule, settling))))


def _spread(rule: Rule, settling: Settling) -> int:
    """How far a rule sets the states that strict rules leave apart."""
    weights = rule.weights(settling.descriptor)
    table = [weights.get(state, 0) for state in settling.allowed]
    return max(table, default=0) - min(table, default=0)


def used_of(reading: RuleReading) -> tuple[Used, ...]:
    """The tests that made a rule read as it does.

    Of a fired rule those that hold, and its exceptions, which do not; of a pending one those that it waits for; of
    one that is ruled out those that cannot hold, or the exceptions that do.
    """
    found = [Used(test, False) for test in tests_with(reading.when, _ASKED[reading.status])]
    for condition in reading.unless:
        if condition.outcome in _EXCEPTIONS[reading.status]:
            found += [Used(test, True) for test in tests_with(condition, condition.outcome)]
    return tuple(dict.fromkeys(found))


def everything_of(reading: RuleReading) -> tuple[Used, ...]:
    """Every test of a rule, as it was read, those that decided first."""
    decided = used_of(reading)
    found = [Used(test, False) for test in _tests(reading.when)]
    found += [Used(test, True) for condition in reading.unless for test in _tests(condition)]
    beside = [Used(use.test, use.exception, decides=False) for use in found if use not in decided]
    return tuple(dict.fromkeys([*decided, *beside]))


def _tests(condition: ConditionReading) -> Iterator[TestReading]:
    for entry in condition.entries:
        if isinstance(entry, TestReading):
            yield entry
        else:
            for option in entry.options:
                yield from _tests(option)
