"""The answers to why, why not and why this rather than that, as JSON documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypedDict

from engine.ask.contrast import Contrast, Crucial, Separation
from engine.ask.nearest import Nearest
from engine.ask.support import Minimality, Support
from engine.ask.verdict import verdict_of
from engine.ask.waiting import Wait
from engine.ask.why import Explanation, Proof, Step
from engine.ask.whynot import Absence, WhyNot
from engine.infer.evaluators import EvaluatorName
from engine.infer.trace import Settling
from engine.language.conditions import Test
from engine.language.facts import Fact
from engine.show.answers import AboutCase, LeadRecord, about
from engine.show.listed import RuleRecord, rule_record


class ProofRecord(TypedDict):
    """What is known of one descriptor, and from what: facts, strict steps, weighing steps.

    `enough` names the rules of one derivation. `lead` is null where it is not one state won by weighing.
    """

    settling: Settling
    facts: tuple[Fact, ...]
    strict: tuple[Step, ...]
    weighing: tuple[Step, ...]
    enough: tuple[str, ...]
    lead: LeadRecord | None


class SupportRecord(TypedDict):
    """The descriptors whose facts suffice for the conclusion, and those it cannot do without; `of` all it can rest on."""

    sufficient: list[str]
    needed: list[str]
    minimality: Minimality
    monotone: bool
    of: int


class Explained(AboutCase):
    """What every explanation carries: the case, who answered, and the rules it names."""

    evaluator: EvaluatorName
    instead: str
    rules: dict[str, RuleRecord]


class ExplanationDocument(Explained):
    """Why a descriptor is what it is: the proofs by descriptor, from the goal down, and the facts that carry it."""

    schema: Literal["kakehashi.explanation"]
    version: Literal[1]
    goal: str
    proofs: dict[str, ProofRecord]
    support: SupportRecord | None


class WhyNotDocument(Explained):
    """Why a state was not concluded: the absences in the order in which they come up, and the nearest miss.

    `howto` names what `howto` may be asked.
    """

    schema: Literal["kakehashi.whynot"]
    version: Literal[1]
    goal: Test
    concluded: bool
    absences: list[Absence]
    waits: tuple[Wait, ...]
    nearest: tuple[Nearest, ...]
    howto: tuple[str, ...]


class ContrastDocument(Explained):
    """Why one state rather than another: what separates them, and the facts that would turn it."""

    schema: Literal["kakehashi.contrast"]
    version: Literal[1]
    descriptor: str
    first: str
    second: str
    separations: tuple[Separation, ...]
    pivot: str
    crucial: tuple[Crucial, ...]


def explanation_document(answer: Explanation) -> ExplanationDocument:
    """The document of an explanation."""
    return ExplanationDocument(
        schema="kakehashi.explanation",
        version=1,
        **_explained(answer, (step.rule for proof in answer.proofs.values() for step in proof.steps)),
        goal=answer.goal,
        proofs={name: _proof_record(proof) for name, proof in answer.proofs.items()},
        support=support_record(answer.support) if answer.support else None,
    )


def whynot_document(answer: WhyNot) -> WhyNotDocument:
    """The document of why a state was not concluded."""
    missed = (one.rule for absence in answer.absences.values() for one in (*absence.missed, *absence.threats))
    against = (step.rule for absence in answer.absences.values() for step in absence.against)
    return WhyNotDocument(
        schema="kakehashi.whynot",
        version=1,
        **_explained(answer, (*missed, *against)),
        goal=answer.goal,
        concluded=not answer.absences,
        absences=list(answer.absences.values()),
        waits=answer.waits,
        nearest=answer.nearest,
        howto=answer.howto,
    )


def contrast_document(answer: Contrast) -> ContrastDocument:
    """The document of a contrast."""
    steps = (step.rule for part in answer.separations for step in (*part.strict, *part.apart, *part.alike))
    return ContrastDocument(
        schema="kakehashi.contrast",
        version=1,
        **_explained(answer, steps),
        descriptor=answer.descriptor,
        first=answer.separations[0].first.state,
        second=answer.separations[0].second.state,
        separations=answer.separations,
        pivot=answer.pivot,
        crucial=answer.crucial,
    )


def _explained(answer: Explanation | WhyNot | Contrast, names: Iterable[str]) -> Explained:
    wanted = set(names)
    return Explained(
        **about(answer.question, answer.trace, verdict_of(answer.question, answer.trace)),
        evaluator=answer.evaluator,
        instead=answer.instead,
        rules={rule.id: rule_record(rule) for rule in answer.question.base.rules.values() if rule.id in wanted},
    )


def _proof_record(proof: Proof) -> ProofRecord:
    return ProofRecord(
        settling=proof.settling,
        facts=proof.facts,
        strict=proof.strict,
        weighing=proof.weighing,
        enough=proof.enough,
        lead=LeadRecord(by=proof.lead[0], over=proof.lead[1]) if proof.lead else None,
    )


def support_record(support: Support) -> SupportRecord:
    """The facts that carry a conclusion, by descriptor."""
    return SupportRecord(
        sufficient=[given.descriptor for given in support.sufficient],
        needed=[given.descriptor for given in support.needed],
        minimality=support.minimality,
        monotone=support.monotone,
        of=support.of,
    )
