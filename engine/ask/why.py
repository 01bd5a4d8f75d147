"""Why a descriptor is what it is: the proof, down to facts, as a value.

Every descriptor is proved once, and premises refer to proofs by descriptor, so that a shared reason is one
reason. A renderer walks from the goal.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from engine.ask.accounts import lead
from engine.ask.question import Question
from engine.ask.support import Support, support_of
from engine.infer.evaluators import Evaluation, EvaluatorName
from engine.infer.trace import AnyReading, ConditionReading, Outcome, RuleReading, Settling, TestReading, Trace
from engine.language.facts import Fact
from engine.language.problems import Place
from engine.language.showing import Shown


class Step(Struct, frozen=True):
    """A fired rule in a proof: the tests that made it hold, and what it assumed through `unless`.

    `premises` are enough: of alternatives they have the first that holds, and `alternatives` has the tests of the
    others. `weights` are its impacts on the states of the descriptor proved, `narrows` the states its `then` leaves.
    """

    rule: str
    premises: tuple[TestReading, ...]
    alternatives: tuple[TestReading, ...]
    assumed: tuple[TestReading, ...]
    weights: tuple[tuple[str, int], ...]
    narrows: tuple[str, ...] | None


class Proof(Struct, frozen=True):
    """What is known of one descriptor, and from what: facts, strict steps, weighing steps.

    `enough` names the rules of one derivation: none where the facts alone settle it, strict ones where these alone do,
    else all that fired. The other steps derive it once more, or decided nothing. `lead` is by how much its state leads
    which rivals, None where it is not one state won by weighing.
    """

    descriptor: str
    settling: Settling
    facts: tuple[Fact, ...]
    strict: tuple[Step, ...]
    weighing: tuple[Step, ...]
    enough: tuple[str, ...]
    lead: tuple[int, tuple[str, ...]] | None

    @property
    def steps(self) -> tuple[Step, ...]:
        """All the rules that fired."""
        return (*self.strict, *self.weighing)


class Explanation(Shown, Struct, frozen=True):
    """The answer to *why*: the goal, the proofs of everything it rests on, and the facts that carry it.

    `proofs` is empty, and there is no `support`, where the goal is a number that no rule reads.
    """

    question: Question
    trace: Trace
    evaluator: EvaluatorName
    instead: str
    goal: str
    proofs: dict[str, Proof]
    support: Support | None


def explain(question: Question, descriptor: str = "", evaluation: Evaluation | None = None) -> Explanation:
    """The explanation of what is known of a descriptor (empty: the verdict), in an evaluation where there is one already.

    Raises `InvalidInput` where there is no such descriptor.
    """
    goal = question.base.descriptor(descriptor or question.base.verdict, Place("why")).id
    evaluation = evaluation or question.evaluate()
    trace = evaluation.trace
    proofs = _proofs(question, trace, goal) if goal in trace.settled else {}
    support = support_of(question, trace, goal) if proofs else None
    return Explanation(question, trace, evaluation.evaluator, evaluation.instead, goal, proofs, support)


def _proofs(question: Question, trace: Trace, goal: str) -> dict[str, Proof]:
    found: dict[str, Proof] = {}
    queue = [goal]
    for name in queue:
        if name not in found:
            found[name] = _proof(question, trace, name)
            queue += [
                premise.test.descriptor
                for step in found[name].steps
                for premise in (*step.premises, *step.alternatives, *step.assumed)
            ]
    return found


def _proof(question: Question, trace: Trace, name: str) -> Proof:
    settling = trace.settled[name]
    steps = [step_of(question, trace.read[rule], name) for rule in settling.fired]
    facts = trace.given_on[name].facts if name in trace.given_on else ()
    weighed = settling.ground == "weighed" and any(step.weights for step in steps)
    by_weight = weighed and len(settling.known) == 1 and settling.asserted is None
    ahead = lead(settling, settling.known[0]) if by_weight else None
    strict, weighing = (tuple(step for step in steps if (step.narrows is not None) is narrows) for narrows in (True, False))
    return Proof(name, settling, facts, strict, weighing, _enough(settling, strict), ahead)


def _enough(settling: Settling, strict: tuple[Step, ...]) -> tuple[str, ...]:
    if settling.status in ("contradiction", "tension"):
        return settling.fired
    if settling.asserted == settling.known:
        return ()
    left = set(settling.asserted or [state for state, _ in settling.balances])
    kept = list(strict)
    if left.intersection(*(step.narrows or () for step in kept)) != set(settling.known):
        return settling.fired
    for step in reversed(strict):  # those written first are kept
        fewer = [other for other in kept if other is not step]
        if left.intersection(*(other.narrows or () for other in fewer)) == set(settling.known):
            kept = fewer
    return tuple(step.rule for step in kept)


def step_of(question: Question, reading: RuleReading, descriptor: str) -> Step:
    """A fired rule as a step in the proof of a descriptor that it has an effect on."""
    rule = question.program.rules[reading.rule]
    premises = tuple(dict.fromkeys(_first(reading.when)))
    others = tuple(test for test in dict.fromkeys(tests_with(reading.when, "holds")) if test not in premises)
    assumed = tuple(dict.fromkeys(test for condition in reading.assumed for test in tests_with(condition, "undecided")))
    return Step(rule.id, premises, others, assumed, tuple(rule.weights(descriptor).items()), rule.narrows(descriptor))


def _first(condition: ConditionReading) -> Iterator[TestReading]:
    """The tests that make a condition hold; of alternatives, those of the first that does."""
    for entry in condition.entries:
        if isinstance(entry, AnyReading):
            yield from _first(next(option for option in entry.options if option.outcome == "holds"))
        else:
            yield entry


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
