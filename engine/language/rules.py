"""Rules: conditions, an effect, a sentence, and the paragraphs it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.problems import NOWHERE, Place, Placed
from engine.language.scopes import Scope

Narrowing = tuple[tuple[str, tuple[str, ...]], ...]  # descriptor → the states left of it
Weighing = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]  # descriptor → its states → their weights

ALWAYS = Condition()
MAX_WEIGHT = 3  # of an authored impact, either way; imported matrices may hold any


class Bound(Struct, frozen=True, gc=False):
    """A variable of a rule as it is written, and the actor that stands for it."""

    variable: str
    actor: str
    title: str


class Binding(Struct, frozen=True):
    """Where a ground rule comes from: the rule as it is written, and who stands for its variables."""

    rule: str
    bound: tuple[Bound, ...]

    def __str__(self) -> str:
        return f"{self.rule} with {', '.join(f'{bound.variable} = {bound.title}' for bound in self.bound)}"


class Rule(Placed, frozen=True, eq=False):
    """A ground rule.

    `then` narrows descriptors to states; `impact` weighs states of descriptors. Both are tuples of pairs in
    the order written, so that a rule can be hashed and compared. `binding` is that of a rule which is written for
    many actors; its id is ``rule(actor, actor)``.
    """

    id: str
    title: str
    says: str
    cite: tuple[int, ...]
    when: Condition = ALWAYS
    unless: tuple[Condition, ...] = ()
    then: Narrowing = ()
    impact: Weighing = ()
    claims: tuple[str, ...] = ()
    note: str = ""
    place: Place = NOWHERE
    binding: Binding | None = None

    @property
    def written(self) -> str:
        """The id under which it stands in the files."""
        return self.binding.rule if self.binding else self.id

    @property
    def name(self) -> str:
        """How it is called in texts: its id, or the rule as it is written and its binding."""
        return str(self.binding) if self.binding else self.id

    @property
    def effects(self) -> tuple[str, ...]:
        """The descriptors it narrows or weighs, each once."""
        return tuple(dict.fromkeys([descriptor for descriptor, _ in self.then] + [d for d, _ in self.impact]))

    def narrows(self, descriptor: str) -> tuple[str, ...] | None:
        """The states that its `then` leaves of the descriptor, None where it narrows it not."""
        for other, states in self.then:
            if other == descriptor:
                return states
        return None

    def weights(self, descriptor: str) -> dict[str, int]:
        """Its impacts on the states of the descriptor (states without one are absent)."""
        for other, weights in self.impact:
            if other == descriptor:
                return dict(weights)
        return {}

    def tests(self) -> Iterator[Test]:
        """Every test in its conditions, those of `unless` last."""
        yield from self.when.tests()
        for condition in self.unless:
            yield from condition.tests()

    @property
    def reads(self) -> tuple[str, ...]:
        """The descriptors in its conditions, each once."""
        return tuple(dict.fromkeys(test.descriptor for test in self.tests()))


class GenericRule(Struct, frozen=True):
    """A rule as it is written for many actors: its scope, and the rule with variables in place of actors.

    `descriptors` are those that it speaks of with variables, by the names that it gives them.
    """

    rule: Rule
    scope: Scope
    descriptors: Mapping[str, Descriptor]
