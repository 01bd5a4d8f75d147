"""The verdict: what became of the descriptor that the base names for it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from engine.ask.question import Question
from engine.infer.trace import Settling, Trace

VerdictStatus = Literal["indicated", "contradiction", "tension", "not_separated", "open"]


class Verdict(Struct, frozen=True):
    """The status of the verdict descriptor: *settled* reads *indicated*.

    `states` are those left, `leaning` those in front on today's balance where it is open.
    """

    descriptor: str
    status: VerdictStatus
    states: tuple[str, ...]
    leaning: tuple[str, ...]


def is_only_stated(settling: Settling) -> bool:
    """Whether a descriptor is settled by what the case states of it alone: by the rules, other states would be left too."""
    return settling.status == "settled" and settling.asserted == settling.known != settling.derived


def verdict_of(question: Question, trace: Trace) -> Verdict:
    """The verdict in a trace."""
    return verdict_in(trace.settled[question.base.verdict])


def verdict_in(settling: Settling) -> Verdict:
    """The verdict in the settling of the verdict descriptor."""
    status: VerdictStatus = "indicated" if settling.status == "settled" else settling.status
    return Verdict(settling.descriptor, status, settling.known, settling.leaning)
