"""What a case expects, resolved against its base: every name in it must be one of the base's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from engine.language.base import RuleBase
from engine.language.documents import Mapping as RawMapping
from engine.language.documents import place_of
from engine.language.expectations import Comparison, Expectation, Rules, States
from engine.language.problems import Problem, did_you_mean
from engine.language.records import ComparisonRecord, ExpectationRecord

STATUSES = ("contradiction", "tension", "settled", "not_separated", "open")


def resolve_expectation(
    base: RuleBase, cases: Collection[str], record: ExpectationRecord | None, document: RawMapping, problems: list[Problem]
) -> Expectation | None:
    """The expectation of a case file, None where it has none; what is wrong in it is added to `problems`.

    `cases` are those of the base, by name.
    """
    if record is None:
        return None
    raw: RawMapping = document["expect"]
    _Names(base, raw.place, problems).check(raw, cases)
    return Expectation(
        verdict=record.verdict,
        not_indicated=tuple(record.not_indicated),
        states=_by_descriptor(record.states),
        excluded=_by_descriptor(record.excluded),
        status=dict(record.status),
        fired=tuple(record.fired),
        not_fired=tuple(record.not_fired),
        ruled_out=_by_descriptor(record.ruled_out),
        weigh_for=_by_state(record.weigh_for),
        weigh_against=_by_state(record.weigh_against),
        asks_for=tuple(record.asks_for),
        compared_with=_comparison(record.compared_with),
        place=raw.place,
    )


def _comparison(record: ComparisonRecord | None) -> Comparison | None:
    if record is None:
        return None
    shrinks = _by_descriptor(record.lead_shrinks)
    return Comparison(record.case, _by_descriptor(record.rises), _by_state(record.fell_silent), shrinks)


def _by_descriptor(said: Mapping[str, list[str]]) -> States:
    return {name: tuple(words) for name, words in said.items()}


def _by_state(said: Mapping[str, list[str]]) -> Rules:
    return {(key.partition("=")[0], key.partition("=")[2]): tuple(rules) for key, rules in said.items()}


class _Names:
    """Checks the names in an expectation as they are written, so that each problem has its own place."""

    def __init__(self, base: RuleBase, place: Any, problems: list[Problem]) -> None:
        self.base, self.place, self.problems = base, place, problems

    def check(self, raw: RawMapping, cases: Collection[str]) -> None:
        compared = raw.get("compared_with", {})
        for name in _listed(compared.get("case")):
            self.known(name, cases, "case")
        for state in (*_listed(raw.get("verdict")), *_listed(raw.get("not_indicated"))):
            self.state(self.base.verdict, state)
        for descriptors in (raw.get("states"), raw.get("excluded")):
            for descriptor, states in _entries(descriptors):
                self.states(descriptor, states)
        for descriptors in (compared.get("rises"), compared.get("lead_shrinks")):
            for descriptor, states in _entries(descriptors):
                self.states(descriptor, states, weighed=True)
        for descriptor, status in _entries(raw.get("status")):
            self.known(descriptor, self.base.descriptors, "descriptor")
            self.known(status, STATUSES, "status")
        for part in (raw.get("for"), raw.get("against"), compared.get("fell_silent")):
            for key, rules in _entries(part):
                self.descriptor_and_state(key)
                self.rules(rules)
        for rule, descriptors in _entries(raw.get("ruled_out")):
            self.rules(rule)
            self.descriptors(descriptors)
        self.rules([*_listed(raw.get("fired")), *_listed(raw.get("not_fired"))])
        self.descriptors(raw.get("asks_for"))

    def known(self, name: Any, among: Collection[str], what: str, of: str = "", written: Any = None) -> bool:
        """Whether the name is one of those; notes the problem where not, at what is written."""
        if name in among:
            return True
        place = place_of(name if written is None else written, self.place)
        message = f"`{name}` is no {what} of {of or self.base.name}" if name else f"the {what} is missing"
        hint = did_you_mean(str(name), among, before=len(self.problems))
        self.problems.append(Problem(place, f"unknown-{what}", message, hint))
        return False

    def rules(self, names: Any) -> None:
        for name in _listed(names):
            self.known(name, self.base.rules, "rule")

    def descriptors(self, names: Any) -> None:
        for name in _listed(names):
            self.known(name, self.base.descriptors, "descriptor")

    def states(self, descriptor: Any, states: Any, weighed: bool = False) -> None:
        if self.known(descriptor, self.base.descriptors, "descriptor") and not (
            weighed and self.is_context(descriptor, descriptor)
        ):
            for state in _listed(states):
                self.state(descriptor, state)

    def state(self, descriptor: str, state: Any, written: Any = None) -> None:
        self.known(state, self.base.descriptors[descriptor].states, "state", descriptor, written)

    def descriptor_and_state(self, written: Any) -> None:
        descriptor, _, state = str(written).partition("=")
        if self.known(descriptor, self.base.descriptors, "descriptor", "", written) and not self.is_context(descriptor, written):
            self.state(descriptor, state, written)

    def is_context(self, descriptor: str, written: Any) -> bool:
        """Whether it is a number that no rule reads, which has no balances to expect anything of; notes it."""
        if not self.base.descriptors[descriptor].is_context:
            return False
        message = f"no rule reads the number {descriptor}, so its states have no balance"
        self.problems.append(Problem(place_of(written, self.place), "context-only", message, "Expect something of another."))
        return True


def _listed(raw: Any) -> list[Any]:
    """One word or several, as they are written."""
    if raw is None:
        return []
    return list(raw) if isinstance(raw, list) else [raw]


def _entries(raw: Any) -> list[tuple[Any, Any]]:
    return list(raw.items()) if raw else []
