"""A rule base: the vocabulary, the rules, and what they were read from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from shlex import quote

from msgspec import Struct, field

from engine.language.conditions import Test
from engine.language.descriptors import Descriptor
from engine.language.names import read_name, spell
from engine.language.problems import NOWHERE, Place, did_you_mean, invalid
from engine.language.rules import GenericRule, Rule
from engine.language.showing import Shown
from engine.language.vocabulary import Actor, Template, Vocabulary


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


class Origin(Struct, frozen=True):
    """The text that a base rests on."""

    author: str = ""
    title: str = ""
    publisher: str = ""
    date: str = ""
    paragraphs: Mapping[int, Paragraph] = field(default_factory=dict)


class Imported(Struct, frozen=True):
    """What a base that was a cross-impact matrix was imported from: a file, the name of the matrix, and of each descriptor
    its name and those of its variants.
    """

    file: str
    title: str
    names: Mapping[str, tuple[str, ...]]


class RuleBase(Shown, Struct, frozen=True, eq=False, dict=True):
    """A loaded rule base: ground, resolved, and found free of errors.

    `imported` tells of a base that was a matrix, whose weights may be any. `accepted` holds the findings of `check` that
    its author leaves as they are, by name, with the reason; `texts` every file it was read from, by the path within the
    base; `rules_hash` and `vocabulary_hash` are SHA-256 over them. `descriptors` and `rules` are in the order of the files;
    those that are written once for many actors are there for each choice of them, and as they are written in `templates`
    and `generic`.
    """

    name: str
    title: str
    verdict: str
    descriptors: Mapping[str, Descriptor]
    rules: Mapping[str, Rule]
    baseline: str = ""
    source: Origin = Origin()
    actors: Mapping[str, Actor] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)
    generic: Mapping[str, GenericRule] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    accepted: Mapping[str, str] = field(default_factory=dict)
    imported: Imported | None = None
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

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The descriptors by every spelling of their names."""
        return Vocabulary(self.name, self.descriptors, self.templates, self.actors)

    @property
    def example(self) -> tuple[str, str]:
        """A descriptor and a state of it, for hints: an observed one with a plain name, where there is one."""
        worded = [d for d in self.descriptors.values() if d.number is None]
        chosen = min(worded, key=lambda d: ("(" in d.id, not self.is_observed(d.id)), default=None)
        return (chosen.id, chosen.states[0]) if chosen else ("descriptor", "state")

    def descriptor(self, name: str, place: Place) -> Descriptor:
        """The descriptor of that id, however it is spelled. Raises `InvalidInput` with the nearest id where there is none."""
        found = self.vocabulary.find(name)
        if found is None:
            fault = self.vocabulary.fault(name)
            owner = self.descriptor_with(name)
            raise invalid(
                place, fault.code, fault.message, f"It is a state of {owner} ({owner}={name})." if owner else fault.hint
            )
        return found

    def descriptor_with(self, state: str) -> str:
        """The descriptor that is meant where a state is named alone: the verdict, or the only one that has it; else nothing."""
        owners = [descriptor.id for descriptor in self.descriptors.values() if state in descriptor.states]
        return self.verdict if self.verdict in owners else owners[0] if len(owners) == 1 else ""

    def assigned(self, said: str, place: Place, example: tuple[str, str] | None = None) -> tuple[Descriptor, str]:
        """The descriptor and the rest of ``descriptor=state``, as said on a command line.

        Raises `InvalidInput` where it is not of that form, which the hint shows with what was named or with the example, and
        where there is no such descriptor.
        """
        name, equals, value = (part.strip() for part in said.partition("="))
        if name and equals and value:
            return self.descriptor(name, place), value
        found = self.vocabulary.find(name)
        if found is not None and found.number is None:
            example = found.id, found.states[0]
        elif owner := self.descriptor_with(name):
            example = owner, name
        hint = f"For example: {quote('='.join(example or self.example))}"
        raise invalid(place, "wrong-shape", f"`{said}` is not of the form descriptor=state", hint)

    @property
    def first_verdict(self) -> tuple[str, str]:
        """The verdict and its first state, for hints about what is asked for."""
        return self.verdict, self.descriptors[self.verdict].states[0]

    def rule(self, name: str, place: Place) -> Rule:
        """The rule of that id, however it is spelled. Raises `InvalidInput` with the nearest id where there is none."""
        found = self.rules.get(name) or self.rules.get(rule_spelled(name))
        if found is None:
            raise invalid(place, "unknown-rule", *self.no_rule(name))
        return found

    def no_rule(self, name: str) -> tuple[str, str]:
        """Why there is no rule of that id, and a hint."""
        if (descriptor := self.vocabulary.find(name)) is not None:
            about = f"`kakehashi rules --about {quote(descriptor.id)}`"
            return (
                f"`{name}` is no rule of {self.name}",
                f"It is a descriptor: {about} lists its rules.",
            )
        called = read_name(name)
        generic = self.generic.get(called.name if called else name)
        if generic is None:
            return f"`{name}` is no rule of {self.name}", did_you_mean(name, [*self.generic, *self.rules])
        known = [rule.id for rule in self.rules.values() if rule.written == generic.rule.id]
        if called is None:
            return f"`{name}` is written for {', '.join(generic.scope.actors)}", f"Name one of its rules, such as `{known[0]}`."
        return f"`{name}` is no rule of {self.name}", did_you_mean(name, known)

    def written_rules(self, name: str) -> tuple[Rule, ...]:
        """The rules that are written under that id: all of a generic one, else none."""
        return tuple(rule for rule in self.rules.values() if rule.binding and rule.written == name)

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


def rule_spelled(written: str) -> str:
    """The id of a rule as it is spelled everywhere."""
    called = read_name(written)
    return spell(*called) if called else written
