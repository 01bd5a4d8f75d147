"""From what was written to what is meant: descriptors, states and fact values against the vocabulary.

A `Resolver` notes every problem it meets, and gives None for the part that has one, so that one pass over
a file finds them all. (`engine.language.rule_parts` goes on to conditions and effects.)
"""

from __future__ import annotations

from collections.abc import Set
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec.structs import replace

from engine.language.descriptors import Descriptor, NumberRange
from engine.language.documents import Mapping, Sequence, place_of
from engine.language.names import read_name, spell
from engine.language.numbers import NUMBER_HINT, parse_number, parse_range
from engine.language.problems import Place, Problem, did_you_mean
from engine.language.scopes import Scope
from engine.language.vocabulary import Template, Vocabulary

EMPTY_HINT = "The lower bound comes below the upper one, and both within what can be."


class Call(NamedTuple):
    """A template with variables or actors in place of its own, where it is first spoken of so."""

    template: Template
    arguments: tuple[str, ...]
    descriptor: Descriptor
    place: Place


class Resolver:
    """Resolves what is said of descriptors."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        problems: list[Problem],
        unfit: Set[str] = frozenset(),
        scope: Scope | None = None,
    ) -> None:
        """`problems` is where new ones are added; `unfit` are names whose own entries have problems: naming them is none.

        Variables of the scope may stand for actors; what is spoken of with them is noted in `calls`.
        """
        self.vocabulary = vocabulary
        self.problems = problems
        self.unfit = unfit
        self.scope = scope
        self.calls: dict[str, Call] = {}
        self.spellings: dict[str, str] = {}  # where the order of actors makes no difference, the one that came first is kept

    def wrong(self, place: Place, code: str, message: str, hint: str = "") -> None:
        """Notes a problem."""
        self.problems.append(Problem(place, code, message, hint))

    def descriptor(self, name: object, place: Place) -> Descriptor | None:
        """The descriptor of that name; one with variables has the name that is written, and the states of its template."""
        written = str(name)
        found = self.vocabulary.descriptors.get(written) or self.called(written, place) or self.vocabulary.find(written)
        if found is None and written.partition("(")[0].strip() not in self.unfit:
            fault = self.vocabulary.fault(written, self.scope, len(self.problems), self.unfit)
            self.wrong(place, fault.code, fault.message, fault.hint)
        return found

    def called(self, written: str, place: Place) -> Descriptor | None:
        """The descriptor with variables in place of actors; None where it is none, or would have problems."""
        called = read_name(written) if self.scope is not None else None
        template = self.vocabulary.templates.get(called.name) if called else None
        if self.scope is None or called is None or template is None or len(called.arguments) != len(template.arguments):
            return None
        if not any(argument in self.scope.actors for argument in called.arguments):
            return None
        if any(argument not in self.scope.actors and argument not in self.vocabulary.actors for argument in called.arguments):
            return None
        name = self.spellings.setdefault(self.vocabulary.spelled(written), spell(*called))
        if name not in self.calls:
            self.calls[name] = Call(template, called.arguments, replace(template.descriptor, id=name), place)
        return self.calls[name].descriptor

    def named_once(self, raw: Mapping) -> None:
        """Notes where one descriptor with actors stands twice in a mapping, spelled in two ways."""
        spelled: dict[str, Any] = {}
        for key in raw:
            first = spelled.setdefault(self.vocabulary.spelled(key), key) if "(" in key else key
            if first is not key:
                message = f"`{key}` is `{first}` once more, which stands on line {place_of(first, raw.place).line}"
                self.wrong(place_of(key, raw.place), "duplicate-key", message, "Merge the two, or take one out.")

    def states(self, descriptor: Descriptor, raw: Any, place: Place) -> tuple[str, ...] | None:
        """States: ``s``, ``s|t``, a list, or `at_least` / `at_most` of an ordered descriptor."""
        at = place_of(raw, place)
        if isinstance(raw, Mapping):
            return self.bounds(descriptor, raw, at)
        words: list[tuple[Any, Place]]
        if isinstance(raw, Sequence):
            words = [(item, place_of(item, at)) for item in raw]
        else:
            words = [(word.strip(), at) for word in str(raw).split("|")] if isinstance(raw, str) else [(raw, at)]
        if not words or not all(isinstance(word, str) and word for word, _ in words):
            self.wrong(at, "wrong-shape", f"a state of {descriptor.id} is wanted here", did_you_mean("", descriptor.states))
            return None
        strange = [(word, where) for word, where in words if word not in descriptor.states]
        for word, where in strange:
            hint = did_you_mean(word, descriptor.states, before=len(self.problems))
            self.wrong(where, "unknown-state", f"`{word[:80]}` is no state of {descriptor.id}", hint)
        return None if strange else descriptor.in_order(str(word) for word, _ in words)

    def bounds(self, descriptor: Descriptor, raw: Mapping, place: Place) -> tuple[str, ...] | None:
        """`{at_least: s}`, `{at_most: s}` or both, of an ordered descriptor."""
        if not descriptor.ordered:
            hint = "Name the states, or declare `ordered: true`."
            self.wrong(place, "not-ordered", f"the states of {descriptor.id} have no order", hint)
            return None
        left = set(descriptor.states)
        for key, value in raw.items():
            at = place_of(value, place)
            if key not in ("at_least", "at_most"):
                self.wrong(
                    place_of(key, place),
                    "unknown-entry",
                    f"there is no bound `{key}`",
                    did_you_mean(str(key), ("at_least", "at_most")),
                )
                return None
            if not isinstance(value, str) or value not in descriptor.states:
                hint = did_you_mean(str(value), descriptor.states, before=len(self.problems))
                self.wrong(at, "unknown-state", f"`{value}` is no state of {descriptor.id}", hint)
                return None
            left &= descriptor.at_least(value) if key == "at_least" else descriptor.at_most(value)
        if not left:
            self.wrong(place, "empty-test", f"no state of {descriptor.id} is within these bounds", EMPTY_HINT)
            return None
        return descriptor.in_order(left)

    def is_proper(self, descriptor: Descriptor, states: tuple[str, ...], place: Place, what: str) -> bool:
        """Whether the states are some, but not all, of the descriptor's; notes the problem where not."""
        if len(states) < len(descriptor.states):
            return True
        message = f"this {what} names every state of {descriptor.id}, so it says nothing"
        self.wrong(place, "names-every-state", message, "Leave a state out, or the whole entry.")
        return False

    def fact_value(self, descriptor: Descriptor, raw: Any, place: Place) -> tuple[str, ...] | NumberRange | None:
        """What a fact says: a proper non-empty subset of the states, or a number or range within the domain."""
        at = place_of(raw, place)
        if descriptor.number is None:
            states = self.states(descriptor, raw, place)
            return states if states and self.is_proper(descriptor, states, at, "fact") else None
        if isinstance(raw, Mapping) and raw:
            numbers = self.number_bounds(descriptor, raw, at, ("at_least", "below", "at_most"))
        else:
            numbers = self.number_range(descriptor, raw, at)
        domain = descriptor.number.as_range()
        if numbers is not None and numbers & domain is None:
            hint = f"Its domain is {domain}."
            self.wrong(at, "outside-domain", f"no number of {descriptor.id} is within {numbers}", hint)
            return None
        return numbers

    def number_range(self, descriptor: Descriptor, raw: Any, place: Place) -> NumberRange | None:
        """A number or a range as a fact says it in one word, its bounds within the domain."""
        numbers = parse_range(raw) if isinstance(raw, str) else None
        if numbers is None:
            hint = "A number or a range: 4, 4..9, 4.., ..9, `>=4`, `<4`."
            self.wrong(place, "wrong-number", f"`{str(raw)[:40]}` is no number for {descriptor.id}", hint)
            return None
        if not numbers.has_numbers():
            self.wrong(place, "empty-test", f"no number is within {str(raw)[:60]}", EMPTY_HINT)
            return None
        bounds = [bound for bound in (numbers.low, numbers.high) if bound is not None]
        return numbers if all(self.in_domain(descriptor, bound, place) for bound in bounds) else None

    def number_bounds(self, descriptor: Descriptor, raw: Mapping, place: Place, known: tuple[str, ...]) -> NumberRange | None:
        """The range that bounds by name make; `at_most` is included, `below` is not."""
        found: dict[str, Decimal] = {}
        for key, value in raw.items():
            if key not in known:
                self.wrong(place_of(key, place), "unknown-entry", f"there is no bound `{key}`", did_you_mean(str(key), known))
                return None
            number = parse_number(value)
            if number is None:
                self.wrong(place_of(value, place), "wrong-number", f"`{str(value)[:40]}` is no number", NUMBER_HINT)
                return None
            if not self.in_domain(descriptor, number, place_of(value, place)):
                return None
            found[str(key)] = number
        below = NumberRange(None, found.get("below"), "below" in found)
        numbers = NumberRange(found.get("at_least"), found.get("at_most")) & below
        if numbers is None:
            self.wrong(place, "empty-test", "no number is within these bounds", EMPTY_HINT)
        return numbers

    def in_domain(self, descriptor: Descriptor, number: Decimal, place: Place) -> bool:
        """Whether the number may be a value of the descriptor; notes the problem where not."""
        domain = descriptor.number
        assert domain is not None
        if domain.whole and number != number.to_integral_value():
            self.wrong(place, "wrong-number", f"{descriptor.id} is a whole number, not {number}", "Leave the point out.")
        elif (domain.low is not None and number < domain.low) or (domain.high is not None and number > domain.high):
            message = f"{number} is outside the domain of {descriptor.id}, {domain.as_range()}"
            self.wrong(place, "outside-domain", message, "The vocabulary declares the domain, as `min` and `max`.")
        else:
            return True
        return False
