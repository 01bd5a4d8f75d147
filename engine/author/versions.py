"""Two versions of a base, told in one vocabulary so that the same case can be put to both, and what lies between them.

A number is cut into intervals where either version cuts it, which changes nothing of what either says. Of a descriptor
in words a case may be told the states that both versions have; what only one of them speaks of is told to that one alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from engine.author.mutants import says
from engine.infer.program import Dissent, Program, compile_program
from engine.language.base import RuleBase
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.descriptors import Descriptor, NumberRange, interval_names
from engine.language.problems import FeedbackLoop
from engine.language.rules import Rule

States = tuple[str, ...]
MOST_SETS = 12  # states of a descriptor whose sets are listed one by one


class Told(Struct, frozen=True):
    """A descriptor that a case may speak of, the states it may name, and the versions that are told: the first, the second."""

    descriptor: str
    states: States
    to: tuple[bool, bool]
    sides: tuple[Descriptor, Descriptor]

    @property
    def is_number(self) -> bool:
        """Whether facts on it are ranges."""
        return self.sides[0].number is not None

    def can_be_said(self, states: Sequence[str]) -> bool:
        """Whether a fact can leave just these states: some and not all, of a number neighbours."""
        if self.is_number:
            at = [self.states.index(state) for state in states]
            if at != list(range(at[0], at[0] + len(at))):
                return False
        return all(set(states) < set(side.states) for side, told in zip(self.sides, self.to, strict=True) if told)

    @property
    def sets(self) -> Iterator[States]:
        """Every set of states that a fact can leave, the smallest first."""
        for size in range(1, len(self.states) + 1):
            runs = (self.states[at : at + size] for at in range(len(self.states) - size + 1))
            yield from filter(self.can_be_said, runs if self.is_number else combinations(self.states, size))

    @property
    def ways(self) -> int:
        """In how many ways it may be told or left untold."""
        if self.is_number or len(self.states) <= MOST_SETS:
            return 1 + sum(1 for _ in self.sets)
        whole = any(told and set(self.states) == set(side.states) for side, told in zip(self.sides, self.to, strict=True))
        return (1 << len(self.states)) - whole


class Unit(Struct, frozen=True):
    """What can be undone on its own: rules by the ids that they have in the two versions, and descriptors.

    A descriptor with other states goes with the changed rules that speak of it, which could not be told without it.
    """

    name: str
    rules: frozenset[str] = frozenset()
    descriptors: frozenset[str] = frozenset()


class Versions:
    """The two versions in one vocabulary; a rule that only has another name has its old one in both."""

    def __init__(self, before: RuleBase, after: RuleBase, goals: tuple[str, str]) -> None:
        """Of two bases, and the descriptor of each that is compared."""
        self.given = before, after
        self.goals = goals
        first, second = _vocabularies(before.descriptors, after.descriptors)
        old = {rule.id: _restated(rule, before.descriptors, first) for rule in before.rules.values()}
        new = {rule.id: _restated(rule, after.descriptors, second) for rule in after.rules.values()}
        self.renamed = dict(_renamed(old, new))
        names = {new: old for old, new in self.renamed.items()}
        self.bases = (
            replace(before, descriptors=first, rules=old),
            replace(after, descriptors=second, rules={names.get(name, name): _named(rule, names) for name, rule in new.items()}),
        )

    @cached_property
    def programs(self) -> tuple[Program, Program]:
        """The programs of both. Raises `FeedbackLoop` where there is no order."""
        return compile_program(self.bases[0]), compile_program(self.bases[1])

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """What a case may be told: what either version observes, in the states that both have of it."""
        found = []
        for name, one in self.bases[0].descriptors.items():
            other = self.bases[1].descriptors[name]
            to = name in self.given[0].descriptors, name in self.given[1].descriptors
            observed = (spoken and base.is_observed(name) for spoken, base in zip(to, self.given, strict=True))
            states = tuple(state for state in one.states if state in other.states and _has_numbers(state, one, other))
            if any(observed) and not one.is_context and states and (one.number is None) == (other.number is None):
                found.append(Told(name, states, to, (one, other)))
        return tuple(found)

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The rules, by their first ids, that are not in both versions with the same conditions and effects."""
        old, new = (base.rules for base in self.bases)
        return tuple(name for name in {**old, **new} if says(old.get(name)) != says(new.get(name)))

    @cached_property
    def otherwise(self) -> tuple[str, ...]:
        """The descriptors that have other states, or another default."""
        old, new = (base.descriptors for base in self.bases)
        return tuple(name for name in old if _kind(old[name]) != _kind(new[name]))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """What lies between the versions, in parts that can be undone one by one."""
        written: dict[str, tuple[set[str], set[str]]] = {}
        for name in self.changed:
            written.setdefault(self._written(name), (set(), set()))[0].add(name)
        parts = list(written.values())
        for name in self.otherwise:
            joined: tuple[set[str], set[str]] = set(), {name}
            if set(self.bases[0].descriptors[name].states) != set(self.bases[1].descriptors[name].states):
                apart = []
                for part in parts:
                    if any(name in self._speaks(rule) for rule in part[0]) or name in part[1]:
                        joined[0].update(part[0])
                        joined[1].update(part[1])
                    else:
                        apart.append(part)
                parts = apart
            parts.append(joined)
        return tuple(Unit(self._called(*part), frozenset(part[0]), frozenset(part[1])) for part in parts)

    def _written(self, name: str) -> str:
        """The rule as it is written, in the second version where that has it."""
        return (self.bases[1].rules.get(name) or self.bases[0].rules[name]).written

    def _speaks(self, name: str) -> set[str]:
        rules = [base.rules[name] for base in self.bases if name in base.rules]
        return {spoken for rule in rules for spoken in (*rule.reads, *rule.effects)}

    def _called(self, rules: set[str], descriptors: set[str]) -> str:
        written = dict.fromkeys(self._written(name) for name in self.changed if name in rules)
        if not descriptors:
            return next(iter(written))
        named = " and ".join(name for name in self.otherwise if name in descriptors)
        if written:
            return f"{named} with {', '.join(written)}"
        taken = {rule.written for base in self.bases for rule in base.rules.values()}
        return f"{named} (the descriptor)" if named in taken else named

    def mixture(self, units: frozenset[str]) -> Program | None:
        """The program with these units, by name, as in the second version and all else as in the first; None in a loop."""
        made = [unit for unit in self.units if unit.name in units]
        rules = {name for unit in made for name in unit.rules}
        descriptors = {name for unit in made for name in unit.descriptors}
        old, new = self.bases
        kept = {name: rule for name, rule in old.rules.items() if name not in rules}
        kept |= {name: rule for name, rule in new.rules.items() if name in rules}
        both = {name: (new if name in descriptors else old).descriptors[name] for name in old.descriptors}
        try:
            return compile_program(replace(old, descriptors=both, rules=kept))
        except FeedbackLoop:
            return None


