"""The timeline of a case: what was known and what followed on each date on which a fact began or ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.compare import Comparison, Side, compare_traces
from engine.ask.hinges import crux_of
from engine.ask.question import Question
from engine.ask.verdict import verdict_of
from engine.infer.situation import situate
from engine.infer.trace import Settling
from engine.language.showing import Shown

ONE_DAY = timedelta(days=1)


class Moment(Struct, frozen=True):
    """A date on which other facts stand than on the day before, and what followed.

    `changes` compares it with the moment before, or with the day before the first: the facts that began and ended,
    what turned, and what is responsible where the verdict or its leaning is another.
    """

    date: date
    now: Side
    changes: Comparison


class Timeline(Shown, Struct, frozen=True):
    """The moments of a case in their order.

    `opening` is what stood before the first of them: facts without a date. `crux` are the descriptors on whose balances
    the verdict turns at any time. Those are what an analyst follows, rather than the verdict's own: where strict rules
    decide it, its balances only bear out what is decided elsewhere, and a verdict that stays may be about to turn there.
    """

    question: Question
    opening: Side
    moments: tuple[Moment, ...]
    crux: tuple[str, ...]

    def settled(self, side: Side) -> tuple[Settling, ...]:
        """How the descriptors of the crux stand on one of its sides."""
        return tuple(side.trace.settled[name] for name in self.crux)


def timeline(question: Question) -> Timeline:
    """The timeline of a case, up to the date of the question where that is not the case's own.

    Raises the faults of `engine.infer.evaluators.evaluate`.
    """
    days = list(_days(question))
    opening = _on(question, days[0] - ONE_DAY if days else question.situation.as_of)
    moments: list[Moment] = []
    before = opening
    for day in days:
        now = _on(question, day)
        changes = compare_traces(before.question, before.trace, now.question, now.trace)
        if changes.changes:
            moments.append(Moment(day, now, changes))
            before = now
    sides = [opening, *(moment.now for moment in moments)]
    crux = dict.fromkeys(name for side in sides for name in crux_of(side.question, side.trace))
    return Timeline(question, opening, tuple(moments), tuple(crux))


def _days(question: Question) -> Iterator[date]:
    """Each day on which a fact that takes part begins, and each after one on which such a fact ends, in order."""
    base, own = question.base, (question.before or question).case.latest_date()
    last = question.situation.as_of if question.situation.as_of != own else None
    days: set[date] = set()
    for fact in question.case.facts:
        if not base.descriptors[fact.descriptor].is_context:
            ended = fact.until + ONE_DAY if fact.until and fact.until < date.max else None
            days.update(day for day in (fact.since, ended) if day)
    yield from sorted(day for day in days if day > date.min and (last is None or day <= last))


def _on(question: Question, day: date | None) -> Side:
    """The question on another day."""
    asked = replace(question, situation=situate(question.base, question.case, day), before=None)
    trace = asked.evaluate().trace
    return Side(asked, trace, verdict_of(asked, trace))
