"""How to reach a state: all the smallest sets of facts that would have to be otherwise, each proved by running it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from time import monotonic
from typing import Literal

from msgspec import Struct

from engine.ask.accounts import lead
from engine.ask.levers import Moves, actors_of, held_of, moves_of
from engine.ask.question import Question
from engine.infer.evaluators import EvaluatorName
from engine.infer.minimal_changes import Barred, Wanted, barring_rules, fewest_changes, minimal_changes, reaches
from engine.infer.situation import situate
from engine.infer.trace import Settling, Trace
from engine.language.base import RuleBase
from engine.language.costs import Costs
from engine.language.descriptors import Descriptor
from engine.language.facts import Fact
from engine.language.problems import Disagreement, InvalidInput, Place, Problem, gathered, invalid
from engine.language.rules import Rule
from engine.language.showing import Shown

SECONDS = 60.0  # for all that is searched; on the article's base all ways to a scenario take less than one
MOST_BARS = 20  # sets of rules named where there is no way


class Step(Struct, frozen=True):
    """A change: what is known of the descriptor in the case, and the state it is to be in (None: nothing known)."""

    descriptor: str
    before: tuple[str, ...]
    state: str | None
    cost: Decimal


class Part(Struct, frozen=True):
    """A rule's part in a turn: it speaks only now, or no longer.

    `shift` is by how much that brings the new state nearer to the old one or past it, None where the rule is strict.
    """

    rule: str
    speaks: bool
    shift: int | None


class Turn(Struct, frozen=True):
    """A derived descriptor that comes out otherwise and on which the goal hangs, and the rules that turned it.

    `lead` is by how much its state leads which rivals, None where it is not one state won by weighing.
    """

    descriptor: str
    before: Settling
    after: Settling
    parts: tuple[Part, ...]
    lead: tuple[int, tuple[str, ...]] | None


class Way(Struct, frozen=True):
    """A minimal set of changes with its proof: the trace with them, and what turned, in the order of settling, up to the goal."""

    steps: tuple[Step, ...]
    cost: Decimal
    trace: Trace
    evaluator: EvaluatorName
    turns: tuple[Turn, ...]


class HowTo(Shown, Struct, frozen=True):
    """The answer to *how to*: all ways, the cheapest first, of equals the one with the fewest changes.

    `reading` tells which reading of the program looked for them, `choices` how many sets of changes there were to choose
    from, `exhausted` whether all ways are named. `most` is the greatest number of changes asked for; where there is no way
    with so few, `fewest` is how many it takes (None: no set of changes whatever does), and `barred` the rules in the way.
    `levers`, `held` and `loose` are what was asked; `free` the descriptors that might be changed.
    """

    question: Question
    trace: Trace
    evaluator: EvaluatorName
    instead: str
    goal: str
    state: str
    levers: tuple[str, ...]
    held: tuple[str, ...]
    loose: bool
    costs: Costs
    most: int | None
    free: tuple[str, ...]
    choices: int
    ways: tuple[Way, ...]
    exhausted: bool
    fewest: int | None
    barred: Barred | None
    reading: Literal["solver"] = "solver"

    @property
    def holds_already(self) -> bool:
        """Whether nothing need be changed."""
        return any(not way.steps for way in self.ways)


def find_ways(
    question: Question,
    said: str,
    levers: Iterable[str] = (),
    hold: Iterable[str] = (),
    most: int | None = None,
    costs: Costs | None = None,
    loose: bool = False,
    seconds: float = SECONDS,
) -> HowTo:
    """All ways to ``descriptor=state``: minimal changes of the observed descriptors that are levers of those actors and not held.

    `most` bounds the changes of one way, `loose` lets descriptors be made unknown as well, `seconds` are those of all searches,
    the running of what they find included.
    Raises `InvalidInput` where a word does not fit, `Disagreement` where a way does not come out when it is run.
    """
    base, until = question.base, monotonic() + seconds
    problems: list[Problem] = []
    goal = gathered(problems, _goal, base, said)
    actors = gathered(problems, actors_of, question.program, tuple(levers))
    held = gathered(problems, held_of, question.program, tuple(hold))
    if goal is None or actors is None or held is None:
        raise InvalidInput(problems)
    descriptor, state = goal
    evaluation = question.evaluate()
    trace = evaluation.trace
    moves = moves_of(question, trace, actors, (*held, descriptor), loose)
    wanted = Wanted(question.program, question.situation, descriptor, moves, state)
    priced = costs or Costs()
    ways: list[Way] = []
    found = minimal_changes(
        wanted, most, until - monotonic(), each=lambda changes: ways.append(_way(question, trace, wanted, changes, priced))
    )
    ways.sort(key=lambda way: (way.cost, len(way.steps), [_rank(moves, step) for step in way.steps]))
    exhausted, fewest, barred = found.exhausted, None, None
    if exhausted and not ways:
        if most is not None:
            least = fewest_changes(wanted, until - monotonic())
            exhausted, fewest = least.exhausted, least.number
        barred = barring_rules(wanted, MOST_BARS, until - monotonic()) if exhausted and fewest is None else None
    return HowTo(
        question=question,
        trace=trace,
        evaluator=evaluation.evaluator,
        instead=evaluation.instead,
        goal=descriptor,
        state=state,
        levers=actors,
        held=held,
        loose=loose,
        costs=priced,
        most=most,
        free=tuple(moves),
        choices=wanted.choices,
        ways=tuple(ways),
        exhausted=exhausted,
        fewest=fewest,
        barred=barred,
    )


def _goal(base: RuleBase, said: str) -> tuple[str, str]:
    place = Place("D=S")
    descriptor, state = base.assigned(said, place, base.first_verdict)
    if descriptor.is_context:
        message = f"{descriptor.id} is a number that no rule reads: it is kept as context, and nothing follows for it"
        raise invalid(place, "context-only", message, "Ask for something that rules conclude.")
    if "|" in state and all(part.strip() in descriptor.states for part in state.split("|")):
        message = f"`{state}` names several states, and a way leads to one"
        raise invalid(place, "several-states", message, "Ask for each of them on its own.")
    return descriptor.id, base.state(descriptor, state, place)


def _way(question: Question, before: Trace, wanted: Wanted, changes: Mapping[str, str | None], costs: Costs) -> Way:
    """The way with these changes, run with them."""
    base = question.base
    facts = [_fact(base.descriptors[name], state) for name, state in changes.items() if state is not None]
    case = question.case.replaced(facts, changes)
    day = question.situation.as_of
    evaluation = Question(question.program, case, situate(base, case, day)).evaluate()
    after = evaluation.trace
    if not reaches(question.program, after, wanted.descriptor, wanted.state):
        said = ", ".join(f"{name}={state or '?'}" for name, state in changes.items())
        raise Disagreement(f"clingo says that {said} makes {wanted.descriptor} {wanted.state}, and run it does not")
    steps = tuple(Step(name, before.knowledge[name], state, costs.of(name, state)) for name, state in changes.items())
    cost = sum((step.cost for step in steps), Decimal())
    return Way(steps, cost, after, evaluation.evaluator, _turns(question, before, after, wanted.descriptor))


def _rank(moves: Moves, step: Step) -> tuple[int, int]:
    """Where a step stands among all that may be changed: of equal ways, the order of the vocabulary decides."""
    return list(moves).index(step.descriptor), moves[step.descriptor].index(step.state)


def _fact(descriptor: Descriptor, state: str) -> Fact:
    value = (state,) if descriptor.number is None else descriptor.interval(state)
    return Fact(descriptor.id, value, kind="assumption", origin="howto")


def _turns(question: Question, before: Trace, after: Trace, goal: str) -> tuple[Turn, ...]:
    """The turns that decide the goal: its own, those of what the rules that turned it read, and so on down."""
    found: dict[str, Turn] = {}
    queue = [goal]
    for name in queue:
        old, new = before.settled[name], after.settled[name]
        rules = question.program.rules_on.get(name, ())
        if name not in found and rules and (old.known, old.status) != (new.known, new.status):
            weighed = new.ground == "weighed" and len(new.known) == 1 < len(new.allowed) and new.asserted is None
            ahead = lead(new, new.known[0]) if weighed else None
            parts = tuple(part for rule in rules for part in _part(rule, old, new, ahead))
            found[name] = Turn(name, old, new, parts, ahead)
            queue += [read for part in parts for read in question.program.rules[part.rule].reads]
    return tuple(found[name] for name in question.program.order if name in found)


def _part(rule: Rule, old: Settling, new: Settling, ahead: tuple[int, tuple[str, ...]] | None) -> Iterator[Part]:
    """The part of a rule in a turn, where it has any."""
    speaks = rule.id in new.fired
    if speaks == (rule.id in old.fired):
        return
    if ahead is None:
        narrows = rule.narrows(new.descriptor)
        if narrows is not None or new.allowed != new.known:
            yield Part(rule.id, speaks, None)
        return
    rivals = [state for state in old.known if state not in new.known] or ahead[1]
    weights = rule.weights(new.descriptor)
    shift = weights.get(new.known[0], 0) - max(weights.get(state, 0) for state in rivals)
    if shift or rule.narrows(new.descriptor) is not None:
        yield Part(rule.id, speaks, (shift if speaks else -shift) or None)
