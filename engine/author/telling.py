"""The complete cases that tell mutants from their base, searched by the solver.

What a mutant may conclude otherwise stands in one program twice, with all that depends on it: as in the base, and as in the
mutant. Mutants that are otherwise about the same descriptors share a program; a number says which of them it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Literal

from msgspec.structs import replace

from engine.author.mutants import Mutant
from engine.author.twins import TWIN, twin_of, twin_program
from engine.infer.program import Program, compile_program
from engine.infer.solver import Solver, Terms

Choice = dict[str, str]  # observed descriptor → its state, in a complete case: of those that bear on what was searched
Nothing = Literal["none", "not_searched"]  # there is no such case; time ran out

_OPTIONS = ["--configuration=crafty"]  # proves most of what holds in no case in half the time of the default


def in_groups(program: Program, mutants: Sequence[Mutant]) -> list[list[Mutant]]:
    """The mutants, those that are otherwise about the same descriptors together."""
    groups: dict[tuple[str, ...], list[Mutant]] = {}
    for mutant in mutants:
        groups.setdefault(mutant.moves(program.base), []).append(mutant)
    return list(groups.values())


class Teller:
    """Looks for complete cases that tell the mutants of one group from their base."""

    def __init__(self, program: Program, mutants: Sequence[Mutant], baseline: Mapping[str, tuple[str, ...]]) -> None:
        """Of a program, mutants that are otherwise about the same descriptors, and what the baseline knows."""
        self.program, self.mutants = program, list(mutants)
        self.effects = mutants[0].moves(program.base)
        self.verdict = program.base.verdict
        twins = twin_program(program, self.effects)
        doubled = {name for name in program.order if name + TWIN in twins.base.descriptors}
        self.turns = self.verdict in doubled
        rules = dict(twins.rules)
        self.variants: dict[int, str] = {}
        for at, mutant in enumerate(mutants):
            if mutant.now is not None:
                self.variants[at] = f"{mutant.rule}{TWIN}{at}"
                rules[self.variants[at]] = replace(twin_of(mutant.now, doubled), id=self.variants[at])
        self.twins = compile_program(replace(twins.base, rules=rules))
        self.near = [(name, state) for name, states in baseline.items() for state in states if program.base.is_observed(name)]
        self.solvers: dict[tuple[str, ...], Solver] = {}

    def turned(self, mutant: Mutant, until: float) -> Choice | Nothing:
        """The case nearest to the baseline in which the verdict is another."""
        return self.search((self.verdict,), mutant, until) if self.turns else "none"

    def moved(self, mutant: Mutant, until: float) -> Choice | Nothing:
        """The same of anything at all: where nothing is otherwise that the rule has effects on, nothing else is."""
        return self.search(self.effects, mutant, until)

    def search(self, about: tuple[str, ...], mutant: Mutant, until: float) -> Choice | Nothing:
        """The same of some descriptors."""
        seconds = until - monotonic()
        if seconds <= 0:
            return "not_searched"
        if about not in self.solvers:
            self.solvers[about] = self.solver(about)
        solver = self.solvers[about]
        names = list(solver.terms.descriptors)
        found: Choice | None = None
        for model in solver.models({f"mutant({self.mutants.index(mutant)})": True}, seconds=seconds):  # each is nearer
            given = [numbers for _, numbers in solver.shown(model)]
            found = {names[name]: solver.terms.states[names[name]][state] for name, state in given}
        if found is None:
            return "none" if solver.exhausted else "not_searched"
        return found

    def solver(self, about: tuple[str, ...]) -> Solver:
        """Complete cases in which one of these is not in the mutant as in the base: in what is known of it, or in its status."""
        terms = Terms(self.twins, tuple(name + end for name in about for end in ("", TWIN)))
        observed = [name for name in terms.descriptors if not self.twins.rules_on.get(name)]
        told = [terms.free(dict.fromkeys(observed, "one")), f"{{ mutant(0..{len(self.mutants) - 1}) }} = 1."]
        for at, mutant in enumerate(self.mutants):
            for name, when in ((mutant.rule + TWIN, ""), (self.variants.get(at, ""), "not ")):
                told += [f"off{terms.rule(name)} :- {when}mutant({at})."] if name in terms.rules else []
        for name in about:
            pair = terms.descriptors[name], terms.descriptors[name + TWIN]
            for first, second in (pair, pair[::-1]):
                told.append(f"differs :- known({first},S), not known({second},S).")
                told.append(f"differs :- status({first},X), not status({second},X).")
        told += [f"base{terms.state(name, state)}." for name, state in self.near if name in terms.descriptors]
        told += [
            ":- not differs.",
            "far(D) :- given(D,S), base(D,_), not base(D,S).",
            "#minimize { 1,D : far(D) }. #show given/2.",
        ]
        return Solver(terms, told, _OPTIONS)
