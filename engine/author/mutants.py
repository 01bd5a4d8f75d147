"""Mutants: a rule base with one rule otherwise, as by a slip of its author.

A rule dropped; an entry of a condition, an alternative or an exception dropped or negated; a state of a test or of a
narrowing swapped for another; a weight shifted by one, or exchanged with that of another state. One that says the same as
the base or as an earlier mutant is left out, and so is what nobody could write: a weight beyond the scale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from engine.language.base import RuleBase
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.rules import MAX_WEIGHT, Narrowing, Rule, Weighing

Entry = Test | AnyOf


class Mutant(Struct, frozen=True):
    """A base with one rule otherwise: `now` stands in its place, None where it is dropped.

    Its name is the rule and what is otherwise in it; it does not change when other rules do.
    """

    name: str
    rule: str
    now: Rule | None

    def moves(self, base: RuleBase) -> tuple[str, ...]:
        """The effects of the rule that are not as they were: all of them where its conditions are not."""
        rule, now = base.rules[self.rule], self.now
        if now is None or (now.when, now.unless) != (rule.when, rule.unless):
            return rule.effects
        return tuple(
            effect
            for effect in rule.effects
            if (rule.narrows(effect), rule.weights(effect)) != (now.narrows(effect), now.weights(effect))
        )

    def of(self, base: RuleBase) -> RuleBase:
        """The base that it is."""
        rules = {name: rule if name != self.rule else self.now for name, rule in base.rules.items()}
        return replace(base, rules={name: rule for name, rule in rules.items() if rule is not None})


class _Slip(NamedTuple):
    """What is otherwise, in words, and the rule that has it."""

    said: str
    now: Rule | None


def mutants_of(base: RuleBase) -> Iterator[Mutant]:
    """The mutants of a base, rule by rule."""
    for rule in base.rules.values():
        seen = [says(rule)]
        names: set[str] = set()
        for said, now in _slips(base, rule):
            if says(now) in seen:
                continue
            seen.append(says(now))
            name = f"{rule.id}: {said}"
            at = 1
            while name in names:  # the same words at another place of the rule
                at += 1
                name = f"{rule.id}: {said} ({at})"
            names.add(name)
            yield Mutant(name, rule.id, now)


def says(rule: Rule | None) -> object:
    """What a rule says, in whatever order its effects and weights are; nothing, where it has no effect."""
    if rule is None or not rule.effects:
        return None
    return rule.when, rule.unless, dict(rule.then), {name: dict(weights) for name, weights in rule.impact}


def _slips(base: RuleBase, rule: Rule) -> Iterator[_Slip]:
    yield _Slip("dropped", None)
    for said, when in _of_condition(base, rule.when):
        yield _Slip(f"when {said}", replace(rule, when=when))
    for at, exception in enumerate(rule.unless):
        before, after = rule.unless[:at], rule.unless[at + 1 :]
        yield _Slip(f"unless {in_words(exception)} dropped", replace(rule, unless=before + after))
        yield _Slip(f"unless {in_words(exception)} negated", replace(rule, unless=(*before, negated(base, exception), *after)))
        for said, other in _within(base, exception):
            yield _Slip(f"unless {said}", replace(rule, unless=(*before, other, *after)))
    for said, then in _narrowings(base, rule.then):
        yield _Slip(f"then {said}", replace(rule, then=then))
    for said, impact in _weighings(base, rule.impact):
        yield _Slip(f"weight {said}", replace(rule, impact=impact))


def _of_condition(base: RuleBase, condition: Condition) -> Iterator[tuple[str, Condition]]:
    """Each entry of a condition dropped, negated, or otherwise within."""
    for at, entry in enumerate(condition.entries):
        put = _putting(condition, at)
        yield f"{in_words(entry)} dropped", put(())
        yield f"{in_words(entry)} negated", put(_negated(base, entry).entries)
        if isinstance(entry, Test):
            yield from ((said, put((test,))) for said, test in _swapped(base, entry))
            continue
        for place, option in enumerate(entry.options):
            before, after = entry.options[:place], entry.options[place + 1 :]
            if before or after:
                yield f"{in_words(option)} dropped", put((AnyOf(before + after),))
            yield f"{in_words(option)} negated", put((AnyOf((*before, negated(base, option), *after)),))
            for said, other in _within(base, option):
                yield said, put((AnyOf((*before, other, *after)),))


def _within(base: RuleBase, condition: Condition) -> Iterator[tuple[str, Condition]]:
    """What may be otherwise within an alternative or an exception, beside the whole of it."""
    whole = {Condition(), negated(base, condition)} if len(condition.entries) == 1 else set()
    yield from ((said, other) for said, other in _of_condition(base, condition) if other not in whole)


def _putting(condition: Condition, at: int) -> Callable[[tuple[Entry, ...]], Condition]:
    """What puts others in the place of an entry."""
    return lambda entries: Condition(condition.entries[:at] + entries + condition.entries[at + 1 :])


def negated(base: RuleBase, condition: Condition) -> Condition:
    """The condition that holds where this one cannot: one of its entries is known to be otherwise."""
    options = tuple(_negated(base, entry) for entry in condition.entries)
    return options[0] if len(options) == 1 else Condition((AnyOf(options),))


def _negated(base: RuleBase, entry: Entry) -> Condition:
    if isinstance(entry, Test):
        return Condition((base.complement(entry),))
    return Condition(tuple(other for option in entry.options for other in negated(base, option).entries))


def _swapped(base: RuleBase, test: Test) -> Iterator[tuple[str, Test]]:
    for said, states in _swaps(base, test.descriptor, test.states):
        yield said, Test(test.descriptor, states)


def _swaps(base: RuleBase, name: str, states: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each state of a set swapped for one that is not in it."""
    descriptor = base.descriptors[name]
    for gone in states:
        for come in descriptor.states:
            if come not in states:
                left = descriptor.in_order({*states, come} - {gone})
                yield f"{name}={'|'.join(states)} → {'|'.join(left)}", left


