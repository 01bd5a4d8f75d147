"""The answers to why, why not and why this rather than that, as JSON documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.ask.contrast import Contrast
from engine.ask.support import Support
from engine.ask.verdict import verdict_of
from engine.ask.why import Explanation, Proof
from engine.ask.whynot import Absence, WhyNot
from engine.infer.records import plain
from engine.show.answers import about, rule_record
from engine.show.documents import envelope


def explanation_document(answer: Explanation) -> dict[str, Any]:
    """The document of an explanation: the proofs by descriptor, from the goal down."""
    return envelope(
        "explanation",
        **_answered(answer),
        goal=answer.goal,
        proofs={name: _proof(proof) for name, proof in answer.proofs.items()},
        support=_support(answer.support) if answer.support else None,
        rules=_rules(answer, (step.rule for proof in answer.proofs.values() for step in proof.steps)),
    )


def whynot_document(answer: WhyNot) -> dict[str, Any]:
    """The document of why a state was not concluded: the absences in the order in which they come up."""
    missed = (one.rule for absence in answer.absences.values() for one in (*absence.missed, *absence.threats))
    against = (step.rule for absence in answer.absences.values() for step in absence.against)
    return envelope(
        "whynot",
        **_answered(answer),
        goal=plain(answer.goal),
        concluded=not answer.absences,
        absences=[_absence(absence) for absence in answer.absences.values()],
        waits=plain(answer.waits),
        nearest=plain(answer.nearest),
        howto=list(answer.howto),
        rules=_rules(answer, (*missed, *against)),
    )


def contrast_document(answer: Contrast) -> dict[str, Any]:
    """The document of a contrast."""
    steps = (step.rule for part in answer.separations for step in (*part.strict, *part.apart, *part.alike))
    return envelope(
        "contrast",
        **_answered(answer),
        descriptor=answer.descriptor,
        first=answer.separations[0].first.state,
        second=answer.separations[0].second.state,
        separations=[plain(part) | {"gap": part.gap} for part in answer.separations],
        pivot=answer.pivot,
        crucial=plain(answer.crucial),
        rules=_rules(answer, steps),
    )


def _answered(answer: Explanation | WhyNot | Contrast) -> dict[str, Any]:
    """What all of them carry: the case, and who answered."""
    verdict = verdict_of(answer.question, answer.trace)
    return {**about(answer.question, answer.trace, verdict), "evaluator": answer.evaluator, "instead": answer.instead}


def _rules(answer: Explanation | WhyNot | Contrast, names: Iterable[str]) -> dict[str, Any]:
    wanted = set(names)
    return {rule.id: rule_record(rule) for rule in answer.question.base.rules.values() if rule.id in wanted}


def _proof(proof: Proof) -> dict[str, Any]:
    lead = {"by": proof.lead[0], "over": list(proof.lead[1])} if proof.lead else None
    parts = ("settling", "facts", "strict", "weighing", "enough")
    return {part: plain(getattr(proof, part)) for part in parts} | {"lead": lead}


def _support(support: Support) -> dict[str, Any]:
    named = {part: [given.descriptor for given in getattr(support, part)] for part in ("sufficient", "needed")}
    return named | {"minimality": support.minimality, "monotone": support.monotone, "of": support.of}


def _absence(absence: Absence) -> dict[str, Any]:
    record: dict[str, Any] = plain(absence)
    missed = [one | {"fewest": of.fewest} for one, of in zip(record["missed"], absence.missed, strict=True)]
    leads = [one | {"short": of.short} for one, of in zip(record["leads"], absence.leads, strict=True)]
    return record | {"missed": missed, "leads": leads}
