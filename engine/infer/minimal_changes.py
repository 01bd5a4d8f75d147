"""Minimal changes: section *What-ifs* of `docs/semantics.md`, by clingo.

All of them are found without going through the sets of changes. clingo takes changes for undone as long as it can
(a heuristic that prefers *false*), so that each answer is minimal, and then excludes everything that contains it
(`domRec`); when nothing is left there are no others (Gebser et al., *Domain-specific heuristics in answer set
programming*, 2013).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf, prod

from msgspec import Struct

from engine.infer.program import Program
from engine.infer.situation import Situation
from engine.infer.solver import Solver, Terms, terms_of
from engine.infer.trace import Settling, Trace

SHOWN = "#show change/2. #show freed/1."
MOST_SETS = 1000  # sets of rules that are looked for, so that the first of them are the first whatever order clingo finds them in


class Sought(Struct, frozen=True):
    """What is to become of a descriptor, and what may be changed: descriptors with the states they may be changed to.

    None among these stands for nothing known.
    """

    program: Program
    situation: Situation
    descriptor: str
    moves: Mapping[str, tuple[str | None, ...]]

    @property
    def terms(self) -> Terms:
        """The terms of what the descriptor rests on; nothing else bears on it."""
        return terms_of(self.program, self.descriptor)

    @property
    def choices(self) -> int:
        """In how many ways all of that may be changed or not."""
        return prod(1 + len(states) for states in self.moves.values())

    @property
    def told(self) -> list[str]:
        """What is to become of it, in the words of `solver.lp`; told last."""
        raise NotImplementedError

    @property
    def asks_status(self) -> bool:
        """Whether that depends on its status."""
        return False


class Wanted(Sought, frozen=True):
    """A goal: the one state is to be known, with no contradiction in what the descriptor rests on."""

    state: str

    @property
    def told(self) -> list[str]:
        """The state is known and no other, and nothing contradicts."""
        number, at = self.terms.descriptors[self.descriptor], self.terms.states[self.descriptor].index(self.state)
        only = f"about({number}). :- not known({number},{at}). :- known({number},S), S != {at}."
        return [only, ":- rests(D), contradiction(D)."]


class Tipped(Sought, frozen=True):
    """The descriptor is to come out otherwise than it did: with another status, or other states."""

    before: Settling

    @property
    def told(self) -> list[str]:
        """Not the status and the states of before."""
        number = self.terms.descriptors[self.descriptor]
        states = [
            f"{'' if state in self.before.known else 'not '}known({number},{at})"
            for at, state in enumerate(self.terms.states[self.descriptor])
        ]
        return [f"#program status. :- status({number},{self.before.status}), {', '.join(states)}. #program base."]

    @property
    def asks_status(self) -> bool:
        """It does."""
        return True


class Minimal(Struct, frozen=True):
    """Sets of changes that reach a goal, each minimal, and whether there are no others."""

    sets: tuple[dict[str, str | None], ...]
    exhausted: bool


class Fewest(Struct, frozen=True):
    """How many changes it takes at least: None where no set of changes does it, or where it was not found out (`exhausted`)."""

    number: int | None
    exhausted: bool


class Barred(Struct, frozen=True):
    """The smallest sets of rules that bar a goal: without all of those in one, there is a way. None: there is none either.

    `exhausted` tells whether all of that size are named.
    """

    sets: tuple[tuple[str, ...], ...]
    exhausted: bool


def reaches(program: Program, trace: Trace, descriptor: str, state: str) -> bool:
    """Whether a goal is reached: the one state is known, with no contradiction in what the descriptor rests on."""
    rests = program.depends_on(descriptor)
    return trace.knowledge[descriptor] == (state,) and all(trace.settled[name].status != "contradiction" for name in rests)


def minimal_changes(
    sought: Sought,
    most: int | None = None,
    seconds: float = inf,
    each: Callable[[dict[str, str | None]], object] = lambda _: None,
) -> Minimal:
    """All minimal sets of (at most so many) changes, or those that were found within so many seconds.

    `each` is called with every set as soon as it is found; what it takes is within the time.
    """
    least = [f"#heuristic {atom}. [1,false]" for atom in ("change(D,S) : move(D,S)", "freed(D) : drop(D)")]
    movable = any(states for name, states in sought.moves.items() if name in sought.terms.descriptors)
    options = ["--heuristic=Domain", "--enum-mode=domRec"] if movable else []  # clingo complains where they have no use
    solver = Solver(sought.terms, [*told_of(sought, most), *least, SHOWN], options, status=sought.asks_status)
    found = []
    for model in solver.models(seconds=seconds):
        found.append(changes_in(sought, solver.shown(model)))
        each(found[-1])
    return Minimal(tuple(found), solver.exhausted)


def fewest_changes(sought: Sought, seconds: float = inf) -> Fewest:
    """How many changes it takes at least."""
    solver = Solver(
        sought.terms, [*told_of(sought), "#minimize { 1,D : changed(D) }."], ["--opt-strategy=usc"], status=sought.asks_status
    )
    best = solver.best(seconds=seconds)
    return Fewest(best[1] if best is not None and solver.exhausted else None, solver.exhausted)


def barring_rules(wanted: Wanted, most: int, seconds: float = inf) -> Barred:
    """The smallest sets of rules without which there is a way: at most so many, the first by the order of the rules."""
    terms = wanted.terms
    told = [
        *told_of(wanted),
        *(f"switch{terms.rule(rule)}." for rule in terms.rules),
        "#minimize { 1,R : off(R) }.",
        "#show off/1.",
    ]
    solver = Solver(wanted.terms, told, ["--opt-mode=optN", "--project=show"], status=False)
    found = []
    for model in solver.models(seconds=seconds):
        if model.optimality_proven:
            found.append(tuple(numbers[0] for _, numbers in solver.shown(model)))
            if len(found) == MOST_SETS:
                break
    names = list(terms.rules)
    sets = [tuple(names[at] for at in sorted(numbers)) for numbers in sorted(map(sorted, found))]
    return Barred(tuple(sets[:most]), len(sets) <= most and solver.exhausted)


def told_of(sought: Sought, most: int | None = None) -> list[str]:
    """The facts, the changes that may be made, and what is to come of them."""
    terms = sought.terms
    told = [terms.facts(sought.situation)]
    for name, states in sought.moves.items():
        if name not in terms.descriptors:
            continue
        told += [f"drop{terms.descriptor(name)}." if state is None else f"move{terms.state(name, state)}." for state in states]
    told += sought.told
    return [*told, f":- {most + 1} {{ changed(D) }}."] if most is not None else told


def changes_in(sought: Sought, shown: list[tuple[str, tuple[int, ...]]]) -> dict[str, str | None]:
    """The changes in an answer, in the order of what may be changed."""
    terms = sought.terms
    names = list(terms.descriptors)
    made = {names[n[0]]: terms.states[names[n[0]]][n[1]] if what == "change" else None for what, n in shown}
    return {name: made[name] for name in sought.moves if name in made}
