"""A rule base: the vocabulary, the rules, and what they were read from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field

from engine.language.conditions import Test
from engine.language.descriptors import Descriptor
from engine.language.problems import NOWHERE, Place, did_you_mean, invalid
from engine.language.rules import Rule


class Paragraph(Struct, frozen=True):
    """A paragraph of the source: its section, its place in it, and a gist in the base author's words."""

    number: int
    section: str
    place: int
    gist: str


class Claim(Struct, frozen=True):
    """Something that the source claims and the base has to carry."""

    id: str
    cite: tuple[int, ...]
    gist: str


class Actor(Struct, frozen=True):
    """Someone who can move descriptors."""

    id: str
    title: str
    kind: str


class Origin(Struct, frozen=True):
    """The text that a base rests on."""

    author: str = ""
    title: str = ""
    publisher: str = ""
    date: str = ""
    paragraphs: Mapping[int, Paragraph] = field(default_factory=dict)


class RuleBase(Struct, frozen=True, eq=False, dict=True):
    """A loaded rule base: ground, resolved, and found free of errors.

    `accepted` holds the findings of `check` that its author leaves as they are, by name, with the reason; `texts` every
    file it was read from, by the path within the base; `rules_hash` and `vocabulary_hash` are SHA-256 over them.
    `descriptors` and `rules` are in the order of the files.
    """

    name: str
    title: str
    verdict: str
    descriptors: Mapping[str, Descriptor]
    rules: Mapping[str, Rule]
    baseline: str = ""
    source: Origin = Origin()
    actors: Mapping[str, Actor] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    accepted: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    rules_hash: str = ""
    vocabulary_hash: str = ""
    place: Place = NOWHERE
    is_shipped: bool = False

    @cached_property
    def derived(self) -> frozenset[str]:
        """The descriptors that a rule has an effect on."""
        return frozenset(descriptor for rule in self.rules.values() for descriptor in rule.effects)

    @cached_property
    def context(self) -> frozenset[str]:
        """The numbers that no rule reads."""
        return frozenset(name for name, descriptor in self.descriptors.items() if descriptor.is_context)

    def descriptor(self, name: str, place: Place) -> Descriptor:
        """The descriptor of that id. Raises `InvalidInput` with the nearest id where there is none."""
        found = self.descriptors.get(name)
        if found is None:
            hint = did_you_mean(name, self.descriptors)
            raise invalid(place, "unknown-descriptor", f"`{name}` is no descriptor of {self.name}", hint)
        return found

    def rule(self, name: str, place: Place) -> Rule:
        """The rule of that id. Raises `InvalidInput` with the nearest id where there is none."""
        found = self.rules.get(name)
        if found is None:
            hint = did_you_mean(name, self.rules)
            raise invalid(place, "unknown-rule", f"`{name}` is no rule of {self.name}", hint)
        return found

    def state(self, descriptor: Descriptor, name: str, place: Place) -> str:
        """The state of that name. Raises `InvalidInput` with the nearest name where there is none."""
        if name not in descriptor.states:
            hint = did_you_mean(name, descriptor.states)
            raise invalid(place, "unknown-state", f"`{name}` is no state of {descriptor.id}", hint)
        return name

    def is_observed(self, descriptor: str) -> bool:
        """Whether no rule has an effect on it."""
        return descriptor not in self.derived

    def complement(self, test: Test) -> Test:
        """The test of the other states of the same descriptor."""
        states = self.descriptors[test.descriptor].states
        return Test(test.descriptor, tuple(state for state in states if state not in test.states))
