"""Answers about a case as JSON documents: each carries `knowledge`, `status` and `verdict` at its top level."""

from __future__ import annotations

from typing import Any

from engine.ask.assess import Assessment
from engine.ask.question import Question
from engine.ask.verdict import Verdict, verdict_of
from engine.infer.records import plain
from engine.infer.trace import Trace
from engine.infer.trace_record import trace_record
from engine.language.descriptors import Descriptor
from engine.language.rules import GenericRule, Rule
from engine.show.documents import envelope


def about(question: Question, trace: Trace, verdict: Verdict) -> dict[str, Any]:
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


def assessment_document(answer: Assessment) -> dict[str, Any]:
    """The document of an assessment, its whole trace included."""
    parts = ["evaluator", "instead", "accounts", "pivots", "pivot_accounts", "hinges", "waits", "open_waits"]
    parts += ["clouds", "pointers"]
    named = ("undecided", "consequences", "conclusions", "tensions", "contradictions")
    return envelope(
        "assessment",
        **about(answer.question, answer.trace, answer.verdict),
        **{part: plain(getattr(answer, part)) for part in parts},
        **{part: [settling.descriptor for settling in getattr(answer, part)] for part in named},
        changes=_changes_record(answer),
        trace=trace_record(answer.trace),
    )


def _changes_record(answer: Assessment) -> dict[str, Any] | None:
    if answer.changes is None:
        return None
    from engine.show.comparing import comparison_record  # only where there is something to compare

    return comparison_record(answer.changes)


def rule_record(rule: Rule) -> dict[str, Any]:
    """A rule as plain JSON values."""
    record = plain(rule)
    return {**record, "then": dict(plain(rule.then)), "impact": {d: dict(weights) for d, weights in rule.impact}}


def written_record(generic: GenericRule) -> dict[str, Any]:
    """A rule as it is written for many actors: the rule with its variables, and which actors each may stand for."""
    scope = generic.scope
    said = {"for": dict(scope.kinds), "distinct": scope.distinct, "order": list(scope.order), "except": plain(scope.excepted)}
    return rule_record(generic.rule) | said | {"actors": plain(scope.actors)}


def rules_document(question: Question, trace: Trace, rules: list[Rule], **related: Any) -> dict[str, Any]:
    """The document of listed rules with how each reads in the case, and what else was found with them."""
    records = []
    for rule in rules:
        reading = plain(trace.read[rule.id]) if rule.id in trace.read else None
        dissents = [str(dissent) for dissent in trace.dissents if dissent.rule == rule.id]
        records.append(rule_record(rule) | {"reading": reading, "dissents": dissents})
    return envelope("rules", **about(question, trace, verdict_of(question, trace)), rules=records, **plain(related))


def facts_document(question: Question, trace: Trace, descriptors: list[Descriptor]) -> dict[str, Any]:
    """The document of listed descriptors; the facts on them are in `case`."""
    records = [plain(descriptor) | {"observed": question.base.is_observed(descriptor.id)} for descriptor in descriptors]
    return envelope("facts", **about(question, trace, verdict_of(question, trace)), descriptors=records)
