"""A case over time as a value: the days on which facts changed, and what the answer was from each of them on."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from engine.ask.question import Question
from engine.ask.verdict import VerdictStatus, verdict_of
from engine.infer.trace import Trace
from engine.language.descriptors import Descriptor


class Moment(Struct, frozen=True):
    """A day on which facts changed, and the answer that holds until the next such day.

    `changes` are short texts for the facts, `states` the scenarios left, and `balances` those of the pivot (empty
    where it was not weighed).
    """

    day: date
    changes: tuple[str, ...]
    status: VerdictStatus
    states: tuple[str, ...]
    balances: tuple[tuple[str, int], ...] = ()


class Moments(Struct, frozen=True):
    """The moments of a case, the earliest first.

    `pivot` is the weighed descriptor whose balances are followed (None: none is), `until` the day up to which the last
    answer is known to hold (None: it still does). `remarks` say what was asked.
    """

    verdict: Descriptor
    moments: tuple[Moment, ...]
    pivot: Descriptor | None = None
    remarks: tuple[str, ...] = ()
    until: date | None = None


def moment_of(question: Question, trace: Trace, day: date, changes: tuple[str, ...], pivot: str = "") -> Moment:
    """The moment of a question that was answered as of a day."""
    verdict = verdict_of(question, trace)
    balances = trace.settled[pivot].balances if pivot else ()
    return Moment(day, changes, verdict.status, verdict.states, balances)
