"""Ways to a state as a JSON document: every way, with what turns by it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypedDict

from engine.ask.howto import HowTo, Part, Step, Turn, Way
from engine.ask.verdict import Verdict, verdict_of
from engine.infer.evaluators import EvaluatorName
from engine.infer.minimal_changes import Barred
from engine.infer.trace import Settling, Status
from engine.show.answers import AboutCase, LeadRecord, about


class KnownRecord(TypedDict):
    """What is known of a descriptor, and its status."""

    known: tuple[str, ...]
    status: Status


class TurnRecord(TypedDict):
    """A derived descriptor that comes out otherwise and on which the goal hangs, and the rules that turned it.

    `lead` is null where it is not one state won by weighing.
    """

    descriptor: str
    before: KnownRecord
    after: KnownRecord
    parts: tuple[Part, ...]
    lead: LeadRecord | None


class WayRecord(TypedDict):
    """A minimal set of changes, what turns by it in the order of settling, and what is known then."""

    changes: tuple[Step, ...]
    cost: Decimal
    turns: list[TurnRecord]
    evaluator: EvaluatorName
    knowledge: dict[str, tuple[str, ...]]
    verdict: Verdict


class HowToDocument(AboutCase):
    """All the ways to a state, the cheapest first; where there is none, the fewest changes that it takes, or what bars it.

    `exhausted` tells whether all ways are named, `most` is the greatest number of changes asked for.
    """

    schema: Literal["kakehashi.howto"]
    version: Literal[1]
    goal: str
    state: str
    levers: tuple[str, ...]
    held: tuple[str, ...]
    loose: bool
    most: int | None
    free: tuple[str, ...]
    choices: int
    exhausted: bool
    fewest: int | None
    reading: Literal["solver"]
    evaluator: EvaluatorName
    instead: str
    costs: str
    holds_already: bool
    ways: list[WayRecord]
    barred: Barred | None


def howto_document(answer: HowTo) -> HowToDocument:
    """The document of the ways to a state."""
    return HowToDocument(
        schema="kakehashi.howto",
        version=1,
        **about(answer.question, answer.trace, verdict_of(answer.question, answer.trace)),
        goal=answer.goal,
        state=answer.state,
        levers=answer.levers,
        held=answer.held,
        loose=answer.loose,
        most=answer.most,
        free=answer.free,
        choices=answer.choices,
        exhausted=answer.exhausted,
        fewest=answer.fewest,
        reading=answer.reading,
        evaluator=answer.evaluator,
        instead=answer.instead,
        costs=answer.costs.file,
        holds_already=answer.holds_already,
        ways=[_way_record(answer, way) for way in answer.ways],
        barred=answer.barred,
    )


def _way_record(answer: HowTo, way: Way) -> WayRecord:
    return WayRecord(
        changes=way.steps,
        cost=way.cost,
        turns=[_turn_record(turn) for turn in way.turns],
        evaluator=way.evaluator,
        knowledge=way.trace.knowledge,
        verdict=verdict_of(answer.question, way.trace),
    )


def _turn_record(turn: Turn) -> TurnRecord:
    return TurnRecord(
        descriptor=turn.descriptor,
        before=_known_record(turn.before),
        after=_known_record(turn.after),
        parts=turn.parts,
        lead=LeadRecord(by=turn.lead[0], over=turn.lead[1]) if turn.lead else None,
    )


def _known_record(settling: Settling) -> KnownRecord:
    return KnownRecord(known=settling.known, status=settling.status)
