"""Facts and cases: what is said of one situation, by whom, since when.

Kinds of fact follow ICD 203 (observed, assumption, judgement), grades the Admiralty code: reliability A-F and
credibility 1-6, judged apart. A grade is a filter and never a weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from engine.language.descriptors import Descriptor, NumberRange
from engine.language.expectations import Expectation, Variation
from engine.language.problems import NOWHERE, InvalidInput, Place, Placed, Problem

Kind = Literal["observed", "assumption", "judgement"]


class Source(Struct, frozen=True, gc=False):
    """Where a fact comes from; every part may be empty. A `url` is given only where someone opened it."""

    publisher: str = ""
    title: str = ""
    date: str = ""
    locator: str = ""
    url: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.publisher, self.title, self.date, self.locator, self.url) if part)


class Fact(Placed, frozen=True, eq=False):
    """A descriptor is in one of some states: `value` is a tuple of states or, of a numeric one, a range."""

    descriptor: str
    value: tuple[str, ...] | NumberRange
    since: date | None = None
    until: date | None = None
    source: Source = Source()
    grade: str = ""
    kind: Kind = "observed"
    cite: tuple[int, ...] = ()
    claims: tuple[str, ...] = ()
    note: str = ""
    author: str = ""
    unverified: bool = False
    origin: str = ""  # the case that says it, or the option
    place: Place = NOWHERE

    @property
    def said(self) -> str:
        """The value as text: ``a|b`` or a range."""
        return "|".join(self.value) if isinstance(self.value, tuple) else str(self.value)

    @property
    def begin(self) -> date:
        """The first day on which it holds; an undated fact is older than any dated one."""
        return self.since or date.min

    def holds_on(self, day: date) -> bool:
        """Whether it has begun and not ended by then."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        return f"{self.descriptor}={self.said}"


class Case(Struct, frozen=True):
    """The facts of one situation, those of the case it extends included."""

    name: str
    title: str
    facts: tuple[Fact, ...] = ()
    note: str = ""
    extends: str = ""
    as_of: date | None = None
    expect: Expectation | None = None
    vary: Variation | None = None
    place: Place = NOWHERE

    def latest_date(self) -> date | None:
        """The date a question is asked as of where it names none: the case's own, else the latest beginning of a fact."""
        return self.as_of or max((fact.since for fact in self.facts if fact.since), default=None)

    def standing(self, as_of: date | None = None) -> dict[str, tuple[Fact, ...]]:
        """The facts that hold on a date (None: the latest any fact speaks of), by descriptor.

        Of the facts that have begun and not ended, those that began last stand: news replaces, and is no
        contradiction.
        """
        as_of = as_of or self.latest_date()
        found: dict[str, tuple[Fact, ...]] = {}
        for fact in self.facts:
            if as_of is not None and not fact.holds_on(as_of):
                continue
            rivals = found.get(fact.descriptor)
            if rivals is None or rivals[0].begin < fact.begin:
                found[fact.descriptor] = (fact,)
            elif rivals[0].begin == fact.begin:
                found[fact.descriptor] = (*rivals, fact)
        return found

    def replaced(self, facts: Iterable[Fact], retract: Iterable[str] = ()) -> Case:
        """The case with all facts on the descriptors of `facts` and `retract` replaced by `facts`."""
        new = tuple(facts)
        gone = {fact.descriptor for fact in new} | set(retract)
        kept = tuple(fact for fact in self.facts if fact.descriptor not in gone)
        return replace(self, facts=kept + new, expect=None, vary=None)


def states_left(descriptor: Descriptor, facts: Sequence[Fact]) -> tuple[str, ...]:
    """The states that facts holding on one date leave of their descriptor, in its order.

    Numbers are intersected as numbers, before they become intervals. Raises `InvalidInput` that names every
    fact where nothing is left.
    """
    if len(facts) == 1 and descriptor.number is None:  # nearly always, and then mostly one state
        only = facts[0].value
        if isinstance(only, tuple) and len(only) == 1 and only[0] in descriptor.states:
            return only
    left = descriptor.states
    for fact in facts:
        if isinstance(fact.value, tuple):
            left = tuple([state for state in left if state in fact.value])
    if descriptor.number is not None:
        numbers: NumberRange | None = descriptor.number.as_range()
        for fact in facts:
            if isinstance(fact.value, NumberRange):
                numbers = numbers and numbers & fact.value
        met = descriptor.meets(numbers) if numbers is not None else ()
        left = tuple([state for state in left if state in met])
    if left:
        return left
    said = " and ".join(f"{fact} ({fact.place})" for fact in facts)
    message = f"these facts cannot hold together on one date: {said}"
    hint = "Correct one of them, or give the later one the date since when it holds."
    if all(fact.origin.startswith("--") for fact in facts):
        hint = "Say once what is left of it: a state, or several joined by `|`."
    raise InvalidInput([Problem(facts[-1].place, "facts-clash", message, hint)])
