"""An exploration as a JSON document: what a page paints after a touch, and no more; what stays is in `engine.show.board`."""

from __future__ import annotations

from typing import Literal, TypedDict

from engine.ask.accounts import Account
from engine.ask.assess import Pointer
from engine.ask.explore import Exploration, Flow, Turned
from engine.ask.hinges import Hinge, Pivot
from engine.ask.verdict import Verdict, verdict_in
from engine.ask.waiting import Wait
from engine.infer.evaluators import EvaluatorName
from engine.infer.trace import Given, Ground, Settling, Status, Tension
from engine.show.answers import AboutCase, about
from engine.show.headline import asked_in, cautions_on, verdict_line
from engine.show.words import Naming, in_words


class StandingRecord(TypedDict):
    """How a derived descriptor stands: what is stated of it and what the rules say, and the balances of its states."""

    descriptor: str
    ground: Ground
    asserted: tuple[str, ...] | None
    derived: tuple[str, ...]
    allowed: tuple[str, ...]
    balances: dict[str, int]
    tension: Tension | None


class ReadRecord(TypedDict):
    """The rules by how they read; those that are in neither list are ruled out, or left out by dissent."""

    fired: list[str]
    pending: list[str]


class OutcomeRecord(TypedDict):
    """What became of a descriptor."""

    known: tuple[str, ...]
    status: Status
    balances: dict[str, int]


class TurnedRecord(TypedDict):
    """A derived descriptor that came out otherwise, before and after the what-ifs and dissents."""

    descriptor: str
    before: OutcomeRecord
    after: OutcomeRecord


class BeforeRecord(TypedDict):
    """The verdict without the what-ifs and dissents, in words too."""

    verdict: Verdict
    says: str


class AskedWords(TypedDict):
    """A what-if or a dissent in words."""

    word: str
    says: str


class ExplorationDocument(AboutCase):
    """The verdict, its accounts, what turned, and what flows where: all that changes by a what-if, in one small answer.

    `accounts` are those of the verdict, `pivot_accounts` those of what else it turns on (`crux`), and `standings` are of every
    derived descriptor. `before` is null, and `turned` empty, where nothing is changed for the question; `replaced` is what the
    case itself states of what is changed. `says` and `cautions` name descriptors by their titles and states in words.
    """

    schema: Literal["kakehashi.exploration"]
    version: Literal[1]
    evaluator: EvaluatorName
    instead: str
    says: str
    cautions: list[str]
    asked: list[AskedWords]
    accounts: tuple[Account, ...]
    pivot_accounts: dict[str, tuple[Account, ...]]
    crux: tuple[str, ...]
    pivots: tuple[Pivot, ...]
    hinges: tuple[Hinge, ...]
    waits: tuple[Wait, ...]
    pointers: tuple[Pointer, ...]
    clouds: tuple[str, ...]
    standings: list[StandingRecord]
    rules: ReadRecord
    flows: tuple[Flow, ...]
    before: BeforeRecord | None
    turned: list[TurnedRecord]
    replaced: tuple[Given, ...]


def exploration_document(answer: Exploration) -> ExplorationDocument:
    """The document of an exploration."""
    found, question, trace = answer.assessment, answer.assessment.question, answer.trace
    naming = in_words(question.base)
    return ExplorationDocument(
        schema="kakehashi.exploration",
        version=1,
        **about(question, trace, found.verdict),
        evaluator=found.evaluator,
        instead=found.instead,
        says=verdict_line(found.verdict, trace.settled[found.verdict.descriptor], naming),
        cautions=list(cautions_on(found, naming)),
        asked=[AskedWords(word=word, says=says) for word, says in asked_in(question)],
        accounts=answer.assessment.accounts,
        pivot_accounts=answer.accounts,
        crux=answer.crux,
        pivots=found.pivots,
        hinges=found.hinges,
        waits=found.waits,
        pointers=found.pointers,
        clouds=found.clouds,
        standings=[_standing(one) for one in trace.settlings if not question.base.is_observed(one.descriptor)],
        rules=ReadRecord(
            fired=[reading.rule for reading in trace.readings if reading.status == "fired"],
            pending=[reading.rule for reading in trace.readings if reading.status == "pending"],
        ),
        flows=answer.flows,
        before=_before(answer.before, naming) if answer.before is not None else None,
        turned=[_turned(one) for one in answer.turned],
        replaced=answer.replaced,
    )


def _before(settling: Settling, naming: Naming) -> BeforeRecord:
    verdict = verdict_in(settling)
    return BeforeRecord(verdict=verdict, says=verdict_line(verdict, settling, naming))


def _standing(settling: Settling) -> StandingRecord:
    return StandingRecord(
        descriptor=settling.descriptor,
        ground=settling.ground,
        asserted=settling.asserted,
        derived=settling.derived,
        allowed=settling.allowed,
        balances=dict(settling.balances),
        tension=settling.tension,
    )


def _turned(one: Turned) -> TurnedRecord:
    return TurnedRecord(descriptor=one.after.descriptor, before=_outcome(one.before), after=_outcome(one.after))


def _outcome(settling: Settling) -> OutcomeRecord:
    return OutcomeRecord(known=settling.known, status=settling.status, balances=dict(settling.balances))
