"""The inference graph as a value: facts, rules and conclusions behind one descriptor, and what bears on what.

By default it holds what mattered, from the goal back, and no more than stays readable on a page; what is left out
is counted. It can be drawn in layers: a rule always stands between what it reads and what it settles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.accounts import lead
from engine.ask.extent import Extent, everything, levels, mattered, page
from engine.ask.mattering import Used, everything_of, used_of
from engine.ask.question import Question
from engine.infer.evaluators import Evaluation, EvaluatorName
from engine.infer.trace import Outcome, RuleStatus, Settling, TestReading, Trace
from engine.language.descriptors import Descriptor
from engine.language.facts import Fact
from engine.language.problems import Place
from engine.language.rules import Rule
from engine.language.showing import Shown

Role = Literal["verdict", "derived", "observed"]
Side = Literal["for", "against", "level"]


class DescriptorNode(Struct, frozen=True):
    """A descriptor with what is known of it; `settling` is None where it is kept as context.

    `folded` counts the rules on it that mattered and are not drawn.
    """

    descriptor: Descriptor
    role: Role
    settling: Settling | None
    facts: tuple[Fact, ...]
    folded: int = 0


class RuleNode(Struct, frozen=True):
    """A rule and how it read."""

    rule: Rule
    status: RuleStatus


class Premise(Struct, frozen=True):
    """A rule reads a descriptor: in its `when`, or as an exception in an `unless`.

    `outcome` is that of the first of its tests on it that made the rule read as it does, or of the first where none
    did, which `decides` tells.
    """

    descriptor: str
    rule: str
    exception: bool
    tests: tuple[TestReading, ...]
    outcome: Outcome
    decides: bool


class Effect(Struct, frozen=True):
    """A rule narrows or weighs a descriptor.

    `side` tells whether it carries the settled state ahead of the runners-up, or them ahead of it; *level* where
    nothing was settled by weighing, or it does neither.
    """

    rule: str
    descriptor: str
    narrows: tuple[str, ...] | None
    weights: tuple[tuple[str, int], ...]
    side: Side


class Graph(Shown, Struct, frozen=True):
    """What stands behind `goal` (empty: everything in the case), from the goal outwards.

    `rules_left_out` and `descriptors_left_out` count what mattered and is not drawn, `idle` the rules that fired on
    what is drawn and changed nothing there. `whole` says that all was asked for.
    """

    question: Question
    trace: Trace
    evaluator: EvaluatorName
    instead: str
    goal: str
    whole: bool
    descriptors: tuple[DescriptorNode, ...]
    rules: tuple[RuleNode, ...]
    premises: tuple[Premise, ...]
    effects: tuple[Effect, ...]
    rules_left_out: int = 0
    descriptors_left_out: int = 0
    idle: int = 0


def graph_of(
    question: Question, goal: str = "", depth: int | None = None, whole: bool = False, evaluation: Evaluation | None = None
) -> Graph:
    """The graph behind a descriptor (empty: the verdict), in an evaluation where there is one already.

    `depth` draws that many levels of conclusions, 0 all of them, whatever the room; without it there are two, as far
    as they stay readable. `whole` draws every rule and descriptor behind the goal, those that did not fire too;
    without a goal, all of the case. Raises `InvalidInput` where there is no such descriptor.
    """
    base = question.base
    named = base.descriptor(goal or base.verdict, Place("D")).id
    evaluation = evaluation or question.evaluate()
    trace = evaluation.trace
    if named not in trace.settled:
        alone = DescriptorNode(base.descriptors[named], "observed", None, _facts_on(trace, named))
        return Graph(question, trace, evaluation.evaluator, evaluation.instead, named, whole, (alone,), (), (), ())
    program = question.program
    every = everything(program, named if goal else "") if whole else mattered(program, trace, named)
    drawn = every if whole else _drawn(trace, every, named, depth)
    nodes = tuple(_node(question, trace, name, len(every.rules_on[name]) - len(rules)) for name, rules in drawn.rules_on.items())
    wanted = drawn.rules()
    used = everything_of if whole else used_of
    return Graph(
        question,
        trace,
        evaluation.evaluator,
        evaluation.instead,
        named if goal or not whole else "",
        whole,
        nodes,
        tuple(RuleNode(question.program.rules[rule], trace.read[rule].status) for rule in wanted),
        tuple(premise for rule in wanted for premise in _premises(rule, used(trace.read[rule]))),
        tuple(effect for name, rules in drawn.rules_on.items() for effect in _effects(question, trace, name, rules)),
        len(every.rules()) - len(wanted),
        len(every.rules_on) - len(drawn.rules_on),
        _idle(trace, every, drawn),
    )


def _drawn(trace: Trace, every: Extent, goal: str, depth: int | None) -> Extent:
    if depth is None:
        return page(trace, every, goal)
    return levels(trace, every, goal, depth) if depth else every


def _idle(trace: Trace, every: Extent, drawn: Extent) -> int:
    """How many rules fired on what is drawn with rules, and mattered nowhere in the graph."""
    fired = {rule for name, rules in drawn.rules_on.items() if rules for rule in trace.settled[name].fired}
    return len(fired - set(every.rules()))


def _node(question: Question, trace: Trace, name: str, folded: int) -> DescriptorNode:
    base = question.base
    role: Role = "verdict" if name == base.verdict else "observed" if base.is_observed(name) else "derived"
    return DescriptorNode(base.descriptors[name], role, trace.settled[name], _facts_on(trace, name), folded)


def _facts_on(trace: Trace, name: str) -> tuple[Fact, ...]:
    return next((given.facts for given in (*trace.given, *trace.context) if given.descriptor == name), ())


def _premises(rule: str, used: Iterable[Used]) -> Iterator[Premise]:
    """One premise for each descriptor that a rule reads in its `when`, and one for each in its `unless`."""
    found: dict[tuple[str, bool], Premise] = {}
    for use in used:
        name = use.test.test.descriptor
        before = found.get((name, use.exception))
        if before is None:
            found[name, use.exception] = Premise(name, rule, use.exception, (use.test,), use.test.outcome, use.decides)
        elif use.test not in before.tests:
            found[name, use.exception] = replace(before, tests=(*before.tests, use.test))
    yield from found.values()


def _effects(question: Question, trace: Trace, name: str, rules: Iterable[str]) -> list[Effect]:
    """The effects on a descriptor: what narrows it, what carries its state ahead, then what stands against it."""
    found = [_effect(question, trace, rule, name) for rule in rules]
    return sorted(found, key=lambda effect: (effect.narrows is None, ("for", "level", "against").index(effect.side)))


def _effect(question: Question, trace: Trace, rule: str, name: str) -> Effect:
    found, settling = question.program.rules[rule], trace.settled[name]
    weights = found.weights(name)
    side: Side = "level"
    if weights and settling.status == "settled" and settling.ground == "weighed" and settling.asserted is None:
        _, over = lead(settling, settling.known[0]) or (0, settling.known)
        pull = weights.get(settling.known[0], 0) - max(weights.get(state, 0) for state in over)
        side = "for" if pull > 0 else "against" if pull < 0 else "level"
    return Effect(rule, name, found.narrows(name), tuple(weights.items()), side)
