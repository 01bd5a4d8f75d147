"""The whole meaning of a loop-free program in other engines, for what-ifs in which everything observed is known.

What is known of a descriptor is a mask of states. A rule *fired* where each of its tests holds, and is *possible* where each
can; the margin by which a state leads another is the sum, over fired rules, of what they give it and, over possible ones, of
what they may take: so every engine adds up weights as its rules fire, and settles a descriptor once they have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations, product
from typing import Protocol

from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.space import Outcome, Space
from engine.language.conditions import AnyOf, Condition
from engine.language.facts import Case, Fact
from engine.language.rules import Rule

Choice = tuple[str, ...]
Tests = list[tuple[str, int]]  # a descriptor and the mask of states asked for


class Asked:
    """The part of a program that a goal rests on, and the masks of everything in it."""

    def __init__(self, space: Space, goal: str) -> None:
        self.space, self.goal, self.program = space, goal, space.program
        cone = self.program.depends_on(goal)
        self.order = [name for name in self.program.order if name in cone]
        self.states = {name: self.program.base.descriptors[name].states for name in self.order}
        self.derived = [name for name in self.order if self.program.rules_on.get(name)]
        self.level: dict[str, int] = {}
        for name in self.order:
            reads = [read for rule in self.program.rules_on.get(name, ()) for read in rule.reads]
            self.level[name] = 1 + max((self.level[read] for read in reads), default=-1)
        used = {rule.id: rule for name in self.order for rule in self.program.rules_on.get(name, ())}
        assert not any(rule.unless for rule in used.values()), "the article's base has no `unless`"
        assert not any(self.program.base.descriptors[name].default for name in self.order), "nor a default"
        self.rules = [used[name] for name in self.program.rules if name in used]

    def mask(self, name: str, states: Sequence[str]) -> int:
        return sum(1 << at for at, state in enumerate(self.states[name]) if state in states)

    def ways(self, rule: Rule) -> list[Tests]:
        """The ways in which the condition of a rule holds, each a conjunction of tests."""
        return self._ways(rule.when)

    def _ways(self, condition: Condition) -> list[Tests]:
        parts: list[list[Tests]] = []
        for entry in condition.entries:
            if isinstance(entry, AnyOf):
                parts.append([way for option in entry.options for way in self._ways(option)])
            else:
                parts.append([[(entry.descriptor, self.mask(entry.descriptor, entry.states))]])
        return [[test for way in choice for test in way] for choice in product(*parts)]

    def effects(self, rule: Rule) -> Iterator[tuple[str, int, list[tuple[int, int, int]]]]:
        """Each descriptor that a rule has an effect on, the mask it narrows it to, and the leads it gives, by pairs of states."""
        for name in rule.effects:
            if name in self.level:
                weights = rule.weights(name)
                narrowed = rule.narrows(name)
                full = (1 << len(self.states[name])) - 1
                leads = [
                    (a, b, weights.get(s, 0) - weights.get(t, 0))
                    for (a, s), (b, t) in permutations(enumerate(self.states[name]), 2)
                ]
                yield name, full if narrowed is None else self.mask(name, narrowed), [lead for lead in leads if lead[2]]

    def outcome(self, mask: int, contradiction: bool, pending: bool, weighed: bool) -> Outcome:
        states = tuple(state for at, state in enumerate(self.states[self.goal]) if mask >> at & 1)
        if contradiction:
            return Outcome("contradiction", states)
        if len(states) == 1:
            return Outcome("settled", states)
        return Outcome("not_separated" if weighed and not pending else "open", states)


def settled(count: int, allowed: int, secure: int, leads: dict[tuple[int, int], int]) -> tuple[int, bool]:
    """The states that are left, as a mask, and whether that is a contradiction."""
    if not allowed:
        return (1 << count) - 1, True
    lost = sum(1 << b for b in range(count) if any(a != b and secure >> a & 1 and leads.get((a, b), 0) > 0 for a in range(count)))
    return allowed & ~lost, False


class Loop(Protocol):
    """An engine that answers what-ifs of a space one by one."""

    def __init__(self, space: Space, goal: str) -> None: ...

    def answer(self, choice: Choice) -> Outcome:
        """How the goal comes out."""


class Reference:
    """Our own reference evaluator, which keeps a whole trace."""

    def __init__(self, space: Space, goal: str) -> None:
        self.space, self.goal = space, goal

    def answer(self, choice: Choice) -> Outcome:
        program = self.space.program
        facts = []
        for digit, state in zip(self.space.digits, choice, strict=True):
            descriptor = program.base.descriptors[digit.descriptor]
            facts.append(Fact(descriptor.id, (state,) if descriptor.number is None else descriptor.interval(state)))
        held = [part for part in self.space.situation.facts if part.descriptor not in {fact.descriptor for fact in facts}]
        settling = infer(program, situate(program.base, Case("one", "", (*held, *facts)))).settled[self.goal]
        return Outcome(settling.status, settling.known)
