"""The checker: validates a finished trace step by step, without the evaluator that made it.

It shares the value types with the evaluators and nothing else. Each step is checked against the steps before
it, as they stand in the trace; what a step must be is worked out anew, on sets, from `docs/semantics.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import sha256

import rfc8785
from msgspec import Struct
from msgspec.structs import replace

from engine.infer.checker_reading import reading_flaws
from engine.infer.checker_settling import settling_flaws
from engine.infer.program import Dissent
from engine.infer.situation import Situation, fact_record
from engine.infer.trace import SCHEMA, Given, Trace
from engine.language.base import RuleBase
from engine.language.descriptors import Descriptor, NumberRange
from engine.language.rules import Rule


class Flaw(Struct, frozen=True):
    """One thing in a trace that does not follow: which part of it, and why not."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


def check_trace(base: RuleBase, trace: Trace, facts: Situation | None = None) -> tuple[Flaw, ...]:
    """Everything in the trace that does not follow from the base and the facts; empty where it is valid.

    Without `facts` the facts in the trace are taken as given, and their hash is checked where the base keeps
    no context, which the hash covers and the trace does not hold.
    """
    parts = (_header_flaws(base, trace), _fact_flaws(base, trace, facts), _dissent_flaws(base, trace), _step_flaws(base, trace))
    return tuple(Flaw(where, message) for part in parts for where, message in part)


def _header_flaws(base: RuleBase, trace: Trace) -> Iterator[tuple[str, str]]:
    if trace.schema != SCHEMA:
        yield "schema", f"{trace.schema} is not {SCHEMA}"
    for name, said, true in (
        ("base", trace.base, base.name),
        ("rules_hash", trace.rules_hash, base.rules_hash),
        ("vocabulary_hash", trace.vocabulary_hash, base.vocabulary_hash),
    ):
        if said != true:
            yield name, f"{said} is not that of the base, {true}"


def _fact_flaws(base: RuleBase, trace: Trace, facts: Situation | None) -> Iterator[tuple[str, str]]:
    if facts is not None and (trace.given, trace.context) != (facts.given, facts.context):
        yield "given", "the facts given are not those of the situation"
    records = sorted(rfc8785.dumps(fact_record(fact)) for part in (*trace.given, *trace.context) for fact in part.facts)
    true = sha256(b"\n".join(records)).hexdigest()
    if trace.facts_hash != true:
        yield "facts_hash", f"{trace.facts_hash} is not that of the facts, {true}"
    for part in trace.context:
        if part.descriptor not in base.descriptors or not base.descriptors[part.descriptor].is_context:
            yield f"given {part.descriptor}", "no number that is kept as context"
    order = [part.descriptor for part in trace.given]
    if order != [name for name in base.descriptors if name in order]:
        yield "given", "the descriptors are not each named once, in the order of the vocabulary"
    for part in trace.given:
        where = f"given {part.descriptor}"
        descriptor = base.descriptors.get(part.descriptor)
        if descriptor is None or descriptor.is_context:
            yield where, "no descriptor that takes part in inference"
        elif not part.facts or any(fact.descriptor != part.descriptor for fact in part.facts):
            yield where, "the facts on it are missing, or are on something else"
        elif part.states != _left_by(descriptor, part):
            yield where, f"its facts leave {_left_by(descriptor, part)}, not {part.states}"
        elif not part.states:
            yield where, "its facts share nothing"


def _left_by(descriptor: Descriptor, part: Given) -> tuple[str, ...]:
    """The states that every fact of the part allows together."""
    named = [set(fact.value) for fact in part.facts if isinstance(fact.value, tuple)]
    left = set(descriptor.states).intersection(*named)
    ranges = [fact.value for fact in part.facts if isinstance(fact.value, NumberRange)]
    edges: tuple[Decimal | None, ...] = (None, *descriptor.cuts, None)
    intervals = zip(descriptor.states, edges, edges[1:], strict=False)
    if descriptor.number is not None:
        left &= {state for state, low, high in intervals if _share(NumberRange(low, high, open_high=True), *ranges)}
    return tuple(state for state in descriptor.states if state in left)


