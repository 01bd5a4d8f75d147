"""A rule base as a map: its descriptors, and which bears on which through how many rules and with what weights."""

from __future__ import annotations

from msgspec import Struct

from engine.infer.program import Program
from engine.language.base import RuleBase
from engine.language.descriptors import Descriptor
from engine.language.problems import Place
from engine.language.showing import Shown


class Bearing(Struct, frozen=True):
    """One descriptor bears on another: rules read the `source` and have an effect on the `target`.

    `widest` is the largest size of a weight in these rules (0: none weighs), `narrowing` counts those that narrow,
    `excepting` those that read the source in an `unless` alone.
    """

    source: str
    target: str
    rules: tuple[str, ...]
    widest: int
    narrowing: int
    excepting: int


class BaseMap(Shown, Struct, frozen=True):
    """The descriptors of a base (or those that `goal` rests on) and their bearings, in the order of the vocabulary."""

    base: RuleBase
    goal: str
    descriptors: tuple[Descriptor, ...]
    bearings: tuple[Bearing, ...]


def map_of(program: Program, goal: str = "") -> BaseMap:
    """The map of a program, or of what one descriptor rests on. Raises `InvalidInput` where there is no such descriptor.

    A number that no rule reads is no part of it, unless it is the goal.
    """
    base = program.base
    if goal:
        goal = base.descriptor(goal, Place("D")).id
    within = set(program.depends_on(goal) if goal else program.order)
    found: dict[tuple[str, str], list[str]] = {}
    for rule in program.rules.values():
        for target in rule.effects:
            for source in rule.reads if target in within else ():
                found.setdefault((source, target), []).append(rule.id)
    rank = {name: at for at, name in enumerate(base.descriptors)}
    pairs = sorted(found, key=lambda pair: (rank[pair[1]], rank[pair[0]]))
    bearings = tuple(_bearing(program, source, target, found[source, target]) for source, target in pairs)
    return BaseMap(base, goal, tuple(d for name, d in base.descriptors.items() if name in within), bearings)


def _bearing(program: Program, source: str, target: str, names: list[str]) -> Bearing:
    rules = [program.rules[name] for name in names]
    widest = max((abs(weight) for rule in rules for weight in rule.weights(target).values()), default=0)
    narrowing = sum(rule.narrows(target) is not None for rule in rules)
    excepting = sum(all(test.descriptor != source for test in rule.when.tests()) for rule in rules)
    return Bearing(source, target, tuple(names), widest, narrowing, excepting)
