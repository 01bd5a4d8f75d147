"""Answers about a case as JSON documents: each carries `knowledge`, `status` and `verdict` at its top level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.ask.assess import Assessment, Verdict, verdict_of
from engine.ask.question import Question
from engine.ask.why import Explanation
from engine.infer.trace import Trace
from engine.language.descriptors import Descriptor
from engine.language.rules import Rule
from engine.show.documents import envelope, plain

if TYPE_CHECKING:  # what draws is loaded only where something is drawn
    from engine.ask.base_map import BaseMap
    from engine.ask.graph import Graph


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


def assessment_document(answer: Assessment) -> dict[str, Any]:
    """The document of an assessment, its whole trace included."""
    parts = ["evaluator", "instead", "accounts", "pivots", "pivot_accounts", "hinges", "waits", "open_waits"]
    parts += ["clouds", "pointers", "changes"]
    named = ("undecided", "consequences", "conclusions", "tensions", "contradictions")
    return envelope(
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


def graph_document(graph: Graph) -> dict[str, Any]:
    """The document of an inference graph: its nodes and edges, and how much was left out."""
    descriptors = [
        {"descriptor": node.descriptor.id, "role": node.role, "facts": plain(node.facts), "folded": node.folded}
        for node in graph.descriptors
    ]
    return envelope(
        "graph",
        **_about(graph.question, graph.trace, verdict_of(graph.question, graph.trace)),
        evaluator=graph.evaluator,
        instead=graph.instead,
        goal=graph.goal,
        whole=graph.whole,
        descriptors=descriptors,
        rules=[{"rule": node.rule.id, "title": node.rule.title, "status": node.status} for node in graph.rules],
        premises=plain(graph.premises),
        effects=[plain(effect) | {"weights": dict(effect.weights)} for effect in graph.effects],
        left_out={"rules": graph.rules_left_out, "descriptors": graph.descriptors_left_out, "idle": graph.idle},
    )


def map_document(drawn: BaseMap) -> dict[str, Any]:
    """The document of a map: the descriptors of a base and their bearings."""
    base = drawn.base
    return envelope(
        "map",
        base={"name": base.name, "title": base.title, "rules_hash": base.rules_hash, "vocabulary_hash": base.vocabulary_hash},
        goal=drawn.goal,
        descriptors=[descriptor.id for descriptor in drawn.descriptors],
        bearings=plain(drawn.bearings),
    )
