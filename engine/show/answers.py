"""Answers about a case as JSON documents: each carries `knowledge`, `status` and `verdict` at its top level."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, TypedDict

from engine.ask.accounts import Account
from engine.ask.assess import Assessment, Pointer
from engine.ask.hinges import Hinge, Pivot
from engine.ask.question import Question
from engine.ask.verdict import Verdict
from engine.ask.waiting import Wait
from engine.infer.evaluators import EvaluatorName
from engine.infer.program import Dissent
from engine.infer.trace import Settling, Status, Trace
from engine.language.base import RuleBase
from engine.language.facts import Fact

if TYPE_CHECKING:
    from engine.show.comparing import ComparisonRecord


class BaseRecord(TypedDict):
    """A rule base: its name and title, and SHA-256 of its rules and of its vocabulary."""

    name: str
    title: str
    rules_hash: str
    vocabulary_hash: str


class CaseRecord(TypedDict):
    """The case that was asked: the date, the facts that stood then and their SHA-256, and what `--set` and `--unset` changed."""

    name: str
    title: str
    as_of: date | None
    facts: tuple[Fact, ...]
    facts_hash: str
    changed: tuple[str, ...]
    freed: tuple[str, ...]


class DissentRecord(TypedDict):
    """A rule switched off (`state` empty), or one of its weights replaced, for one question; `text` says so in words."""

    rule: str
    descriptor: str
    state: str
    weight: int
    authored: int
    text: str


class LeadRecord(TypedDict):
    """By how much a state leads which rivals."""

    by: int
    over: tuple[str, ...]


class AboutCase(TypedDict):
    """What every answer about a case carries: of each descriptor the states still possible, and its status."""

    base: BaseRecord
    case: CaseRecord
    dissents: list[DissentRecord]
    knowledge: dict[str, tuple[str, ...]]
    status: dict[str, Status | Literal["context"]]
    verdict: Verdict


class AssessmentParts(AboutCase):
    """What an assessment says, its whole trace included."""

    evaluator: EvaluatorName
    instead: str
    accounts: tuple[Account, ...]
    pivots: tuple[Pivot, ...]
    pivot_accounts: dict[str, tuple[Account, ...]]
    hinges: tuple[Hinge, ...]
    waits: tuple[Wait, ...]
    open_waits: dict[str, tuple[Wait, ...]]
    clouds: tuple[str, ...]
    pointers: tuple[Pointer, ...]
    undecided: list[str]
    consequences: list[str]
    conclusions: list[str]
    tensions: list[str]
    contradictions: list[str]
    changes: ComparisonRecord | None
    trace: Trace


class AssessmentDocument(AssessmentParts):
    """Which scenario is indicated, why, what stands against it, and what is open; with the whole trace."""

    schema: Literal["kakehashi.assessment"]
    version: Literal[1]


def base_record(base: RuleBase) -> BaseRecord:
    """Which rule base, and at which hashes."""
    return BaseRecord(name=base.name, title=base.title, rules_hash=base.rules_hash, vocabulary_hash=base.vocabulary_hash)


def about(question: Question, trace: Trace, verdict: Verdict) -> AboutCase:
    """What every answer about a case carries."""
    case, situation = question.case, question.situation
    context = {name: d.states for name, d in question.base.descriptors.items() if d.is_context}
    status: dict[str, Status | Literal["context"]] = {settling.descriptor: settling.status for settling in trace.settlings}
    return AboutCase(
        base=base_record(question.base),
        case=CaseRecord(
            name=case.name,
            title=case.title,
            as_of=situation.as_of,
            facts=situation.facts,
            facts_hash=situation.facts_hash,
            changed=question.changed,
            freed=question.freed,
        ),
        dissents=[_dissent_record(dissent) for dissent in trace.dissents],
        knowledge=trace.knowledge | context,
        status=status | dict.fromkeys(context, "context"),
        verdict=verdict,
    )


def _dissent_record(dissent: Dissent) -> DissentRecord:
    return DissentRecord(
        rule=dissent.rule,
        descriptor=dissent.descriptor,
        state=dissent.state,
        weight=dissent.weight,
        authored=dissent.authored,
        text=str(dissent),
    )


def assessment_document(answer: Assessment) -> AssessmentDocument:
    """The document of an assessment."""
    return AssessmentDocument(schema="kakehashi.assessment", version=1, **assessment_parts(answer))


def assessment_parts(answer: Assessment) -> AssessmentParts:
    """What an assessment says, now or when it was recorded."""
    return AssessmentParts(
        **about(answer.question, answer.trace, answer.verdict),
        evaluator=answer.evaluator,
        instead=answer.instead,
        accounts=answer.accounts,
        pivots=answer.pivots,
        pivot_accounts=answer.pivot_accounts,
        hinges=answer.hinges,
        waits=answer.waits,
        open_waits=answer.open_waits,
        clouds=answer.clouds,
        pointers=answer.pointers,
        undecided=_names(answer.undecided),
        consequences=_names(answer.consequences),
        conclusions=_names(answer.conclusions),
        tensions=_names(answer.tensions),
        contradictions=_names(answer.contradictions),
        changes=_changes_record(answer),
        trace=answer.trace,
    )


def _names(settlings: Sequence[Settling]) -> list[str]:
    return [settling.descriptor for settling in settlings]


def _changes_record(answer: Assessment) -> ComparisonRecord | None:
    if answer.changes is None:
        return None
    from engine.show.comparing import comparison_record  # only where there is something to compare

    return comparison_record(answer.changes)
