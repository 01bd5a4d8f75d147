"""Answers as JSON documents: one object with `schema` and `version`, keys sorted.

Every answer about a case carries `knowledge`, `status` and `verdict` at its top level.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engine.ask.assess import Assessment, Verdict, verdict_of
from engine.ask.question import Question
from engine.ask.why import Explanation
from engine.author.checking import CheckReport
from engine.author.testing import TestReport
from engine.infer.situation import fact_record
from engine.infer.trace import AnyReading, ConditionReading, TestReading, Trace
from engine.language.descriptors import Descriptor, NumberRange
from engine.language.facts import Fact
from engine.language.problems import KakehashiError, Place, Problem
from engine.language.rules import Rule

VERSION = 1


def render(document: Mapping[str, Any]) -> str:
    """A document as JSON text."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def plain(value: Any) -> Any:
    """A value of the engine as plain JSON values, field by field."""
    if isinstance(value, Fact):
        return fact_record(value) | {"claims": list(value.claims), "place": str(value.place)}
    if isinstance(value, TestReading):
        return {
            "descriptor": value.test.descriptor,
            "in": list(value.test.states),
            "known": list(value.known),
            "outcome": value.outcome,
        }
    if isinstance(value, AnyReading):
        return {"any": plain(value.options), "outcome": value.outcome}
    if isinstance(value, ConditionReading):
        return {"entries": plain(value.entries), "outcome": value.outcome}
    if isinstance(value, NumberRange | Place | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(item) for item in value]
    return value


def _document(schema: str, **parts: Any) -> dict[str, Any]:
    return {"schema": f"kakehashi.{schema}", "version": VERSION, **parts}


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
            "facts": plain([fact for part in (*situation.given, *situation.context) for fact in part.facts]),
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
    parts = ("evaluator", "instead", "accounts", "pivots", "pivot_accounts", "hinges", "waits", "open_waits")
    named = ("consequences", "conclusions", "tensions", "contradictions")
    return _document(
        "assessment",
        **_about(answer.question, answer.trace, answer.verdict),
        **{part: plain(getattr(answer, part)) for part in parts},
        **{part: [settling.descriptor for settling in getattr(answer, part)] for part in named},
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
    return _document(
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
    records = [rule_record(rule) | {"reading": plain(trace.read[rule.id]) if rule.id in trace.read else None} for rule in rules]
    return _document("rules", **_about(question, trace, verdict_of(question, trace)), rules=records, **plain(related))


def facts_document(question: Question, trace: Trace, descriptors: list[Descriptor]) -> dict[str, Any]:
    """The document of listed descriptors; the facts on them are in `case`."""
    records = [plain(descriptor) | {"observed": question.base.is_observed(descriptor.id)} for descriptor in descriptors]
    return _document("facts", **_about(question, trace, verdict_of(question, trace)), descriptors=records)


def tests_document(report: TestReport) -> dict[str, Any]:
    """The document of a test run."""
    results = [
        {"case": r.case.name, "title": r.case.title, "runs": r.runs, "passed": not r.failures, "failures": plain(r.failures)}
        for r in report.results
    ]
    return _document(
        "test",
        base=report.base.name,
        passed=report.passed,
        results=results,
        without_expectation=[case.name for case in report.without_expectation],
        never_fired=list(report.never_fired),
    )


def check_document(report: CheckReport) -> dict[str, Any]:
    """The document of a static check."""
    return _document("check", base=report.base.name, passed=report.passed, findings=plain(report.findings))


def error_document(error: KakehashiError) -> dict[str, Any]:
    """The document of a failure."""
    problems: tuple[Problem, ...] = getattr(error, "problems", ())
    listed = [
        {
            "file": p.place.file,
            "line": p.place.line,
            "column": p.place.column,
            "code": p.code,
            "message": p.message,
            "hint": p.hint,
        }
        for p in problems
    ]
    return _document("error", error=type(error).__name__, message=str(error), problems=listed, exit_code=error.exit_code)
