"""Why a state was not concluded: every rule that could have brought it, and everything that keeps it from it.

What is wanted is a test that does not hold, the state asked for or what a rule asks of a descriptor. Each such test is
explained once, down to facts; whatever else waits for it refers to it.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Struct

from engine.ask.blockers import Missed, blocking_tests, missed_by
from engine.ask.nearest import Nearest, nearest_miss
from engine.ask.question import Question
from engine.ask.waiting import Wait, waits_for
from engine.ask.why import Explanation, Step, explain, step_of
from engine.infer.evaluators import Evaluation, EvaluatorName
from engine.infer.trace import Settling, Trace
from engine.language.conditions import Test
from engine.language.facts import Fact
from engine.language.problems import Place, invalid
from engine.language.rules import Rule
from engine.language.showing import Shown

WHYNOT = Place("whynot")


class Loss(Struct, frozen=True):
    """Why a wanted state is not left.

    It is *stated* otherwise by the case, not the *default*, *narrowed* away by fired rules, or *outweighed*: a secure
    state `by` leads it by `margin`, whatever pending rules do.
    """

    state: str
    how: Literal["stated", "default", "narrowed", "outweighed"]
    rules: tuple[str, ...] = ()
    by: str = ""
    margin: int | None = None


class Lead(Struct, frozen=True):
    """How far a rival is from being surely beaten by the wanted state.

    `gap` is the rival's balance less that of the state, and `swing` what pending rules may add to it at the worst;
    `short` is the weight that the state is short of.
    """

    beside: ClassVar[tuple[str, ...]] = ("short",)

    state: str
    rival: str
    gap: int
    swing: int

    @property
    def short(self) -> int:
        """The weight to be gained on the rival, whatever pending rules do."""
        return self.gap + self.swing + 1


class Absence(Struct, frozen=True):
    """Why what is known of a descriptor is not within the wanted states of a test.

    `facts` are those of the case on it. `missed` are the rules for the wanted states that did not fire, those that would
    conclude one first, and `against` the fired rules that exclude or restrict one or carry a rival ahead of it. `leads`
    are of the wanted state in front over each rival that it does not surely beat; `threats` the pending rules that may
    still turn against it. `spoken_for` tells whether any rule concludes or promotes a wanted state, or it is the default.
    """

    test: Test
    settling: Settling
    facts: tuple[Fact, ...]
    losses: tuple[Loss, ...]
    leads: tuple[Lead, ...]
    missed: tuple[Missed, ...]
    against: tuple[Step, ...]
    threats: tuple[Missed, ...]
    spoken_for: bool


class WhyNot(Shown, Struct, frozen=True):
    """The answer to *why not*: the absence of the goal, then of every test that it comes down to, each once.

    `absences` is empty where the goal is what was concluded. `waits` are the facts that pending rules on the goal wait
    for, those that bear on it most first. `nearest` is the nearest miss, then that of each derived descriptor that it
    asks for.
    """

    question: Question
    trace: Trace
    evaluator: EvaluatorName
    instead: str
    goal: Test
    absences: dict[Test, Absence]
    waits: tuple[Wait, ...]
    nearest: tuple[Nearest, ...]

    @property
    def howto(self) -> tuple[str, ...]:
        """What `howto` may be asked, whether there is a way or not: the states of a goal that rules could have concluded."""
        asked = self.absences and not self.question.base.is_observed(self.goal.descriptor)
        return tuple(f"{self.goal.descriptor}={state}" for state in self.goal.states) if asked else ()


def answer_why(question: Question, said: str = "", evaluation: Evaluation | None = None) -> Explanation | WhyNot:
    """The answer to *why* ``descriptor`` or ``descriptor=state`` (empty: the verdict); why not, where it is not so.

    Raises `InvalidInput` where there is no such descriptor or state.
    """
    name, equals, _ = said.partition("=")
    if not equals:
        return explain(question, name.strip(), evaluation)
    evaluation = evaluation or question.evaluate()
    answer = explain_not(question, said, evaluation, Place("why"))
    return answer if answer.absences else explain(question, answer.goal.descriptor, evaluation)


def explain_not(question: Question, said: str, evaluation: Evaluation | None = None, place: Place = WHYNOT) -> WhyNot:
    """Why ``descriptor=state`` was not concluded, in an evaluation where there is one already.

    Raises `InvalidInput` where there is no such descriptor or state.
    """
    base = question.base
    named = f"{base.verdict}{said}" if said.strip().startswith("=") else said  # the verdict is meant
    descriptor, state = base.assigned(named, place, base.first_verdict)
    if descriptor.is_context:
        raise invalid(place, "context", f"{descriptor.id} is a number that no rule reads", "Nothing is concluded of it.")
    goal = Test(descriptor.id, (base.state(descriptor, state, place),))
    evaluation = evaluation or question.evaluate()
    trace = evaluation.trace
    absences = {} if _holds(trace, goal) else _absences(question, trace, goal)
    waits = waits_for(question.program, trace, goal.descriptor) if absences else ()
    nearest = nearest_miss(question, trace, {test: absence.missed for test, absence in absences.items()}, goal)
    return WhyNot(question, trace, evaluation.evaluator, evaluation.instead, goal, absences, waits, nearest)


def _holds(trace: Trace, test: Test) -> bool:
    return set(trace.knowledge[test.descriptor]) <= set(test.states)


def _absences(question: Question, trace: Trace, goal: Test) -> dict[Test, Absence]:
    found: dict[Test, Absence] = {}
    queue = [goal]
    for test in queue:
        if test in found:
            continue
        found[test] = absence = _absence(question, trace, test)
        for missed in (*absence.missed, *absence.threats):
            queue += [blocker.test for blocker in blocking_tests(missed.blockers)]
            # An exemption falls when one of its tests does: when it is known to be otherwise, or no longer known.
            queue += [question.base.complement(held.test) for part in missed.exemptions for held in part.tests]
    return found


def _absence(question: Question, trace: Trace, test: Test) -> Absence:
    name, rules = test.descriptor, question.program.rules_on.get(test.descriptor, ())
    settling = trace.settled[name]
    leads = _leads(question, settling, test)
    fired = [rule for rule in rules if rule.id in settling.fired]
    missed = [missed_by(question, trace, rule, name) for rule in rules if rule not in fired and _serves(rule, test, leads)]
    against = [step_of(question, trace.read[rule.id], name) for rule in fired if _hinders(rule, test, leads)]
    threats = [rule for rule in rules if rule.id in settling.pending and _threatens(rule, test, leads)]
    return Absence(
        test,
        settling,
        trace.given_on[name].facts if name in trace.given_on else (),
        tuple(_loss(question, settling, test, state) for state in test.states if state not in settling.known),
        leads,
        tuple(
            sorted(
                missed, key=lambda m: (m.narrows is None, m.fewest, -max([w for s, w in m.weights if s in test.states] or [0]))
            )
        ),
        tuple(sorted(against, key=lambda step: (step.narrows is None, -_pull(dict(step.weights), leads)))),
        tuple(missed_by(question, trace, rule, name) for rule in threats),
        any(_speaks_for(rule, test) for rule in rules) or question.base.descriptors[name].default in test.states,
    )


def _leads(question: Question, settling: Settling, test: Test) -> tuple[Lead, ...]:
    """The leads that the wanted state in front, of those that the fired rules allow, lacks; the widest first."""
    wanted = [state for state in settling.allowed if state in test.states]
    if not wanted or settling.ground == "default" or question.base.is_observed(test.descriptor):
        return ()
    best = max(wanted, key=settling.balance)
    pending = [question.program.rules[rule].weights(test.descriptor) for rule in settling.pending]
    found = []
    for rival in settling.allowed:
        swing = sum(max(0, weights.get(rival, 0) - weights.get(best, 0)) for weights in pending)
        lead = Lead(best, rival, settling.balance(rival) - settling.balance(best), swing)
        if rival not in test.states and lead.short > 0:
            found.append(lead)
    return tuple(sorted(found, key=lambda lead: -lead.gap))


def _loss(question: Question, settling: Settling, test: Test, state: str) -> Loss:
    if settling.asserted is not None and state not in settling.asserted:
        return Loss(state, "stated")
    if settling.ground == "default":
        return Loss(state, "default", by=settling.derived[0])
    if state not in settling.allowed:
        fired = [question.program.rules[rule] for rule in settling.fired]
        away = (rule.id for rule in fired if state not in (rule.narrows(test.descriptor) or (state,)))
        return Loss(state, "narrowed", tuple(away))
    beaten = next(loss for loss in settling.beaten if loss.state == state)
    return Loss(state, "outweighed", by=beaten.by, margin=beaten.margin)


def _pull(weights: dict[str, int], leads: tuple[Lead, ...]) -> int:
    """How far a rule carries a rival ahead of the wanted state, at the most."""
    return max((weights.get(lead.rival, 0) - weights.get(lead.state, 0) for lead in leads), default=0)


def _speaks_for(rule: Rule, test: Test) -> bool:
    """Whether it concludes or promotes a wanted state."""
    weights, narrows = rule.weights(test.descriptor), rule.narrows(test.descriptor) or ()
    return any(weights.get(state, 0) > 0 or state in narrows for state in test.states)


def _serves(rule: Rule, test: Test, leads: tuple[Lead, ...]) -> bool:
    """Whether it speaks for a wanted state, or would set a rival back against it."""
    weights = rule.weights(test.descriptor)
    return _speaks_for(rule, test) or any(weights.get(lead.state, 0) > weights.get(lead.rival, 0) for lead in leads)


def _hinders(rule: Rule, test: Test, leads: tuple[Lead, ...]) -> bool:
    """Whether it excludes or restricts a wanted state, or carries a rival ahead of it."""
    weights, narrows = rule.weights(test.descriptor), rule.narrows(test.descriptor)
    excludes = narrows is not None and not set(test.states) <= set(narrows)
    return excludes or any(weights.get(state, 0) < 0 for state in test.states) or _pull(weights, leads) > 0


def _threatens(rule: Rule, test: Test, leads: tuple[Lead, ...]) -> bool:
    """Whether it may, once it fires, exclude the wanted state in front or carry a rival ahead of it."""
    narrows = rule.narrows(test.descriptor)
    secure = narrows is None or not leads or leads[0].state in narrows
    return not secure or _pull(rule.weights(test.descriptor), leads) > 0
