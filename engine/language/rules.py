"""Rules: conditions, an effect, a sentence, and the paragraphs it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.conditions import Condition, Test
from engine.language.problems import NOWHERE, Place, Placed

Narrowing = tuple[tuple[str, tuple[str, ...]], ...]  # descriptor → the states left of it
Weighing = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]  # descriptor → its states → their weights

ALWAYS = Condition()
MAX_WEIGHT = 3  # of an authored impact, either way
MAX_IMPORTED = 1_000_000  # of one in an imported matrix: any, as far as judgements go


class Rule(Placed, frozen=True, eq=False):
    """A ground rule.

    `then` narrows descriptors to states; `impact` weighs states of descriptors. Both are tuples of pairs in
    the order written, so that a rule can be hashed and compared.
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
