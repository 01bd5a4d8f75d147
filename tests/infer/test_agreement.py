"""Every evaluator makes the same trace of every generated base, and the checker finds nothing wrong with it."""

import sys
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.author.mutants import mutants_of
from engine.infer.amending import Amendment
from engine.infer.evaluators import evaluate
from engine.infer.program import Dissent, compile_program
from engine.infer.reference import infer
from engine.infer.rete import Network
from engine.infer.revising import revise_all
from engine.infer.situation import situate
from engine.infer.worker import Worker
from engine.language.facts import Case, states_left
from engine.language.rules import MAX_WEIGHT
from tests.generated import STRATA, Asked, examples, one_state, questions
from tests.infer.agreement import differences

EVALUATOR = "rete" if sys.version_info < (3, 13) else "reference"  # the library loads on nothing newer
needs_library = pytest.mark.skipif(sys.version_info >= (3, 13), reason="no release of the library loads on this Python")
LEAST = {
    "status contradiction": 10, "status tension": 10, "status settled": 100, "status not_separated": 10, "status open": 100,
    "ground contradiction": 10, "ground default": 20, "ground weighed": 100,
    "tension strict": 4, "tension default": 3, "tension balance": 4,
    "rule fired": 200, "rule ruled_out": 200, "rule pending": 200, "rule assumed": 20, "rule blocked": 20,
    "rule always": 20, "rule any": 50,
    "beaten": 100, "beaten while rules are pending": 30, "secure": 100, "unsecure": 100, "tie among those in front": 30,
    "asserted narrows": 10, "asserted agrees": 10, "dissent": 30, "number": 50, "context": 10, "inner effects": 50,
    f"stratum {STRATA - 1}": 20,
}  # fmt: skip


@needs_library
def test_two_thousand_bases_read_alike_by_reference_rete_and_checker() -> None:
    worker = Worker()

    @examples(2000)
    @given(questions())
    def agree(asked: Asked) -> None:
        assert differences(asked, worker.evaluate(asked.program, asked.situation)) == []

    agree()
    worker.close()


@needs_library
@examples(500)
@given(questions())
def test_the_rete_evaluator_of_this_process_makes_the_trace_of_the_reference(asked: Asked) -> None:
    assert differences(asked, Network(asked.program).infer(asked.situation)) == []


@examples(30)
@given(questions(most=6))
def test_an_evaluator_keeps_nothing_of_one_situation_for_the_next(asked: Asked) -> None:
    facts = asked.case.facts
    for kept in [facts[:count] for count in range(len(facts) + 1)] + [facts]:
        situation = situate(asked.base, Case("part", "", kept))
        evaluation = evaluate(asked.program, situation)
        assert evaluation.evaluator == EVALUATOR
        assert evaluation.trace == infer(asked.program, situation)


@examples(150)
@given(questions(most=7), st.integers(0, 2**32 - 1))
def test_a_trace_revised_for_a_change_settles_as_a_whole_inference_does(asked: Asked, seed: int) -> None:
    random = Random(seed)
    states: dict[str, tuple[str, ...] | None] = {}
    facts = []
    for name in random.sample(list(asked.strata), random.randint(1, len(asked.strata))):
        descriptor = asked.base.descriptors[name]
        if random.random() < 0.3:
            states[name] = None  # dropped, and nothing put in their place
        else:
            facts.append(one_state(descriptor, random.choice(descriptor.states)))
            states[name] = states_left(descriptor, facts[-1:])
    whole = infer(asked.program, situate(asked.base, asked.case.replaced(facts, states)))
    revised = revise_all(asked.program, asked.trace, states)
    assert tuple(revised.settled(settling.descriptor) for settling in whole.settlings) == whole.settlings


@examples(100)
@given(questions(most=5, dissents=False))
def test_a_trace_amended_by_another_rule_is_that_of_the_other_program(asked: Asked) -> None:
    for mutant in mutants_of(asked.base):
        amended = Amendment(asked.program, mutant.rule, mutant.now).of(asked.trace)
        whole = infer(compile_program(mutant.of(asked.base)), asked.situation)
        assert (amended.whole.read, amended.whole.settled) == (whole.read, whole.settled), mutant.name
        assert all(amended.settled(name) == settling for name, settling in whole.settled.items())


@examples(150)
@given(questions(most=7))
def test_a_trace_amended_for_a_dissent_settles_as_a_whole_inference_does(asked: Asked) -> None:
    for name, rule in asked.program.rules.items():
        dissents = [Dissent(name)]
        for descriptor, weights in rule.impact:
            shifted = (
                (state, weight + step) for state, weight in weights for step in (-1, 1) if abs(weight + step) <= MAX_WEIGHT
            )
            dissents += [Dissent(name, descriptor, state, weight) for state, weight in shifted]
        for dissent in dissents:
            program = compile_program(asked.base, (*asked.dissents, dissent))
            revised = Amendment(asked.program, name, program.rules.get(name)).of(asked.trace)
            whole = infer(program, asked.situation)
            assert {name: revised.settled(name) for name in whole.settled} == whole.settled


def test_the_generator_reaches_every_clause_of_the_meaning() -> None:
    seen: Counter[str] = Counter()

    @examples(300)
    @given(questions())
    def count(asked: Asked) -> None:
        seen.update(_features(asked))

    count()
    assert {name: seen[name] for name, least in LEAST.items() if seen[name] < least} == {}


def _features(asked: Asked) -> list[str]:
    found = ["dissent"] * bool(asked.dissents) + ["context"] * bool(asked.situation.context)
    found += [f"stratum {stratum}" for stratum in asked.strata.values()]
    for reading in asked.trace.readings:
        rule = asked.program.rules[reading.rule]
        found.append(f"rule {reading.status}")
        found += ["rule assumed"] * bool(reading.assumed) + ["rule always"] * (not rule.when.entries)
        found += ["rule any"] * any(hasattr(entry, "options") for entry in rule.when.entries)
        found += ["rule blocked"] * any(part.outcome == "holds" for part in reading.unless)
    for settling in asked.trace.settlings:
        if settling.descriptor not in asked.base.derived:
            found += ["number"] * (asked.base.descriptors[settling.descriptor].number is not None)
            continue
        found += [f"status {settling.status}", f"ground {settling.ground}"]
        found += [f"tension {settling.tension.by}"] if settling.tension else []
        found += ["beaten"] * bool(settling.beaten) + ["beaten while rules are pending"] * bool(
            settling.beaten and settling.pending
        )
        found += ["secure"] * bool(settling.secure) + ["unsecure"] * (set(settling.secure) < set(settling.allowed))
        found += ["tie among those in front"] * (len(settling.leaning) > 1 and bool(settling.fired))
        found += ["inner effects"] * any(settling.descriptor in rule.reads for rule in asked.base.rules.values())
        if settling.asserted:
            agrees = set(settling.derived) <= set(settling.asserted)
            found.append("asserted agrees" if agrees else "asserted clashes" if settling.tension else "asserted narrows")
    return found