def under(base: RuleBase, dissents: Iterable[Dissent]) -> RuleBase:
    """The base with its rules as dissents have them."""
    return replace(base, rules=compile_program(base, dissents).rules)


def _kind(descriptor: Descriptor) -> object:
    return frozenset(descriptor.states), descriptor.default


def _has_numbers(state: str, one: Descriptor, other: Descriptor) -> bool:
    """Whether an interval holds a number that may be told to both."""
    if one.number is None or other.number is None:
        return True
    first, second = one.interval(state), other.interval(state)
    return first.has_numbers() and second.has_numbers() and (first & second) is not None


def _vocabularies(
    before: Mapping[str, Descriptor], after: Mapping[str, Descriptor]
) -> tuple[dict[str, Descriptor], dict[str, Descriptor]]:
    """Both vocabularies with all descriptors of either, numbers cut where either cuts them."""
    first, second = {**before}, {**before, **after}
    for name in after:
        first.setdefault(name, after[name])
    for name, one in first.items():
        other = second[name]
        if one.number is not None and other.number is not None and one.cuts != other.cuts:
            cuts = tuple(sorted({*one.cuts, *other.cuts}))
            first[name] = replace(one, cuts=cuts, states=interval_names(cuts))
            second[name] = replace(other, cuts=cuts, states=interval_names(cuts))
    return first, {name: second[name] for name in first}


def _named(rule: Rule, names: Mapping[str, str]) -> Rule:
    return replace(rule, id=names[rule.id]) if rule.id in names else rule


def _renamed(before: Mapping[str, Rule], after: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
    """The rules of which only the name is another, old and new: no other rule that came or went says the same."""
    gone = [rule for name, rule in before.items() if name not in after]
    come = [rule for name, rule in after.items() if name not in before]
    for old in gone:
        same = [new for new in come if says(new) == says(old) and says(new) is not None]
        if len(same) == 1 and sum(says(other) == says(old) for other in gone) == 1:
            yield old.id, same[0].id


def _restated(rule: Rule, own: Mapping[str, Descriptor], merged: Mapping[str, Descriptor]) -> Rule:
    """The rule with its tests of numbers in the intervals of the one vocabulary."""
    if all(own[name].states == merged[name].states for name in rule.reads):
        return rule

    def condition(one: Condition) -> Condition:
        return Condition(tuple(entry(part) for part in one.entries))

    def entry(part: Test | AnyOf) -> Test | AnyOf:
        if isinstance(part, AnyOf):
            return AnyOf(tuple(condition(option) for option in part.options))
        descriptor, finer = own[part.descriptor], merged[part.descriptor]
        if descriptor.states == finer.states:
            return part
        edges = (None, *descriptor.cuts, None)
        at = (descriptor.states.index(state) for state in part.states)
        meant = (finer.meets(NumberRange(edges[place], edges[place + 1], edges[place + 1] is not None)) for place in at)
        return Test(part.descriptor, tuple(state for states in meant for state in states))

    return replace(rule, when=condition(rule.when), unless=tuple(map(condition, rule.unless)))
