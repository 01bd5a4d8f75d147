"""A comparison as a figure: what was made otherwise, the rules that read otherwise by that, and what turned."""

from __future__ import annotations

from collections.abc import Iterable

from engine.ask.changes import FactsChange
from engine.ask.compare import Comparison, Difference
from engine.ask.derivations import Derivation
from engine.show.changes import change_text, decider_text
from engine.show.differences import balances_text
from engine.show.figure import Arrow, ArrowKind, Box, BoxKind, Figure, Mark, Words
from engine.show.graph import descriptor_id, rule_id
from engine.show.words import side_text, states_of

MOST_DRAWN = 60  # rules that read otherwise: a picture of more can be read by nobody

_NOTES = {"fired": "fires now", "pending": "waits now", "ruled_out": "is ruled out now", "absent": "is left out"}


def turns_figure(answer: Comparison) -> Figure | None:
    """The figure of a comparison; None where nothing came out otherwise, or too much did to be drawn."""
    moving = {rule for difference in answer.differences for rule in difference.rules}
    rules = [derivation for derivation in answer.derivations if derivation.rule in moving]
    if not answer.differences or len(rules) > MOST_DRAWN:
        return None
    marks = {derivation.rule: _mark(derivation) for derivation in rules}
    rests = [arrow for derivation in rules for arrow in _deciders(answer, derivation)]
    effects = [
        Arrow(rule_id(rule), descriptor_id(difference.descriptor), "settles", marks[rule])
        for difference in answer.differences
        for rule in difference.rules
        if rule in marks
    ]
    boxes = [*_changes(answer, rests), *(_difference(answer, difference) for difference in answer.differences)]
    boxes += [_rule(answer, derivation) for derivation in rules]
    known = {box.id for box in boxes}
    before, after = side_text(answer.before), side_text(answer.after)
    return Figure(
        f"turns-{answer.before.trace.facts_hash[:6]}-{answer.after.trace.facts_hash[:6]}",
        f"{before} → {after}" if before != after else f"{after}, as before",
        (f"Case {answer.before.question.case.name} against case {answer.after.question.case.name}.",),
        "A graph in layers, from what was made otherwise on the left to what turned by that on the right.",
        tuple(boxes),
        tuple(arrow for arrow in (*rests, *effects) if arrow.source in known),
        ("Balances are sums of weights, not likelihoods.",) if any(d.moved for d in answer.differences) else (),
    )


def _mark(derivation: Derivation) -> Mark:
    after = derivation.after
    return "" if after == "fired" else "pending" if after == "pending" else "ruled_out"


def _deciders(answer: Comparison, derivation: Derivation) -> list[Arrow]:
    """What decided that a rule reads otherwise."""
    bases = answer.before.question.base, answer.after.question.base
    kind: ArrowKind = "premise" if derivation.is_gained else "blocks" if derivation.is_lost else "beside"
    hints: dict[str, list[str]] = {}
    for decider in derivation.deciders:
        hints.setdefault(decider.test.descriptor, []).append(decider_text(bases, decider))
    target = rule_id(derivation.rule)
    return [Arrow(descriptor_id(name), target, kind, hint="\n".join(lines)) for name, lines in hints.items()]


def _changes(answer: Comparison, rests: Iterable[Arrow]) -> list[Box]:
    """The facts that were made otherwise, as far as a rule was decided by them and they turned nothing else."""
    bases = answer.before.question.base, answer.after.question.base
    differing = {difference.descriptor for difference in answer.differences}
    read = {arrow.source for arrow in rests}
    found = []
    for change in answer.changes:
        if isinstance(change, FactsChange) and descriptor_id(change.descriptor) in read and change.descriptor not in differing:
            _, *said = change_text(bases, change)
            text = "".join(part if isinstance(part, str) else part[0] for part in said).removeprefix(": ")
            descriptor = bases[1].descriptors.get(change.descriptor) or bases[0].descriptors[change.descriptor]
            words = (Words(descriptor.title or descriptor.id), Words(text, "state"))
            found.append(Box(descriptor_id(change.descriptor), "observed", words, hint=f"{change.name}: {text}"))
    return found


def _difference(answer: Comparison, difference: Difference) -> Box:
    name = difference.descriptor
    bases = answer.before.question.base, answer.after.question.base
    known = [states_of(base, name, s.known) for base, s in zip(bases, (difference.before, difference.after), strict=True)]
    text = " → ".join(known) if known[0] != known[1] else f"{known[1]}, as before"
    words = [Words(bases[1].descriptors[name].title or name), Words(text, "state")]
    if difference.before.status != difference.after.status:
        words.append(Words(f"{difference.before.status} → {difference.after.status}".replace("_", " "), "note"))
    if difference.moved:
        words.append(Words(balances_text(difference.moved), "note"))
    status = difference.after.status
    mark: Mark = "conflict" if status in ("contradiction", "tension") else "open" if status != "settled" else ""
    kind: BoxKind = "verdict" if name == answer.after.verdict.descriptor else "derived"
    return Box(descriptor_id(name), kind, tuple(words), mark, f"{name}: {text}")


def _rule(answer: Comparison, derivation: Derivation) -> Box:
    rules = {**answer.before.question.base.rules, **answer.after.question.base.rules}
    found = rules[derivation.rule]
    words = (Words(found.title or found.id), Words(_NOTES[derivation.after], "note"))
    hint = f"{found.says}\n{found.id}: {derivation.before} → {derivation.after}".replace("_", " ")
    return Box(rule_id(found.id), "rule", words, _mark(derivation), hint)
