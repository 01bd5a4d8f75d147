"""Comparisons and timelines as JSON documents."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypedDict

from engine.ask.changes import Change
from engine.ask.compare import Comparison, Difference, Moved, Side, Trial
from engine.ask.derivations import Derivation
from engine.ask.responsibility import Responsibility
from engine.ask.timeline import Timeline
from engine.ask.verdict import Verdict, verdict_of
from engine.show.answers import AboutCase, about


class BothVerdicts(TypedDict):
    """The verdict before and after."""

    before: Verdict
    after: Verdict


class ComparisonRecord(TypedDict):
    """What differs between two questions, what turned or moved by that and by which rules, and what is responsible.

    `responsible` is null where the verdict stays as it was, its leaning too.
    """

    verdict: BothVerdicts
    changes: tuple[Change, ...]
    differences: tuple[Difference, ...]
    derivations: tuple[Derivation, ...]
    accounts: tuple[Moved, ...]
    trials: tuple[Trial, ...]
    responsible: Responsibility | None
    crux: tuple[str, ...]


class ComparisonDocument(AboutCase):
    """A comparison: at its top level what is known after, under `before` what was known before."""

    schema: Literal["kakehashi.comparison"]
    version: Literal[1]
    before: AboutCase
    comparison: ComparisonRecord


class SideRecord(TypedDict):
    """What is known on one date, and the balances of the descriptors on which the verdict turns."""

    knowledge: dict[str, tuple[str, ...]]
    verdict: Verdict
    facts_hash: str
    balances: dict[str, dict[str, int]]


class MomentRecord(SideRecord):
    """A date on which other facts stand than on the day before, and what followed."""

    date: date
    changes: ComparisonRecord


class TimelineDocument(AboutCase):
    """The verdict on each date at which a fact changed; at its top level what is known on the date of the question."""

    schema: Literal["kakehashi.timeline"]
    version: Literal[1]
    crux: tuple[str, ...]
    opening: SideRecord
    moments: list[MomentRecord]


def comparison_document(answer: Comparison) -> ComparisonDocument:
    """The document of a comparison."""
    before, after = answer.before, answer.after
    return ComparisonDocument(
        schema="kakehashi.comparison",
        version=1,
        **about(after.question, after.trace, after.verdict),
        before=about(before.question, before.trace, before.verdict),
        comparison=comparison_record(answer),
    )


def comparison_record(answer: Comparison) -> ComparisonRecord:
    """A comparison without the two answers that are compared."""
    return ComparisonRecord(
        verdict=BothVerdicts(before=answer.before.verdict, after=answer.after.verdict),
        changes=answer.changes,
        differences=answer.differences,
        derivations=answer.derivations,
        accounts=answer.accounts,
        trials=answer.trials,
        responsible=answer.responsible,
        crux=answer.crux,
    )


def timeline_document(answer: Timeline) -> TimelineDocument:
    """The document of a timeline."""
    question = answer.question
    trace = question.evaluate().trace
    return TimelineDocument(
        schema="kakehashi.timeline",
        version=1,
        **about(question, trace, verdict_of(question, trace)),
        crux=answer.crux,
        opening=_side_record(answer, answer.opening),
        moments=[
            MomentRecord(date=moment.date, **_side_record(answer, moment.now), changes=comparison_record(moment.changes))
            for moment in answer.moments
        ],
    )


def _side_record(answer: Timeline, side: Side) -> SideRecord:
    return SideRecord(
        knowledge=side.trace.knowledge,
        verdict=side.verdict,
        facts_hash=side.trace.facts_hash,
        balances={settling.descriptor: dict(settling.balances) for settling in answer.settled(side)},
    )
