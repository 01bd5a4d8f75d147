"""What the cases of a base show of it: rules that fired, conditions that were true in one and false in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from engine.author.findings import SHOWN, Finding, accept
from engine.author.mutants import in_words
from engine.infer.trace import AnyReading, ConditionReading, Outcome, RuleReading, Trace
from engine.language.base import RuleBase
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.rules import Rule


class Coverage(Struct, frozen=True):
    """How many rules and conditions there are, and what was not seen of them: `never-fired`, `never-true`, `never-false`.

    A condition is an entry of `when`, an alternative, an exception, or an entry within one of these. It is true where it
    holds, false where it cannot; what is undecided shows neither.
    """

    rules: int
    conditions: int
    findings: tuple[Finding, ...]

    @property
    def rules_covered(self) -> int:
        """The rules that fired in some case, or are accepted not to."""
        return self.rules - len(self._missing("never-fired"))

    @property
    def conditions_covered(self) -> int:
        """The conditions that were true in some case and false in some, or are accepted not to be."""
        return self.conditions - len(self._missing("never-true") | self._missing("never-false"))

    @property
    def share(self) -> int:
        """The lesser of the shares of both, in whole per cent, rounded down."""
        parts = [(self.rules_covered, self.rules), (self.conditions_covered, self.conditions)]
        return min(100 * covered // count if count else 100 for covered, count in parts)

    def _missing(self, code: str) -> set[str]:
        return {finding.subject for finding in self.findings if finding.code == code and not finding.accepted}


def coverage_of(base: RuleBase, traces: Iterable[Trace]) -> Coverage:
    """What some traces show of a base; of a rule that is written for many actors, what they show of any choice of these."""
    fired: set[str] = set()
    seen: dict[tuple[str, str], set[Outcome]] = {}
    places = {rule.id: [(rule.written, where) for where, _ in _parts(rule)] for rule in base.rules.values()}
    for trace in traces:
        for reading in trace.readings:
            if reading.status == "fired":
                fired.add(base.rules[reading.rule].written)
            for place, outcome in zip(places[reading.rule], _outcomes(reading), strict=True):
                seen.setdefault(place, set()).add(outcome)
    findings = []
    written: dict[str, Rule] = {}
    for rule in base.rules.values():
        written.setdefault(rule.written, rule)  # the first that is ground from it stands for it
    count = 0
    for name, rule in written.items():
        if name not in fired:
            message, hint = f"{name} fires in no case", "Write a case in which it does."
            findings.append(Finding("never-fired", "warning", rule.place, message, hint, name))
        for where, part in _parts(rule):
            count += 1
            outcomes = seen.get((name, where), set())
            said = f"`{in_words(part)}` ({where}) of {name}"
            if "holds" not in outcomes:
                message, hint = f"{said} is true in no case", "Write a case in which it is known to hold."
                findings.append(Finding("never-true", "warning", rule.place, message, hint, f"{name}:{where}"))
            if "cannot_hold" not in outcomes:
                message, hint = f"{said} is false in no case", "Write a case in which it is known not to hold."
                findings.append(Finding("never-false", "warning", rule.place, message, hint, f"{name}:{where}"))
    return Coverage(len(written), count, tuple(accept(base, findings, SHOWN)))


def _parts(rule: Rule) -> Iterator[tuple[str, Test | AnyOf | Condition]]:
    """The conditions of a rule, each with its place."""
    yield from _entries("when", rule.when)
    for at, exception in enumerate(rule.unless, start=1):
        yield from _whole(f"unless:{at}", exception)


def _entries(where: str, condition: Condition) -> Iterator[tuple[str, Test | AnyOf | Condition]]:
    for at, entry in enumerate(condition.entries, start=1):
        yield f"{where}:{at}", entry
        if isinstance(entry, AnyOf):
            for number, option in enumerate(entry.options, start=1):
                yield from _whole(f"{where}:{at}:{number}", option)


def _whole(where: str, condition: Condition) -> Iterator[tuple[str, Test | AnyOf | Condition]]:
    """An alternative or an exception, and its entries where it has several."""
    yield where, condition
    if len(condition.entries) > 1:
        yield from _entries(where, condition)


def _outcomes(reading: RuleReading) -> Iterator[Outcome]:
    """How the conditions of a rule read, in the order of `_parts`."""
    yield from _outcomes_in(reading.when)
    for exception in reading.unless:
        yield from _outcomes_of(exception)


def _outcomes_in(condition: ConditionReading) -> Iterator[Outcome]:
    for entry in condition.entries:
        yield entry.outcome
        if isinstance(entry, AnyReading):
            for option in entry.options:
                yield from _outcomes_of(option)


def _outcomes_of(condition: ConditionReading) -> Iterator[Outcome]:
    yield condition.outcome
    if len(condition.entries) > 1:
        yield from _outcomes_in(condition)
