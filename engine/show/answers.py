"""Answers about a case as JSON documents: each carries `knowledge`, `status` and `verdict` at its top level."""

from __future__ import annotations

from typing import Any

from engine.ask.assess import Assessment
from engine.ask.changes import Change, DissentChange, FactsChange
from engine.ask.compare import Comparison, Side
from engine.ask.question import Question
from engine.ask.timeline import Timeline
from engine.ask.verdict import Verdict, verdict_of
from engine.ask.why import Explanation
from engine.infer.trace import Trace
from engine.language.descriptors import Descriptor
from engine.language.rules import Rule
from engine.show.documents import envelope, plain


def _about(question: Question, trace: Trace, verdict: Verdict) -> dict[str, Any]:
    """What every answer about a case carries."""
    base, situation = question.base, question.situation
    context = {name: d.states for name, d in base.descriptors.items() if d.is_context}
    status = {settling.descriptor: settling.status for settling in trace.settlings}
    return {
        "base": {"name": base.name, "title": base.title, "rules_hash": base.rules_hash, "vocabulary_hash": base.vocabulary_hash},
        "case": {
            "name": question.case.name,
            "title": question.case.title,
            "as_of": plain(situation.as_of),
            "facts": plain(situation.facts),
            "facts_hash": situation.facts_hash,
            "changed": list(question.changed),
            "freed": list(question.freed),
        },
        "dissents": [plain(dissent) | {"text": str(dissent)} for dissent in trace.dissents],
        "knowledge": plain(trace.knowledge) | plain(context),
        "status": status | dict.fromkeys(context, "context"),
        "verdict": plain(verdict),
    }


def comparison_document(answer: Comparison) -> dict[str, Any]:
    """The document of a comparison: at its top level what is known after, under `before` what was known before."""
    before, after = answer.before, answer.after
    return envelope(
        "comparison",
        **_about(after.question, after.trace, after.verdict),
        before=_about(before.question, before.trace, before.verdict),
        comparison=comparison_record(answer),
    )


def comparison_record(answer: Comparison) -> dict[str, Any]:
    """A comparison as plain JSON values, without the two answers that are compared."""
    return {
        "verdict": {"before": plain(answer.before.verdict), "after": plain(answer.after.verdict)},
        "changes": [_change_record(change) for change in answer.changes],
        "differences": [plain(difference) | {"turned": difference.turned} for difference in answer.differences],
        **{part: plain(getattr(answer, part)) for part in ("derivations", "accounts", "trials", "responsible", "crux")},
    }


def timeline_document(answer: Timeline) -> dict[str, Any]:
    """The document of a timeline; at its top level stands what is known on the date of the question."""
    question = answer.question
    trace = question.evaluate().trace
    return envelope(
        "timeline",
        **_about(question, trace, verdict_of(question, trace)),
        crux=list(answer.crux),
        opening=_side_record(answer, answer.opening),
        moments=[
            {"date": plain(moment.date), **_side_record(answer, moment.now), "changes": comparison_record(moment.changes)}
            for moment in answer.moments
        ],
    )


def _side_record(answer: Timeline, side: Side) -> dict[str, Any]:
    return {
        "knowledge": plain(side.trace.knowledge),
        "verdict": plain(side.verdict),
        "facts_hash": side.trace.facts_hash,
        "balances": {settling.descriptor: dict(settling.balances) for settling in answer.settled(side)},
    }


def _change_record(change: Change) -> dict[str, Any]:
    kind = "facts" if isinstance(change, FactsChange) else "dissent" if isinstance(change, DissentChange) else "base"
    return {**plain(change), "name": change.name, "kind": kind, "moves": change.moves}


def assessment_document(answer: Assessment) -> dict[str, Any]:
    """The document of an assessment, its whole trace included."""
    parts = ["evaluator", "instead", "accounts", "pivots", "pivot_accounts", "hinges", "waits", "open_waits"]
    parts += ["clouds", "pointers"]
    named = ("undecided", "consequences", "conclusions", "tensions", "contradictions")
    return envelope(
        "assessment",
        **_about(answer.question, answer.trace, answer.verdict),
        **{part: plain(getattr(answer, part)) for part in parts},
        **{part: [settling.descriptor for settling in getattr(answer, part)] for part in named},
        changes=None if answer.changes is None else comparison_record(answer.changes),
        trace=trace_document(answer.trace),
    )


def trace_document(trace: Trace) -> dict[str, Any]:
    """A trace as plain JSON values; its `schema` is its own."""
    document: dict[str, Any] = plain(trace)
    return document


def explanation_document(answer: Explanation) -> dict[str, Any]:
    """The document of an explanation: the proofs by descriptor, from the goal down."""
    proofs = {
        name: {
            "settling": plain(proof.settling),
            "facts": plain(proof.facts),
            "strict": plain(proof.strict),
            "weighing": plain(proof.weighing),
            "lead": {"by": proof.lead[0], "over": list(proof.lead[1])} if proof.lead else None,
        }
        for name, proof in answer.proofs.items()
    }
    rules = {step.rule for proof in answer.proofs.values() for step in (*proof.strict, *proof.weighing)} | {
        m.rule for m in answer.missed
    }
    return envelope(
        "explanation",
        **_about(answer.question, answer.trace, verdict_of(answer.question, answer.trace)),
        evaluator=answer.evaluator,
        instead=answer.instead,
        goal=answer.goal,
        state=answer.state,
        proofs=proofs,
        missed=plain(answer.missed),
        rules={rule.id: rule_record(rule) for rule in answer.question.base.rules.values() if rule.id in rules},
    )


def rule_record(rule: Rule) -> dict[str, Any]:
    """A rule as plain JSON values."""
    record = plain(rule)
    return {**record, "then": dict(plain(rule.then)), "impact": {d: dict(weights) for d, weights in rule.impact}}


def rules_document(question: Question, trace: Trace, rules: list[Rule], **related: Any) -> dict[str, Any]:
    """The document of listed rules with how each reads in the case, and what else was found with them."""
    records = []
    for rule in rules:
        reading = plain(trace.read[rule.id]) if rule.id in trace.read else None
        dissents = [str(dissent) for dissent in trace.dissents if dissent.rule == rule.id]
        records.append(rule_record(rule) | {"reading": reading, "dissents": dissents})
    return envelope("rules", **_about(question, trace, verdict_of(question, trace)), rules=records, **plain(related))


def facts_document(question: Question, trace: Trace, descriptors: list[Descriptor]) -> dict[str, Any]:
    """The document of listed descriptors; the facts on them are in `case`."""
    records = [plain(descriptor) | {"observed": question.base.is_observed(descriptor.id)} for descriptor in descriptors]
    return envelope("facts", **_about(question, trace, verdict_of(question, trace)), descriptors=records)