def _narrowings(base: RuleBase, then: Narrowing) -> Iterator[tuple[str, Narrowing]]:
    for at, (name, states) in enumerate(then):
        for said, left in _swaps(base, name, states):
            yield said, (*then[:at], (name, left), *then[at + 1 :])


def _weighings(base: RuleBase, impact: Weighing) -> Iterator[tuple[str, Weighing]]:
    """Each weight shifted by one, and each two weights on a descriptor exchanged."""
    for at, (name, weights) in enumerate(impact):
        put = _weighing(impact, at)
        for state, weight in weights:
            for shift in (1, -1):
                if abs(weight + shift) <= MAX_WEIGHT:
                    said = f"{name}.{state} {signed(weight)} → {signed(weight + shift)}"
                    yield said, put({**dict(weights), state: weight + shift})
        for one, other in combinations(base.descriptors[name].states, 2):
            weighed = dict(weights)
            if weighed.get(one, 0) != weighed.get(other, 0):
                new = {**weighed, one: weighed.get(other, 0), other: weighed.get(one, 0)}
                yield f"{name}.{one} ↔ {name}.{other}", put(new)


def _weighing(impact: Weighing, at: int) -> Callable[[dict[str, int]], Weighing]:
    """What puts other weights in the place of those on a descriptor; what weighs nothing is gone."""

    def put(weights: dict[str, int]) -> Weighing:
        new = tuple((state, weight) for state, weight in weights.items() if weight)
        return (*impact[:at], *([(impact[at][0], new)] if new else []), *impact[at + 1 :])

    return put


def signed(weight: int) -> str:
    """A weight with its sign; none where it weighs nothing."""
    return f"{weight:+d}".replace("-", "−") if weight else "0"


def in_words(part: Entry | Condition) -> str:
    """A test, alternatives or a condition in a few words."""
    if isinstance(part, Test):
        return str(part)
    if isinstance(part, AnyOf):
        return f"any({' or '.join(map(in_words, part.options))})"
    return " and ".join(map(in_words, part.entries)) or "always"
