"""Why a descriptor is what it is: the proof, down to facts, as a value.

Every descriptor is proved once, and premises refer to proofs by descriptor, so that a shared reason is one
reason. A renderer walks from the goal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from engine.ask.accounts import lead
from engine.ask.question import Question
from engine.ask.waiting import undecided
from engine.infer.evaluators import EvaluatorName
from engine.infer.trace import AnyReading, ConditionReading, Outcome, RuleReading, Settling, TestReading, Trace
from engine.language.facts import Fact
from engine.language.problems import Place


class Step(Struct, frozen=True):
    """A fired rule in a proof: the tests that made it hold, and what it assumed through `unless`.

    `weights` are its impacts on the states of the descriptor proved, `narrows` the states its `then` leaves.
    """

    rule: str
    premises: tuple[TestReading, ...]
    assumed: tuple[TestReading, ...]
    weights: tuple[tuple[str, int], ...]
    narrows: tuple[str, ...] | None


class Missed(Struct, frozen=True):
    """A rule that would have concluded or promoted a state, and what keeps it from firing.

    `blockers` are the failing or undecided tests of `when`, `exceptions` the tests of the `unless` that holds.
    """

    rule: str
    status: str
    blockers: tuple[TestReading, ...]
    exceptions: tuple[TestReading, ...]


class Proof(Struct, frozen=True):
    """What is known of one descriptor, and from what: facts, strict steps, weighing steps.

    `lead` is by how much its state leads which rivals, None where it is not one state won by weighing.
    """

    descriptor: str
    settling: Settling
    facts: tuple[Fact, ...]
    strict: tuple[Step, ...]
    weighing: tuple[Step, ...]
    lead: tuple[int, tuple[str, ...]] | None


class Explanation(Struct, frozen=True):
    """The answer to *why*: the goal, the proofs of everything it rests on, and what is missing for a state asked.

    `state` is the one asked about (empty: whatever is known); `missed` the rules that speak for it and did
    not fire, given where the state is not what was concluded.
    """

    question: Question
    trace: Trace
    evaluator: EvaluatorName
    instead: str
    goal: str
    state: str
    proofs: dict[str, Proof]
    missed: tuple[Missed, ...]


def explain(question: Question, said: str = "") -> Explanation:
    """The explanation of ``descriptor`` or ``descriptor=state`` (empty: the verdict).

    Raises `InvalidInput` where there is no such descriptor or state.
    """
    base, place = question.base, Place("why")
    name, _, state = (part.strip() for part in said.partition("="))
    descriptor = base.descriptor(name or base.verdict, place)
    if state:
        base.state(descriptor, state, place)
    evaluation = question.evaluate()
    trace = evaluation.trace
    proofs = _proofs(question, trace, descriptor.id) if descriptor.id in trace.settled else {}
    missed = (
        sorted(_missed(question, trace, descriptor.id, state), key=_weight_of(question, descriptor.id))
        if state and proofs
        else ()
    )
    return Explanation(question, trace, evaluation.evaluator, evaluation.instead, descriptor.id, state, proofs, tuple(missed))


def _proofs(question: Question, trace: Trace, goal: str) -> dict[str, Proof]:
    found: dict[str, Proof] = {}
    queue = [goal]
    for name in queue:
        if name in found:
            continue
        settling = trace.settled[name]
        steps = [_step(question, trace.read[rule], name) for rule in settling.fired]
        facts = trace.given_on[name].facts if name in trace.given_on else ()
        weighed = settling.ground == "weighed" and any(step.weights for step in steps)
        by_weight = weighed and len(settling.known) == 1 and settling.asserted is None
        ahead = lead(settling, settling.known[0]) if by_weight else None
        strict, weighing = (tuple(step for step in steps if (step.narrows is not None) is narrows) for narrows in (True, False))
        found[name] = Proof(name, settling, facts, strict, weighing, ahead)
        queue += [premise.test.descriptor for step in steps for premise in (*step.premises, *step.assumed)]
    return found


def _step(question: Question, reading: RuleReading, descriptor: str) -> Step:
    rule = question.program.rules[reading.rule]
    premises = tuple(dict.fromkeys(tests_with(reading.when, "holds")))
    assumed = tuple(dict.fromkeys(test for condition in reading.assumed for test in tests_with(condition, "undecided")))
    return Step(rule.id, premises, assumed, tuple(rule.weights(descriptor).items()), rule.narrows(descriptor))


def _missed(question: Question, trace: Trace, descriptor: str, state: str) -> Iterator[Missed]:
    for rule in question.program.rules_on.get(descriptor, ()):
        promotes = rule.weights(descriptor).get(state, 0) > 0 or state in (rule.narrows(descriptor) or ())
        reading = trace.read[rule.id]
        if promotes and reading.status != "fired":
            wanted: Outcome = "cannot_hold" if reading.when.outcome == "cannot_hold" else "undecided"
            blockers = tuple(tests_with(reading.when, wanted)) if reading.when.outcome != "holds" else ()
            holding = [condition for condition in reading.unless if condition.outcome == "holds"]
            exceptions = tuple(test for condition in holding for test in tests_with(condition, "holds"))
            yield Missed(rule.id, reading.status, blockers or (() if exceptions else undecided(reading)), exceptions)


def _weight_of(question: Question, descriptor: str) -> Callable[[Missed], int]:
    """Orders missed rules: those that would conclude the state before those that would only weigh for it."""
    return lambda missed: question.program.rules[missed.rule].narrows(descriptor) is None


def tests_with(condition: ConditionReading, outcome: Outcome) -> Iterator[TestReading]:
    """The tests that give a condition this outcome; of alternatives, those of the options that have it."""
    for entry in condition.entries:
        if entry.outcome != outcome:
            continue
        if isinstance(entry, AnyReading):
            for option in entry.options:
                if option.outcome == outcome:
                    yield from tests_with(option, outcome)
        else:
            yield entry
