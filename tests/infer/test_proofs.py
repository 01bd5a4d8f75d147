"""Every conclusion has a proof: facts and fired rules that leave just what is known, down to what was given."""

from collections import Counter
from collections.abc import Mapping, Sequence

from hypothesis import given

from engine.ask.question import Question
from engine.ask.why import Explanation, Proof, Step, explain
from engine.infer.trace import TestReading
from engine.language.descriptors import Descriptor
from engine.language.facts import states_left
from tests.generated import Asked, examples, questions


def reasons(proof: Proof, descriptor: Descriptor, pending: Sequence[Mapping[str, int]]) -> dict[str, str]:
    """Why each state that is not left is not, from the steps and facts of the proof alone."""
    settling = proof.settling
    balance = Counter[str]()
    for step in (*proof.strict, *proof.weighing):
        balance.update(dict(step.weights))
    given_states = states_left(descriptor, proof.facts)
    found = {}
    for state in descriptor.states:
        beaten = next((loss for loss in settling.beaten if loss.state == state), None)
        if state not in given_states:
            found[state] = "given"
        elif settling.ground == "default" and state != descriptor.default:
            found[state] = "default"
        elif any(step.narrows is not None and state not in step.narrows for step in proof.strict):
            found[state] = "strict"
        elif beaten is not None:
            worst = sum(min(0, weights.get(beaten.by, 0) - weights.get(state, 0)) for weights in pending)
            assert balance[beaten.by] - balance[state] + worst == beaten.margin > 0
            found[state] = "outweighed"
    return found


def check_step(explanation: Explanation, step: Step) -> None:
    """Asserts that the rule fired on premises that hold and, through `unless`, on nothing that is known to."""
    reading = explanation.trace.read[step.rule]
    assert reading.status == "fired"
    assert bool(step.premises) is bool(reading.when.entries)
    for premise in step.premises:
        check_premise(explanation, premise)
        assert set(premise.known) <= set(premise.test.states)
    for assumed in step.assumed:
        check_premise(explanation, assumed)
        assert not set(assumed.known) <= set(assumed.test.states)


def check_premise(explanation: Explanation, premise: TestReading) -> None:
    """Asserts that a premise speaks of what is known, and that this is proved too."""
    assert premise.known == explanation.trace.knowledge[premise.test.descriptor]
    assert premise.test.descriptor in explanation.proofs


def test_every_conclusion_has_a_proof() -> None:
    seen: Counter[str] = Counter()

    @examples(300)
    @given(questions())
    def prove(asked: Asked) -> None:
        question = Question(asked.program, asked.case, asked.situation)
        for settling in asked.trace.settlings:
            explanation = explain(question, settling.descriptor)
            order = list(asked.program.order)
            for name, proof in explanation.proofs.items():
                for step in (*proof.strict, *proof.weighing):
                    check_step(explanation, step)
                    assert all(order.index(p.test.descriptor) < order.index(name) for p in (*step.premises, *step.assumed))
            proof = explanation.proofs[settling.descriptor]
            descriptor = asked.base.descriptors[settling.descriptor]
            pending = [asked.program.rules[rule].weights(descriptor.id) for rule in settling.pending]
            why = reasons(proof, descriptor, pending)
            for state in descriptor.states:
                # A contradiction excludes nothing, and against a tension what is asserted is left.
                if settling.status not in ("contradiction", "tension"):
                    assert (state in why) is (state not in settling.known), (settling.descriptor, state)
                elif state not in settling.known:
                    assert why[state] == "given"
            if settling.status == "settled" and settling.descriptor in asked.base.derived:
                assert proof.facts or proof.strict or proof.weighing or settling.ground == "default"
                seen.update(why.values())

    prove()
    assert min(seen[what] for what in ("given", "default", "strict", "outweighed")) > 50, seen
