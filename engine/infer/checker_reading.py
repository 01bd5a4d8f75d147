"""How the checker validates the reading of a rule: as truth values, −1 *cannot hold*, 0 *undecided*, 1 *holds*.

All of several entries is then the least of them and one of several the greatest (Kleene's strong logic).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.infer.trace import AnyReading, ConditionReading, RuleReading, TestReading
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.rules import Rule

OUTCOMES = {-1: "cannot_hold", 0: "undecided", 1: "holds"}
Known = Mapping[str, tuple[str, ...]]


def reading_flaws(rule: Rule, reading: RuleReading, known: Known) -> Iterator[tuple[str, str]]:
    """What is wrong with the reading of a rule under what was known when its first descriptor was settled."""
    where = f"reading {rule.id}"
    unsettled = [test.descriptor for test in rule.tests() if test.descriptor not in known]
    if unsettled:
        yield where, f"it reads {', '.join(dict.fromkeys(unsettled))} before that is settled"
        return
    if not _mirrors(rule.when, reading.when) or len(rule.unless) != len(reading.unless):
        yield where, "its conditions are not those of the rule"
        return
    if not all(map(_mirrors, rule.unless, reading.unless)):
        yield where, "its `unless` is not that of the rule"
        return
    if reading.binding != rule.binding:
        yield where, "its binding is not that of the rule"
    for part in (reading.when, *reading.unless):
        for message in _record_flaws(part, known):
            yield where, message
    when = _truth(rule.when, known)
    blocked = any(_truth(condition, known) == 1 for condition in rule.unless)
    status = "ruled_out" if blocked or when == -1 else "fired" if when == 1 else "pending"
    if reading.status != status:
        yield where, f"it is {status}, not {reading.status}"


def _mirrors(asked: Condition | AnyOf | Test, reading: ConditionReading | AnyReading | TestReading) -> bool:
    """Whether the reading is of this condition, part by part and in order."""
    if isinstance(asked, Condition) and isinstance(reading, ConditionReading):
        return len(asked.entries) == len(reading.entries) and all(map(_mirrors, asked.entries, reading.entries))
    if isinstance(asked, AnyOf) and isinstance(reading, AnyReading):
        return len(asked.options) == len(reading.options) and all(map(_mirrors, asked.options, reading.options))
    return isinstance(asked, Test) and isinstance(reading, TestReading) and asked == reading.test


def _truth(asked: Condition | AnyOf | Test, known: Known) -> int:
    if isinstance(asked, Test):
        states, left = set(asked.states), set(known[asked.descriptor])
        return 1 if left <= states else -1 if left.isdisjoint(states) else 0
    if isinstance(asked, AnyOf):
        return max((_truth(option, known) for option in asked.options), default=-1)
    return min((_truth(entry, known) for entry in asked.entries), default=1)


def _record_flaws(reading: ConditionReading | AnyReading | TestReading, known: Known) -> Iterator[str]:
    """Where the record of a part is not what the part met, or what came of it."""
    asked = _asked(reading)
    outcome = OUTCOMES[_truth(asked, known)]
    if reading.outcome != outcome:
        yield f"{asked} is {outcome}, not {reading.outcome}"
    if isinstance(reading, TestReading):
        if reading.known != known[reading.test.descriptor]:
            yield f"{reading.test.descriptor} was known as {known[reading.test.descriptor]}, not {reading.known}"
        return
    for part in reading.entries if isinstance(reading, ConditionReading) else reading.options:
        yield from _record_flaws(part, known)


def _asked(reading: ConditionReading | AnyReading | TestReading) -> Condition | AnyOf | Test:
    """The condition that a reading is of."""
    if isinstance(reading, TestReading):
        return reading.test
    if isinstance(reading, AnyReading):
        return AnyOf(tuple(_whole(option) for option in reading.options))
    return _whole(reading)


def _whole(reading: ConditionReading) -> Condition:
    return Condition(tuple(entry for entry in map(_asked, reading.entries) if not isinstance(entry, Condition)))
