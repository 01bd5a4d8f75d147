"""The parts of a rule, from what was written to what is meant: conditions, and effects on descriptors."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Any

from engine.language.conditions import AnyOf, Condition, Test
from engine.language.descriptors import Descriptor, NumberRange
from engine.language.documents import Mapping, Scalar, Sequence, place_of
from engine.language.numbers import parse_number
from engine.language.problems import Place, Problem, did_you_mean
from engine.language.resolving import EMPTY_HINT, Resolver
from engine.language.rules import MAX_WEIGHT, Narrowing, Weighing
from engine.language.scopes import Scope
from engine.language.vocabulary import Vocabulary

CONDITION_HINT = "Write descriptors with states, such as `{weather.sea: calm}`."


class RuleResolver(Resolver):
    """Resolves the parts of rules."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        problems: list[Problem],
        unfit: Set[str] = frozenset(),
        scope: Scope | None = None,
        most: int = MAX_WEIGHT,
    ) -> None:
        """As of a `Resolver`; `most` is the greatest weight, either way."""
        super().__init__(vocabulary, problems, unfit, scope)
        self.most = most

    def condition(self, raw: Any, place: Place) -> Condition | None:
        """A condition: a mapping of entries, or nothing, which always holds."""
        if raw is None or (isinstance(raw, Scalar) and not raw and not raw.quoted):
            return Condition()
        if not isinstance(raw, Mapping):
            self.wrong(place_of(raw, place), "wrong-shape", "a condition is a mapping", CONDITION_HINT)
            return None
        entries: list[Test | AnyOf | None] = []
        self.named_once(raw)
        for key, value in raw.items():
            at = place_of(key, raw.place)
            if key == "any":
                entries.append(self.any_of(value, at))
            elif key == "not":
                entries += self.negated(value, at)
            else:
                entries.append(self.test(key, value, at))
        return None if None in entries else Condition(tuple(e for e in entries if e is not None))

    def any_of(self, raw: Any, place: Place) -> AnyOf | None:
        """`any`: a non-empty list of conditions, none of them empty."""
        if not isinstance(raw, Sequence) or not raw:
            self.wrong(
                place_of(raw, place), "wrong-shape", "`any` takes a non-empty list of conditions", "Write `any: [{…}, {…}]`."
            )
            return None
        options = [self.condition(item, place_of(raw, place)) for item in raw]
        for option, item in zip(options, raw, strict=True):
            if option is not None and not option.entries:
                message = "an empty condition in `any` always holds, so the whole `any` does"
                self.wrong(place_of(item, place), "empty-option", message, "Fill it, or take it out.")
                return None
        return None if None in options else AnyOf(tuple(o for o in options if o is not None))

    def negated(self, raw: Any, place: Place) -> list[Test | AnyOf | None]:
        """`not`: each entry on its own becomes the test of the other states."""
        if not isinstance(raw, Mapping) or not raw:
            self.wrong(place_of(raw, place), "wrong-shape", "`not` takes a mapping of tests", CONDITION_HINT)
            return [None]
        entries: list[Test | AnyOf | None] = []
        for key, value in raw.items():
            at = place_of(key, raw.place)
            if key in ("any", "not"):
                self.wrong(
                    at, "wrong-shape", f"`{key}` may not stand inside `not`", "`not` takes tests only; negate each of them."
                )
                entries.append(None)
                continue
            test = self.test(key, value, at)
            descriptor = self.descriptor(key, at) if test else None
            others = [state for state in descriptor.states if test and state not in test.states] if descriptor else []
            entries.append(Test(test.descriptor, tuple(others)) if test else None)
        return entries

    def unless(self, raw: Any, place: Place) -> tuple[Condition, ...] | None:
        """`unless`: a list of conditions; a mapping is short for one condition per entry."""
        if raw is None:
            return ()
        if isinstance(raw, Sequence):
            conditions = [self.condition(item, place) for item in raw]
        else:
            whole = self.condition(raw, place)
            conditions = [Condition((entry,)) for entry in whole.entries] if whole else [None]
        if None not in conditions and (not conditions or any(not c.entries for c in conditions if c)):
            message = "an empty `unless` condition always holds, so the rule could never fire"
            self.wrong(place_of(raw, place), "empty-unless", message, "Fill it, or take it out.")
            return None
        return None if None in conditions else tuple(c for c in conditions if c is not None)

    def test(self, name: object, raw: Any, place: Place) -> Test | None:
        """One test: *d in A* with A a proper non-empty set of states."""
        descriptor = self.descriptor(name, place)
        if descriptor is None:
            return None
        states = self.numbers(descriptor, raw, place) if descriptor.number else self.states(descriptor, raw, place)
        return (
            Test(descriptor.id, states) if states and self.is_proper(descriptor, states, place_of(raw, place), "test") else None
        )

    def numbers(self, descriptor: Descriptor, raw: Any, place: Place) -> tuple[str, ...] | None:
        """The intervals within the bounds of a numeric test: `{at_least: 4}`, `{below: 9}`, both, or a whole number."""
        at = place_of(raw, place)
        domain = descriptor.number
        assert domain is not None
        if isinstance(raw, Mapping) and raw:
            numbers = self.number_bounds(descriptor, raw, at, ("at_least", "below"))
            if numbers is None:
                return None
        else:
            exact = parse_number(raw)
            if exact is None or not domain.whole:
                message = f"`{str(raw)[:40]}` is no test of the number {descriptor.id}"
                self.wrong(at, "wrong-number", message, "Write `{at_least: n}`, `{below: n}` or both.")
                return None
            if not self.in_domain(descriptor, exact, at):
                return None
            numbers = NumberRange(exact, exact + 1, open_high=True)
        inside = numbers & domain.as_range()
        within = descriptor.meets(inside) if inside is not None else ()
        if not within:
            self.wrong(at, "empty-test", f"no value of {descriptor.id} is within these bounds", EMPTY_HINT)
        return within or None

    def then(self, raw: Any, place: Place) -> Narrowing | None:
        """`then`: each descriptor with the states it is narrowed to."""
        narrowed: Narrowing | None = self.effects(raw, place, "then", self.narrowing)
        return narrowed

    def impact(self, raw: Any, place: Place) -> Weighing | None:
        """`impact`: each descriptor with the weights on its states."""
        weighed: Weighing | None = self.effects(raw, place, "impact", self.weighing)
        return weighed

    def effects(self, raw: Any, place: Place, what: str, one: Any) -> Any:
        """A mapping of descriptors to effects, each resolved by `one`."""
        if raw is None:
            return ()
        if not isinstance(raw, Mapping) or not raw:
            hint = f"Write `{what}: {{…}}` with at least one of them, or leave it out."
            self.wrong(place_of(raw, place), "wrong-shape", f"`{what}` takes a mapping of descriptors", hint)
            return None
        found = []
        self.named_once(raw)
        for key, value in raw.items():
            at = place_of(key, raw.place)
            descriptor = self.descriptor(key, at)
            if descriptor is not None and descriptor.number is not None:
                message = f"no rule may have an effect on {key}, which is a number"
                self.wrong(at, "effect-on-number", message, "Declare a descriptor with `states` for what follows.")
                descriptor = None
            effect = one(descriptor, value, at) if descriptor else None
            found.append((descriptor.id, effect) if descriptor and effect else None)
        return None if None in found else tuple(found)

    def narrowing(self, descriptor: Descriptor, raw: Any, place: Place) -> tuple[str, ...] | None:
        """The states of one `then` entry."""
        states = self.states(descriptor, raw, place)
        return states if states and self.is_proper(descriptor, states, place_of(raw, place), "`then`") else None

    def weighing(self, descriptor: Descriptor, raw: Any, place: Place) -> tuple[tuple[str, int], ...] | None:
        """The weights of one `impact` entry: non-zero, −3 … +3 unless they are imported."""
        at = place_of(raw, place)
        if not isinstance(raw, Mapping) or not raw:
            hint = f"Write `{{{descriptor.states[0]}: +1}}`, for example."
            self.wrong(at, "wrong-shape", f"the impact on {descriptor.id} takes weights of its states", hint)
            return None
        found: list[tuple[str, int]] = []
        for state, written in raw.items():
            where = place_of(state, at)
            if state not in descriptor.states:
                hint = did_you_mean(str(state), descriptor.states, before=len(self.problems))
                self.wrong(where, "unknown-state", f"`{state}` is no state of {descriptor.id}", hint)
            elif not isinstance(written, str) or not re.fullmatch(r"[+-]?[0-9]{1,9}", written):
                hint = f"From −{self.most:,} to +{self.most:,}, without 0."
                self.wrong(place_of(written, where), "wrong-weight", "a weight is a whole number", hint)
            elif not 0 < abs(int(written)) <= self.most:
                message = f"a weight is −{self.most:,} … −1 or +1 … +{self.most:,}, not {written}"
                hint = "What is decisive in itself is a definition: use `then`." if int(written) else "Leave the state out."
                self.wrong(place_of(written, where), "wrong-weight", message, hint)
            else:
                found.append((str(state), int(written)))
        return tuple(found) if len(found) == len(raw) else None