def _share(*ranges: NumberRange) -> bool:
    """Whether some number lies in every one of the ranges: no lower bound lies above, or at an open, upper one."""
    lows = [r.low for r in ranges if r.low is not None]
    highs = [(r.high, r.open_high) for r in ranges if r.high is not None]
    return all(low < high or (low == high and not is_open) for low in lows for high, is_open in highs)


def _dissent_flaws(base: RuleBase, trace: Trace) -> Iterator[tuple[str, str]]:
    for dissent in trace.dissents:
        where = f"dissent on {dissent.rule}"
        rule = base.rules.get(dissent.rule)
        if rule is None:
            yield where, "there is no such rule"
        elif not dissent.state:
            if dissent != Dissent(dissent.rule):
                yield where, "a rule that is switched off has no weight to replace"
        elif dissent.authored == 0 or _weights(rule).get((dissent.descriptor, dissent.state), 0) != dissent.authored:
            yield where, f"it does not weigh {dissent.descriptor}={dissent.state} at {dissent.authored:+d}"


def _weights(rule: Rule) -> dict[tuple[str, str], int]:
    return {(descriptor, state): weight for descriptor, weights in rule.impact for state, weight in weights}


def _in_force(base: RuleBase, trace: Trace) -> dict[str, Rule]:
    """The rules as the dissents leave them, in the order of the base; of two on one weight the last holds."""
    off = {dissent.rule for dissent in trace.dissents if not dissent.state}
    said = {(dissent.rule, dissent.descriptor, dissent.state): dissent.weight for dissent in trace.dissents}
    rules = {}
    for name, rule in base.rules.items():
        if name not in off:
            found: dict[str, list[tuple[str, int]]] = {}
            for (descriptor, state), authored in _weights(rule).items():
                if weight := said.get((name, descriptor, state), authored):
                    found.setdefault(descriptor, []).append((state, weight))
            rules[name] = replace(rule, impact=tuple((descriptor, tuple(weights)) for descriptor, weights in found.items()))
    return rules


def _step_flaws(base: RuleBase, trace: Trace) -> Iterator[tuple[str, str]]:
    rules_on: dict[str, list[Rule]] = {}
    for rule in _in_force(base, trace).values():
        for effect in rule.effects:
            rules_on.setdefault(effect, []).append(rule)
    asserted = {part.descriptor: part.states for part in trace.given}
    readings = {reading.rule: reading for reading in trace.readings}
    statuses = {name: reading.status for name, reading in readings.items()}
    known: dict[str, tuple[str, ...]] = {}
    due: dict[str, None] = {}
    for settling in trace.settlings:
        name = settling.descriptor
        where = f"settling {name}"
        descriptor = base.descriptors.get(name)
        if descriptor is None or descriptor.is_context:
            yield where, "no descriptor that takes part in inference"
            continue
        if name in known:
            yield where, "it is settled twice"
            continue
        on = rules_on.get(name, [])
        for rule in on:
            if rule.id in due:
                continue
            due[rule.id] = None
            if rule.id in readings:
                yield from reading_flaws(rule, readings[rule.id], known)
            else:
                yield f"reading {rule.id}", "it is missing"
        fired = [rule for rule in on if statuses.get(rule.id) == "fired"]
        pending = [rule for rule in on if statuses.get(rule.id) == "pending"]
        yield from settling_flaws(descriptor, fired, pending, asserted.get(name), settling)
        known[name] = settling.known
    yield from _completeness_flaws(base, trace, known, due)


def _completeness_flaws(
    base: RuleBase, trace: Trace, known: Mapping[str, object], due: Mapping[str, None]
) -> Iterator[tuple[str, str]]:
    for name, descriptor in base.descriptors.items():
        if not descriptor.is_context and name not in known:
            yield f"settling {name}", "it is missing"
    if [reading.rule for reading in trace.readings] != list(due):
        yield "readings", "they are not one for each rule with an effect, in the order in which descriptors are settled"
