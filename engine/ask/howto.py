"""How to reach a state: all the smallest sets of facts that would have to be otherwise, each proved by running it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from engine.ask.accounts import lead
from engine.ask.question import Question
from engine.infer.evaluators import EvaluatorName
from engine.infer.minimal_changes import Barred, Wanted, barring_rules, fewest_changes, minimal_changes, reaches
from engine.infer.program import Program
from engine.infer.situation import situate
from engine.infer.trace import Settling, Trace
from engine.language.base import RuleBase
from engine.language.costs import Costs
from engine.language.descriptors import EXTERNAL, Descriptor
from engine.language.facts import Fact
from engine.language.problems import Disagreement, InvalidInput, Place, Problem, did_you_mean, gathered, invalid
from engine.language.rules import Rule
from engine.language.showing import Shown

SECONDS = 60.0  # for one search; on the article's base all ways to a scenario take less than one
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

    `most` bounds the changes of one way, `loose` lets descriptors be made unknown as well. Raises `InvalidInput` where a
    word does not fit, `Disagreement` where a way does not come out when it is run.
    """
    base = question.base
    problems: list[Problem] = []
    goal = gathered(problems, _goal, base, said)
    actors = gathered(problems, _actors, question.program, tuple(levers))
    held = gathered(problems, _held, question.program, tuple(hold))
    if goal is None or actors is None or held is None:
        raise InvalidInput(problems)
    descriptor, state = goal
    evaluation = question.evaluate()
    trace = evaluation.trace
    moves = moves_of(question, trace, actors, (*held, descriptor), loose)
    wanted = Wanted(question.program, question.situation, descriptor, state, moves)
    priced = costs or Costs()
    found = minimal_changes(wanted, most, seconds)
    ways = [_way(question, trace, wanted, changes, priced) for changes in found.sets]
    ways.sort(key=lambda way: (way.cost, len(way.steps), [_rank(moves, step) for step in way.steps]))
    fewest = barred = None
    if found.exhausted and not ways:
        fewest = fewest_changes(wanted) if most is not None else None
        barred = barring_rules(wanted, MOST_BARS, seconds) if fewest is None else None
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
        exhausted=found.exhausted,
        fewest=fewest,
        barred=barred,
    )


def _goal(base: RuleBase, said: str) -> tuple[str, str]:
    place = Place("D=S")
    name, equals, state = (part.strip() for part in said.partition("="))
    if not (name and equals and state):
        hint = f"For example: {base.verdict}={base.descriptors[base.verdict].states[0]}"
        raise invalid(place, "wrong-shape", f"`{said}` is not of the form descriptor=state", hint)
    descriptor = base.descriptor(name, place)
    if descriptor.is_context:
        message = f"{name} is a number that no rule reads: it is kept as context, and nothing follows for it"
        raise invalid(place, "context-only", message, "Ask for something that rules conclude.")
    if "|" in state and all(part.strip() in descriptor.states for part in state.split("|")):
        message = f"`{state}` names several states, and a way leads to one"
        raise invalid(place, "several-states", message, "Ask for each of them on its own.")
    return descriptor.id, base.state(descriptor, state, place)


def _actors(program: Program, said: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of actors named by id or title; ``external`` stands for what nobody in the case moves."""
    base = program.base
    titles = {actor.title.casefold(): actor.id for actor in base.actors.values()}
    problems, found = [], []
    for word in said:
        actor = word if word in base.actors or word == EXTERNAL else titles.get(word.casefold())
        known = [*base.actors, *(actor.title for actor in base.actors.values()), EXTERNAL]
        if actor is None:
            message = f"`{word}` is no actor of {base.name}"
            problems.append(Problem(Place("--levers"), "unknown-actor", message, did_you_mean(word, known)))
        elif not _levers(program, (actor,)):
            movers = list(dict.fromkeys(name for d in _observed(program) for name in d.lever))
            hint = f"Levers are held by: {', '.join(movers)}." if movers else "Name actors under `lever:` in the vocabulary."
            problems.append(Problem(Place("--levers"), "no-lever", f"nothing in {base.name} is a lever of {actor}", hint))
        else:
            found.append(actor)
    if problems:
        raise InvalidInput(problems)
    return tuple(dict.fromkeys(found))


def _held(program: Program, said: tuple[str, ...]) -> tuple[str, ...]:
    problems: list[Problem] = []
    held: list[str] = []
    place = Place("--hold")
    for word in said:
        descriptor = gathered(problems, program.base.descriptor, word, place)
        held += [descriptor.id] if descriptor is not None else []
        if descriptor is not None and program.rules_on.get(descriptor.id):
            hint = "Hold what its rules read, or state it with --set."
            problems.append(Problem(place, "not-observed", f"{word} follows from rules, so it cannot be held", hint))
    if problems:
        raise InvalidInput(problems)
    return tuple(dict.fromkeys(held))


def _observed(program: Program) -> list[Descriptor]:
    """The descriptors that no rule of the program has an effect on, as far as they take part in inference."""
    named = program.base.descriptors.values()
    return [descriptor for descriptor in named if not (descriptor.is_context or program.rules_on.get(descriptor.id))]


def _levers(program: Program, actors: tuple[str, ...]) -> list[str]:
    """The observed descriptors that one of the actors can move (none named: all)."""
    return [descriptor.id for descriptor in _observed(program) if not actors or set(actors) & set(descriptor.lever)]


def moves_of(
    question: Question, trace: Trace, actors: tuple[str, ...] = (), held: tuple[str, ...] = (), loose: bool = False
) -> dict[str, tuple[str | None, ...]]:
    """What each lever of the actors (none named: all that is observed) may be changed to: what differs from what is known.

    With `loose`, to nothing known (None) as well.
    """
    found = {}
    for name in _levers(question.program, actors):
        descriptor = question.base.descriptors[name]
        if name in held:
            continue
        states: list[str | None] = [state for state in descriptor.states if trace.knowledge[name] != (state,)]
        silent = (descriptor.default,) if descriptor.default is not None else descriptor.states
        if loose and trace.knowledge[name] != silent:
            states.append(None)
        found[name] = tuple(states)
    return found


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


def _rank(moves: Mapping[str, tuple[str | None, ...]], step: Step) -> tuple[int, int]:
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
