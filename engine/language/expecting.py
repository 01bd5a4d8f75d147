"""What a case expects, resolved against its base: every name in it must be one of the base's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.language.base import RuleBase
from engine.language.documents import Mapping, place_of
from engine.language.expectations import Comparison, Expectation
from engine.language.problems import Place, Problem, did_you_mean
from engine.language.records import ComparisonRecord, ExpectationRecord

STATUSES = ("contradiction", "tension", "settled", "not_separated", "open")


class _Names:
    """Checks the names in an expectation, each problem at its own place."""

    def __init__(self, base: RuleBase, raw: Mapping, problems: list[Problem]) -> None:
        self.base, self.raw, self.problems = base, raw, problems

    def known(self, name: str, among: Iterable[str], what: str) -> None:
        names = list(among)
        if name not in names:
            place = _place_within(self.raw, name) or self.raw.place
            self.problems.append(
                Problem(place, f"unknown-{what}", f"`{name}` is no {what} of {self.base.name}", did_you_mean(name, names))
            )

    def states(self, descriptor: str, states: Iterable[str]) -> tuple[str, ...]:
        self.known(descriptor, self.base.descriptors, "descriptor")
        found = tuple(states)
        if descriptor in self.base.descriptors:
            for state in found:
                self.known(state, self.base.descriptors[descriptor].states, "state")
        return found

    def by_descriptor(self, said: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
        return {descriptor: self.states(descriptor, states) for descriptor, states in said.items()}

    def rules(self, names: Iterable[str]) -> tuple[str, ...]:
        found = tuple(names)
        for name in found:
            self.known(name, self.base.rules, "rule")
        return found

    def by_state(self, said: dict[str, list[str]]) -> dict[tuple[str, str], tuple[str, ...]]:
        found = {}
        for key, names in said.items():
            descriptor, _, state = key.partition("=")
            self.states(descriptor, [state])
            found[descriptor, state] = self.rules(names)
        return found


def resolve_expectation(
    base: RuleBase, record: ExpectationRecord | None, document: Mapping, problems: list[Problem]
) -> Expectation | None:
    """The expectation of a case file, None where it has none; what is wrong in it is added to `problems`."""
    if record is None:
        return None
    raw = document["expect"]
    names = _Names(base, raw, problems)
    if record.verdict is not None:
        names.states(base.verdict, [record.verdict])
    for descriptor, status in record.status.items():
        names.known(descriptor, base.descriptors, "descriptor")
        names.known(status, STATUSES, "status")
    for rule, descriptors in record.ruled_out.items():
        names.rules([rule])
        for descriptor in descriptors:
            names.known(descriptor, base.descriptors, "descriptor")
    for descriptor in record.asks_for:
        names.known(descriptor, base.descriptors, "descriptor")
    return Expectation(
        verdict=record.verdict,
        not_indicated=names.states(base.verdict, record.not_indicated),
        states=names.by_descriptor(record.states),
        excluded=names.by_descriptor(record.excluded),
        status=dict(record.status),
        fired=names.rules(record.fired),
        not_fired=names.rules(record.not_fired),
        ruled_out={rule: tuple(descriptors) for rule, descriptors in record.ruled_out.items()},
        weigh_for=names.by_state(record.weigh_for),
        weigh_against=names.by_state(record.weigh_against),
        asks_for=tuple(record.asks_for),
        compared_with=_comparison(names, record.compared_with),
        place=raw.place,
    )


def _comparison(names: _Names, record: ComparisonRecord | None) -> Comparison | None:
    if record is None:
        return None
    shrinks = names.by_descriptor(record.lead_shrinks)
    return Comparison(record.case, names.by_descriptor(record.rises), names.by_state(record.fell_silent), shrinks)


def _place_within(raw: Any, name: str) -> Place | None:
    """Where a name stands in a raw value."""
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            if name in (str(key), *str(key).split("=")):
                return place_of(key, raw.place)
            if found := _place_within(value, name):
                return found
    elif isinstance(raw, list):
        for item in raw:
            if found := _place_within(item, name):
                return found
    elif isinstance(raw, str) and raw == name:
        return getattr(raw, "place", None)
    return None
