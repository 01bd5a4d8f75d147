"""How a rule reads under what is known: section *Tests*, *Conditions* and *Rules* of `docs/semantics.md`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.infer.trace import AnyReading, ConditionReading, Outcome, RuleReading, RuleStatus, TestReading
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.rules import Rule

Knowledge = Mapping[str, tuple[str, ...]]  # descriptor → the states still possible


def read_test(test: Test, knowledge: Knowledge) -> TestReading:
    """Holds when what is known lies within the set; cannot hold when they share nothing."""
    known = knowledge[test.descriptor]
    inside = [state in test.states for state in known]
    outcome: Outcome = "holds" if all(inside) else "undecided" if any(inside) else "cannot_hold"
    return TestReading(test, known, outcome)


TestReader = Callable[[Test, Knowledge], TestReading]  # `read_test`, or one that remembers what it read


def read_rule(rule: Rule, knowledge: Knowledge, test: TestReader = read_test) -> RuleReading:
    """Fired, ruled out or pending, with what each condition met."""
    when = read_condition(rule.when, knowledge, test)
    unless = tuple([read_condition(condition, knowledge, test) for condition in rule.unless])
    blocked = "holds" in [condition.outcome for condition in unless]
    status: RuleStatus
    if when.outcome == "holds" and not blocked:
        status = "fired"
    elif when.outcome == "cannot_hold" or blocked:
        status = "ruled_out"
    else:
        status = "pending"
    return RuleReading(rule.id, status, when, unless, rule.binding)


def read_condition(condition: Condition, knowledge: Knowledge, test: TestReader = read_test) -> ConditionReading:
    """Holds when every entry does; cannot hold when one cannot."""
    entries = tuple([test(e, knowledge) if isinstance(e, Test) else read_any(e, knowledge, test) for e in condition.entries])
    outcomes = [entry.outcome for entry in entries]
    outcome: Outcome = "cannot_hold" if "cannot_hold" in outcomes else "undecided" if "undecided" in outcomes else "holds"
    return ConditionReading(entries, outcome)


def read_any(entry: AnyOf, knowledge: Knowledge, test: TestReader = read_test) -> AnyReading:
    """Holds when one of the conditions does; cannot hold when none can."""
    options = tuple([read_condition(option, knowledge, test) for option in entry.options])
    outcomes = [option.outcome for option in options]
    outcome: Outcome = "holds" if "holds" in outcomes else "undecided" if "undecided" in outcomes else "cannot_hold"
    return AnyReading(options, outcome)
