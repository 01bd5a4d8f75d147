"""What differs between two questions, as changes that can be undone one by one.

A change is all facts on one descriptor, one dissent, or the rule base as a whole. Each has a name by which an
answer refers to it: the descriptor, ``without RULE``, ``weight RULE:DESCRIPTOR=STATE``, or ``rule base``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.question import Question
from engine.infer.program import Dissent
from engine.language.base import RuleBase
from engine.language.conditions import AnyOf, Condition
from engine.language.descriptors import Descriptor
from engine.language.facts import Fact, states_left
from engine.language.rules import Rule

RULE_BASE = "rule base"
States = tuple[str, ...]


class FactsChange(Struct, frozen=True):
    """Other facts stand on a descriptor.

    `left_before` and `left_after` are the states they leave, None where nothing is stated. `moves` tells whether other
    states are left, so that it can be undone; where not, another source says the same. `with_base` marks facts that
    only one of the two bases can be told: they come and go with it.
    """

    beside: ClassVar[tuple[str, ...]] = ("kind", "name")

    descriptor: str
    before: tuple[Fact, ...]
    after: tuple[Fact, ...]
    left_before: States | None
    left_after: States | None
    moves: bool
    with_base: bool

    @property
    def kind(self) -> Literal["facts"]:
        """What sort of change it is."""
        return "facts"

    @property
    def name(self) -> str:
        """How answers refer to it."""
        return self.descriptor


class DissentChange(Struct, frozen=True):
    """A dissent that only one of the questions carries, or that each carries with a weight of its own."""

    beside: ClassVar[tuple[str, ...]] = ("kind", "name", "moves")

    key: tuple[str, str, str]
    before: Dissent | None
    after: Dissent | None

    @property
    def kind(self) -> Literal["dissent"]:
        """What sort of change it is."""
        return "dissent"

    @property
    def rule(self) -> str:
        """The rule it is about."""
        return self.key[0]

    @property
    def name(self) -> str:
        """How answers refer to it."""
        rule, descriptor, state = self.key
        return f"weight {rule}:{descriptor}={state}" if state else f"without {rule}"

    @property
    def moves(self) -> bool:
        """It is another program."""
        return True


class BaseChange(Struct, frozen=True):
    """The rule base is another, or the same at another hash.

    Rules and descriptors are matched by id; `rules_otherwise` have other conditions or effects, `rules_reworded`
    another text only; `descriptors_otherwise` have other states, another order, default or domain.
    """

    beside: ClassVar[tuple[str, ...]] = ("kind", "name", "moves")

    hashes_before: tuple[str, str]
    hashes_after: tuple[str, str]
    rules_added: tuple[str, ...]
    rules_gone: tuple[str, ...]
    rules_otherwise: tuple[str, ...]
    rules_reworded: tuple[str, ...]
    descriptors_added: tuple[str, ...]
    descriptors_gone: tuple[str, ...]
    descriptors_otherwise: tuple[str, ...]

    @property
    def kind(self) -> Literal["base"]:
        """What sort of change it is."""
        return "base"

    @property
    def name(self) -> str:
        """How answers refer to it."""
        return RULE_BASE

    @property
    def moves(self) -> bool:
        """Whether it says anything else: files may differ in their wording only."""
        return bool(
            self.rules_added
            or self.rules_gone
            or self.rules_otherwise
            or self.descriptors_added
            or self.descriptors_gone
            or self.descriptors_otherwise
        )


Change = FactsChange | DissentChange | BaseChange


def changes_between(before: Question, after: Question) -> tuple[Change, ...]:
    """What differs: the rule base, then dissents, then facts in the order of the vocabulary."""
    found: list[Change] = []
    if (old := _hashes(before.base)) != (new := _hashes(after.base)):
        found.append(_base_change(before.base, after.base, old, new))
    return (*found, *_dissents(before, after), *_facts(before, after))


def _hashes(base: RuleBase) -> tuple[str, str]:
    return base.rules_hash, base.vocabulary_hash


def _base_change(before: RuleBase, after: RuleBase, old: tuple[str, str], new: tuple[str, str]) -> BaseChange:
    both = [name for name in before.rules if name in after.rules]
    otherwise = tuple(name for name in both if meaning(before, before.rules[name]) != meaning(after, after.rules[name]))
    return BaseChange(
        old,
        new,
        tuple(name for name in after.rules if name not in before.rules),
        tuple(name for name in before.rules if name not in after.rules),
        otherwise,
        tuple(name for name in both if name not in otherwise and _wording(before.rules[name]) != _wording(after.rules[name])),
        tuple(name for name in after.descriptors if name not in before.descriptors),
        tuple(name for name in before.descriptors if name not in after.descriptors),
        tuple(
            name
            for name, d in before.descriptors.items()
            if (other := after.descriptors.get(name)) is not None and _kind(d) != _kind(other)
        ),
    )


def _kind(descriptor: Descriptor) -> tuple[object, ...]:
    """What makes a descriptor another to the rules: the intervals of a number follow from them, and do not."""
    states = () if descriptor.number is not None else descriptor.states
    return states, descriptor.ordered, descriptor.number, descriptor.default


def meaning(base: RuleBase, rule: Rule) -> tuple[object, ...]:
    """The conditions and effects of a rule, its tests of numbers as numbers: other rules may cut them into other intervals."""
    return _tests(base, rule.when), tuple(_tests(base, condition) for condition in rule.unless), rule.then, rule.impact


def _wording(rule: Rule) -> tuple[object, ...]:
    return rule.title, rule.says, rule.cite, rule.claims, rule.note


def _tests(base: RuleBase, condition: Condition) -> tuple[object, ...]:
    found: list[object] = []
    for entry in condition.entries:
        if isinstance(entry, AnyOf):
            found.append(tuple(_tests(base, option) for option in entry.options))
            continue
        descriptor = base.descriptors[entry.descriptor]
        found.append((entry.descriptor, entry.states if descriptor.number is None else tuple(_ranges(descriptor, entry.states))))
    return tuple(found)


def _ranges(descriptor: Descriptor, states: States) -> Iterator[tuple[object, object]]:
    """The numbers in some intervals, neighbours joined."""
    low: object = None
    last = -2
    for state in states:
        at = descriptor.states.index(state)
        if at != last + 1:
            if last >= 0:
                yield low, descriptor.interval(descriptor.states[last]).high
            low = descriptor.interval(state).low
        last = at
    yield low, descriptor.interval(descriptor.states[last]).high


def _dissents(before: Question, after: Question) -> Iterator[DissentChange]:
    sides = [{dissent.key: dissent for dissent in question.program.dissents} for question in (before, after)]
    for key in {**sides[0], **sides[1]}:
        old, new = (side.get(key) for side in sides)
        if old is None or new is None or old.weight != new.weight:
            yield DissentChange(key, old, new)


def _facts(before: Question, after: Question) -> Iterator[FactsChange]:
    sides = [_standing(question) for question in (before, after)]
    for name in dict.fromkeys((*before.base.descriptors, *after.base.descriptors)):
        old, new = (side.get(name, ()) for side in sides)
        if old == new or set(map(_said, old)) == set(map(_said, new)):
            continue
        left = [_left(question.base, name, facts) for question, facts in ((before, old), (after, new))]
        shared = can_be_told(before.base, after.base, name)
        # Of a number, a rule base may tell apart what the other cuts into one interval.
        moves = shared and any(_left(base, name, old) != _left(base, name, new) for base in (before.base, after.base))
        yield FactsChange(name, old, new, left[0], left[1], moves, not shared)


def _left(base: RuleBase, descriptor: str, facts: tuple[Fact, ...]) -> States | None:
    """The states that facts leave; None where there are none, or no rule reads the number."""
    found = base.descriptors.get(descriptor)
    return states_left(found, facts) if facts and found is not None and not found.is_context else None


def _standing(question: Question) -> dict[str, tuple[Fact, ...]]:
    return {part.descriptor: part.facts for part in (*question.situation.given, *question.situation.context)}


def _said(fact: Fact) -> Fact:
    """A fact without the case that says it: that it stands in another case is no difference."""
    return replace(fact, origin="")


def can_be_told(one: RuleBase, other: RuleBase, descriptor: str) -> bool:
    """Whether facts on a descriptor mean the same to both bases: it has the same states, or the same domain of numbers."""
    if one is other:
        return True
    first, second = one.descriptors.get(descriptor), other.descriptors.get(descriptor)
    if first is None or second is None or (first.number is None) != (second.number is None):
        return False
    return first.number == second.number if first.number is not None else set(first.states) == set(second.states)
