"""What a case expects of the answer: that makes it a test."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from engine.language.problems import NOWHERE, Place

States = dict[str, tuple[str, ...]]  # descriptor → states
Rules = dict[tuple[str, str], tuple[str, ...]]  # (descriptor, state) → rules


class Variation(Struct, frozen=True):
    """Run the expectation on many variations of the case: each fact alone, or seeded random subsets of them."""

    facts: Literal["one_at_a_time", "random_subsets"]
    count: int = 0
    seed: int = 0


class Comparison(Struct, frozen=True):
    """What is expected of the answer beside the answer of another case of the base."""

    case: str
    rises: States = field(default_factory=dict)
    fell_silent: Rules = field(default_factory=dict)
    lead_shrinks: States = field(default_factory=dict)  # descriptor → (ahead, behind)


class Expectation(Struct, frozen=True):
    """The expectations of a case; an empty one is not looked at."""

    verdict: str | None = None
    not_indicated: tuple[str, ...] = ()
    states: States = field(default_factory=dict)
    excluded: States = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    fired: tuple[str, ...] = ()
    not_fired: tuple[str, ...] = ()
    ruled_out: dict[str, tuple[str, ...]] = field(default_factory=dict)  # rule → descriptors that block it
    weigh_for: Rules = field(default_factory=dict)
    weigh_against: Rules = field(default_factory=dict)
    asks_for: tuple[str, ...] = ()
    compared_with: Comparison | None = None
    place: Place = NOWHERE
