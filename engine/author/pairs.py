"""Two versions of a base as one program for the solver, and as one circuit for exact counts.

What is the same in both, and rests on nothing that is not, stands in the program once; the rest twice, the second version's
under names with `TWIN`. Each case is told to both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from engine.author.twins import TWIN, twin_of
from engine.author.versions import Told, Versions
from engine.infer.circuit import FALSE, Circuit
from engine.infer.kernel import build
from engine.infer.program import Program, compile_program
from engine.infer.situation import Situation
from engine.infer.solver import Terms
from engine.infer.space import Digit, Outcome, Space, SpaceCircuit, by_kinship, by_reach, outcome_planes
from engine.infer.tally import Counting


class Kind(NamedTuple):
    """How two versions come out differently: the outcome of the first, and of the second."""

    before: Outcome
    after: Outcome

    @property
    def differs(self) -> bool:
        """Whether the two outcomes are not the same."""
        return (self.before.status, set(self.before.states)) != (self.after.status, set(self.after.states))


def plain_outcome(outcome: Outcome) -> Outcome:
    """An outcome as it is compared: a contradiction leaves whatever states there are, which says nothing."""
    return Outcome("contradiction", ()) if outcome.status == "contradiction" else outcome


class Pair:
    """Two versions in one program, and the descriptors in it that are compared."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        first, second = versions.programs
        self.doubled = _doubled(first, second)
        descriptors = dict(first.base.descriptors)
        descriptors |= {name + TWIN: replace(second.base.descriptors[name], id=name + TWIN) for name in self.doubled}
        rules = dict(first.rules)
        for rule in second.rules.values():
            if not self.doubled.keys().isdisjoint(rule.effects):
                rules[rule.id + TWIN] = twin_of(rule, set(self.doubled))
        self.program = compile_program(replace(first.base, descriptors=descriptors, rules=rules))
        one, other = versions.goals
        self.goals = one, other + TWIN if other in self.doubled else other

    @property
    def is_one(self) -> bool:
        """Whether what is compared is the same descriptor, by the same rules on the same, down to the facts."""
        return self.goals[0] == self.goals[1]

    @property
    def rests(self) -> frozenset[str]:
        """What either of the two compared rests on, by the names of the versions."""
        return frozenset(name.removesuffix(TWIN) for goal in self.goals for name in self.program.depends_on(goal))

    @property
    def told(self) -> list[Told]:
        """What a case may be told that can bear on what is compared."""
        return [told for told in self.versions.told if told.descriptor in self.rests]

    def terms(self) -> Terms:
        """The terms of what the compared descriptors rest on."""
        return Terms(self.program, self.goals)

    def copies(self, name: str) -> list[str]:
        """The names under which something that is told stands in the program."""
        return [name, name + TWIN] if name in self.doubled else [name]

    def counting(self, going: Callable[[], None]) -> Counting[Kind]:
        """The complete cases, of what the compared descriptors rest on, to be counted by the kind of difference; `going` is
        called often meanwhile, and may raise what ends it.
        """
        empty = Situation(None, (), (), "")
        digits = tuple(Digit(told.descriptor, told.states) for told in self.told)
        space = Space(self.versions.programs[1], empty, digits)
        goal = self.versions.goals[1]
        return Counting(space.size, by_reach(space, goal), by_kinship(space, goal), self.circuit, going)

    def circuit(self, digits: Sequence[Digit]) -> SpaceCircuit[Kind]:
        """The circuit of all kinds of difference over the complete cases."""
        circuit = Circuit([len(digit.states) for digit in digits])
        sides = []
        for program, goal in zip(self.versions.programs, self.versions.goals, strict=True):
            given = {}
            for at, digit in enumerate(digits):
                states = program.base.descriptors[digit.descriptor].states
                masks = [1 << digit.states.index(state) if state in digit.states else 0 for state in states]
                given[digit.descriptor] = [circuit.digit(at, mask) for mask in masks]
            planes = build(circuit, program, given, (goal,))[goal]
            found: dict[Outcome, int] = {}
            for outcome, plane in outcome_planes(circuit, program.base.descriptors[goal].states, planes).items():
                same = plain_outcome(outcome)
                found[same] = circuit.or_(found.get(same, FALSE), plane)
            sides.append(found)
        kinds = {
            kind: plane
            for one, first in sides[0].items()
            for other, second in sides[1].items()
            if (kind := Kind(one, other)).differs and (plane := circuit.and_(first, second)) != FALSE
        }
        return SpaceCircuit(circuit, tuple(digits), tuple(kinds), tuple(kinds.values()))


def _doubled(first: Program, second: Program) -> dict[str, None]:
    """The descriptors that are not the same in both programs, or rest on such, in the order of the vocabulary."""
    queue = []
    for name, one in first.base.descriptors.items():
        other = second.base.descriptors[name]
        if one.states != other.states or one.default != other.default or _on(first, name) != _on(second, name):
            queue.append(name)
    doubled = set(queue)
    for name in queue:
        after = {effect for program in (first, second) for effect in program.targets.get(name, ())} - doubled
        queue += after
        doubled |= after
    return dict.fromkeys(name for name in first.base.descriptors if name in doubled)


def _on(program: Program, name: str) -> dict[str, object]:
    """What the rules on a descriptor say of it."""
    return {rule.id: (rule.when, rule.unless, rule.narrows(name), rule.weights(name)) for rule in program.rules_on.get(name, ())}


def told_lines(pair: Pair, terms: Terms) -> Iterator[str]:
    """The space of all cases in the words of `solver.lp`: anything may be told or left open; `partial` where something is.

    The least is asked for: the fewest facts, and of as many those that leave the fewest states.
    """
    for told in pair.told:
        copies = [name for name in pair.copies(told.descriptor) if name in terms.descriptors]
        first, *others = copies
        yield f"some{terms.descriptor(first)}. told({terms.descriptors[first]})."
        for state in terms.states[first]:
            if state not in told.states:
                yield f":- given{terms.state(first, state)}."
        for other in others:
            for state in told.states:
                yield f"given{terms.state(other, state)} :- given{terms.state(first, state)}."
        if not told.can_be_said(told.states):
            yield f":- {', '.join(f'given{terms.state(first, state)}' for state in told.states)}."
        if told.is_number:  # a fact is a range
            number = terms.descriptors[first]
            yield f":- given({number},S), given({number},U), state({number},T), S < T, T < U, not given({number},T)."
    yield "partial :- told(D), not given(D). partial :- told(D), given(D,S), given(D,T), S < T."
    yield "#minimize { 1@2,D : told(D), given(D) ; 1@1,D,S : told(D), given(D,S) }."
    yield "#show. #show given(D,S) : told(D), given(D,S)."
