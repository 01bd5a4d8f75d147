"""Bundles: a state for every descriptor, and how each of them stands: section *Consistent bundles* of `docs/semantics.md`."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from engine.language.descriptors import Descriptor


class Bundle(Struct, frozen=True):
    """A consistent bundle: the states chosen, in the order of the vocabulary, with the lead of each.

    A lead is the balance of the chosen state minus the highest of its rivals; None where it has no rival, or where the case
    asserts something of the descriptor. `value` is the least lead (None: there is none), the *consistency value*; `score`
    the sum of the balances of the chosen states, the *total impact score* (both as ScenarioWizard has them).
    """

    states: tuple[str, ...]
    leads: tuple[int | None, ...]
    value: int | None
    score: int


class Standing(Struct, frozen=True):
    """How a chosen state stands: its balance, its lead, and whether its rules leave it."""

    balance: int
    lead: int | None
    is_left: bool


class Speech(Struct, frozen=True):
    """What the fired rules come to on one descriptor: how many they are, the balances, and how many exclude each state."""

    fired: int
    balances: Sequence[int]
    excluded: Sequence[int]


def stand(descriptor: Descriptor, speech: Speech, chosen: int, asserted: Sequence[int] | None, tolerance: int = 0) -> Standing:
    """How the chosen state of a descriptor stands, states by their number.

    With a tolerance, a state is left too whose balance is lower by no more than that than that of a rival.
    """
    balance = speech.balances[chosen]
    allowed = [at for at, count in enumerate(speech.excluded) if not count]
    if not speech.fired and descriptor.default is not None:
        left = [descriptor.states.index(descriptor.default)]
    else:
        highest = max([speech.balances[at] for at in allowed], default=0)
        left = [at for at in allowed if highest - speech.balances[at] <= tolerance]
    if asserted is not None:
        strict = left if tolerance == 0 else _strictly(speech, left)
        shared = [at for at in strict or range(len(descriptor.states)) if at in asserted]
        return Standing(balance, None, chosen in asserted and (not shared or chosen in shared or chosen in left))
    if not speech.fired and descriptor.default is not None:
        return Standing(balance, None, chosen in left)
    rivals = [speech.balances[at] for at in allowed if at != chosen]
    lead = balance - max(rivals) if rivals and chosen in allowed else None
    return Standing(balance, lead, chosen in left)


def _strictly(speech: Speech, left: Sequence[int]) -> list[int]:
    """Of states that are left within a tolerance, those that are left without one."""
    highest = max([speech.balances[at] for at in left], default=0)
    return [at for at in left if speech.balances[at] == highest]
