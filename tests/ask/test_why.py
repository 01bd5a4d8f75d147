"""Why: a proof has all that fired and nothing else, one derivation of it is enough, and its facts carry the conclusion."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from engine.ask.support import Support
from engine.ask.why import Explanation, Proof, Step, explain
from engine.infer.checker import check_trace
from engine.infer.checker_reading import reading_flaws
from engine.infer.checker_settling import settling_flaws
from engine.infer.reading import read_rule
from engine.infer.settling import settle
from engine.infer.trace import Trace
from tests.ask.rerun import alone, evaluation_of, question_of, rerun
from tests.generated import Asked, examples, questions

FEW = 6  # facts of which every set is tried


def check_step(asked: Asked, explanation: Explanation, step: Step, name: str) -> None:
    """Asserts that the checker accepts the firing, and that the premises alone, all else unknown, make `when` hold."""
    rule, reading = asked.program.rules[step.rule], explanation.trace.read[step.rule]
    assert reading.status == "fired"
    assert list(reading_flaws(rule, reading, asked.trace.knowledge)) == []
    assert (dict(step.weights), step.narrows) == (rule.weights(name), rule.narrows(name))
    unknown = {read: asked.base.descriptors[read].states for read in rule.reads}
    for tests in (step.premises, (*step.premises, *step.alternatives)):
        met = unknown | {premise.test.descriptor: premise.known for premise in tests}
        assert read_rule(rule, met).when.outcome == "holds"
    for premise in (*step.premises, *step.alternatives, *step.assumed):
        assert premise.known == asked.trace.knowledge[premise.test.descriptor]
        assert premise.test.descriptor in explanation.proofs
        assert (set(premise.known) <= set(premise.test.states)) is (premise not in step.assumed)
    assert bool(step.assumed) is bool(reading.assumed)


def check_proof(asked: Asked, explanation: Explanation, proof: Proof, seen: Counter[str]) -> None:
    """Asserts that the proof has all that fired, that the checker accepts it, and that one derivation is enough."""
    name, settling = proof.descriptor, asked.trace.settled[proof.descriptor]
    assert proof.settling == settling
    rules = asked.program.rules_on.get(name, ())
    by_status = {
        status: [rule for rule in rules if asked.trace.read[rule.id].status == status] for status in ("fired", "pending")
    }
    assert {step.rule for step in proof.steps} == {rule.id for rule in by_status["fired"]}
    flaws = settling_flaws(
        asked.base.descriptors[name], by_status["fired"], by_status["pending"], settling.asserted, proof.settling
    )
    assert list(flaws) == []
    enough = [rule for rule in by_status["fired"] if rule.id in proof.enough]
    assert len(enough) == len(proof.enough)
    if len(enough) < len(by_status["fired"]):
        seen["fewer rules are enough"] += 1
        again = settle(asked.base.descriptors[name], enough, [], settling.asserted)
        left = set(again.allowed) & set(settling.asserted or again.allowed)
        assert left == set(settling.known) or settling.asserted == settling.known
    for step in proof.steps:
        check_step(asked, explanation, step, name)
        seen["alternatives"] += bool(step.alternatives)


def follows(asked: Asked, trace: Trace, goal: str) -> bool:
    """Whether the conclusion is the same in another trace: the states left, settled where they were."""
    before, after = asked.trace.settled[goal], trace.settled[goal]
    return after.known == before.known and (after.status == "settled" or before.status != "settled")


def check_support(asked: Asked, goal: str, support: Support, seen: Counter[str]) -> None:
    """Asserts by asking the reference again that the facts suffice, none of them can be spared, and the needed ones are all."""
    cone = asked.program.depends_on(goal)
    given = [part.descriptor for part in asked.situation.given if part.descriptor in cone]
    sufficient = [part.descriptor for part in support.sufficient]
    assert set(sufficient) <= set(given)
    assert support.of == len(given)
    assert follows(asked, alone(asked, sufficient), goal)
    for name in sufficient:
        assert not follows(asked, alone(asked, set(sufficient) - {name}), goal), f"{name} can be spared"
    needed = {part.descriptor for part in support.needed}
    assert needed == {name for name in given if not follows(asked, rerun(asked, {name: None}), goal)}
    if support.monotone:
        assert needed <= set(sufficient)
    if len(given) <= FEW:
        smaller = [some for count in range(len(sufficient)) for some in combinations(given, count)]
        enough = [some for some in smaller if follows(asked, alone(asked, some), goal)]
        assert support.minimality == "irreducible" or not enough
        seen["every smaller set tried"] += support.minimality == "smallest"
    seen[support.minimality] += 1
    seen["monotone" if support.monotone else "not monotone"] += 1
    seen["needed"] += bool(needed)
    seen["several suffice"] += len(sufficient) > 1


def test_two_thousand_bases_say_why_completely_and_truly() -> None:
    seen: Counter[str] = Counter()

    @examples(2000)
    @given(questions(most=8), st.integers(0, 2**32 - 1))
    def explained(asked: Asked, seed: int) -> None:
        goal = Random(seed).choice(list(asked.program.rules_on) or [asked.base.verdict])
        explanation = explain(question_of(asked), goal, evaluation_of(asked))
        assert check_trace(asked.base, explanation.trace, asked.situation) == ()
        for proof in explanation.proofs.values():
            check_proof(asked, explanation, proof, seen)
        known = asked.trace.knowledge[goal]
        assert (explanation.support is None) is (len(known) == len(asked.base.descriptors[goal].states))
        if explanation.support is not None:
            check_support(asked, goal, explanation.support, seen)

    explained()
    kinds = ["smallest", "irreducible", "monotone", "not monotone", "needed", "several suffice"]
    kinds += ["every smaller set tried", "fewer rules are enough", "alternatives"]
    assert {kind: seen[kind] for kind in kinds if seen[kind] < 50} == {}
