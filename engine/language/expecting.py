"""What a case expects, resolved against its base: every name in it must be one of the base's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from engine.language.base import RuleBase, rule_spelled
from engine.language.descriptors import Descriptor
from engine.language.documents import Mapping as RawMapping
from engine.language.documents import place_of
from engine.language.expectations import Comparison, Expectation, Rules, States
from engine.language.problems import Problem, did_you_mean
from engine.language.records import ComparisonRecord, ExpectationRecord
from engine.language.resolving import Resolver

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
    spelled = _Spelled(base)
    return Expectation(
        verdict=record.verdict,
        not_indicated=tuple(record.not_indicated),
        states=spelled.by_descriptor(record.states),
        excluded=spelled.by_descriptor(record.excluded),
        status={base.vocabulary.spelled(name): status for name, status in record.status.items()},
        fired=tuple(map(rule_spelled, record.fired)),
        not_fired=tuple(map(rule_spelled, record.not_fired)),
        ruled_out={rule_spelled(rule): spelled.descriptors(names) for rule, names in record.ruled_out.items()},
        weigh_for=spelled.by_state(record.weigh_for),
        weigh_against=spelled.by_state(record.weigh_against),
        asks_for=spelled.descriptors(record.asks_for),
        compared_with=spelled.comparison(record.compared_with),
        place=raw.place,
    )


class _Spelled:
    """The parts of an expectation with names as they are spelled everywhere."""

    def __init__(self, base: RuleBase) -> None:
        self.vocabulary = base.vocabulary

    def descriptors(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self.vocabulary.spelled, names))

    def by_descriptor(self, said: Mapping[str, list[str]]) -> States:
        return {self.vocabulary.spelled(name): tuple(words) for name, words in said.items()}

    def by_state(self, said: Mapping[str, list[str]]) -> Rules:
        parts = ((key.partition("="), tuple(map(rule_spelled, rules))) for key, rules in said.items())
        return {(self.vocabulary.spelled(name), state): rules for (name, _, state), rules in parts}

    def comparison(self, record: ComparisonRecord | None) -> Comparison | None:
        if record is None:
            return None
        shrinks = self.by_descriptor(record.lead_shrinks)
        return Comparison(record.case, self.by_descriptor(record.rises), self.by_state(record.fell_silent), shrinks)


class _Names:
    """Checks the names in an expectation as they are written, so that each problem has its own place."""

    def __init__(self, base: RuleBase, place: Any, problems: list[Problem]) -> None:
        self.base, self.place, self.problems = base, place, problems

    def check(self, raw: RawMapping, cases: Collection[str]) -> None:
        compared = raw.get("compared_with", {})
        for name in _listed(compared.get("case")):
            self.known(name, cases, "case")
        for state in (*_listed(raw.get("verdict")), *_listed(raw.get("not_indicated"))):
            self.state(self.base.descriptors[self.base.verdict], state)
        for descriptors in (raw.get("states"), raw.get("excluded")):
            self.once(descriptors)
            for descriptor, states in _entries(descriptors):
                self.states(descriptor, states)
        for descriptors in (compared.get("rises"), compared.get("lead_shrinks")):
            for descriptor, states in _entries(descriptors):
                self.states(descriptor, states, weighed=True)
        self.once(raw.get("status"))
        for descriptor, status in _entries(raw.get("status")):
            self.descriptors(descriptor)
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
            if not isinstance(name, str) or rule_spelled(name) not in self.base.rules:
                message, hint = self.base.no_rule(str(name)) if name else ("the rule is missing", "Name one.")
                self.problems.append(Problem(place_of(name, self.place), "unknown-rule", message, hint))

    def descriptors(self, names: Any) -> None:
        for name in _listed(names):
            self.descriptor(name)

    def once(self, descriptors: Any) -> None:
        """Notes a descriptor that stands twice in a mapping, spelled in two ways."""
        Resolver(self.base.vocabulary, self.problems).named_once(descriptors or RawMapping())

    def descriptor(self, name: Any, written: Any = None) -> Descriptor | None:
        """The descriptor of that name; notes the problem where there is none, at what is written."""
        written = name if written is None else written
        if not name:
            self.problems.append(Problem(place_of(written, self.place), "unknown-descriptor", "the descriptor is missing"))
            return None
        return Resolver(self.base.vocabulary, self.problems).descriptor(name, place_of(written, self.place))

    def states(self, name: Any, states: Any, weighed: bool = False) -> None:
        descriptor = self.descriptor(name)
        if descriptor is not None and not (weighed and self.is_context(descriptor, name)):
            for state in _listed(states):
                self.state(descriptor, state)

    def state(self, descriptor: Descriptor, state: Any, written: Any = None) -> None:
        self.known(state, descriptor.states, "state", descriptor.id, written)

    def descriptor_and_state(self, written: Any) -> None:
        name, _, state = str(written).partition("=")
        descriptor = self.descriptor(name, written)
        if descriptor is not None and not self.is_context(descriptor, written):
            self.state(descriptor, state, written)

    def is_context(self, descriptor: Descriptor, written: Any) -> bool:
        """Whether it is a number that no rule reads, which has no balances to expect anything of; notes it."""
        if not descriptor.is_context:
            return False
        message = f"no rule reads the number {descriptor.id}, so its states have no balance"
        self.problems.append(Problem(place_of(written, self.place), "context-only", message, "Expect something of another."))
        return True


def _listed(raw: Any) -> list[Any]:
    """One word or several, as they are written."""
    if raw is None:
        return []
    return list(raw) if isinstance(raw, list) else [raw]


def _entries(raw: Any) -> list[tuple[Any, Any]]:
    return list(raw.items()) if raw else []
