"""What can and cannot happen in a base, proved over all of its cases by the solver.

A *case* here gives facts on observed descriptors only. It is *complete* where each of them is in one state, *partial* where
they leave any set of states. Each question is an atom that holds in a case or does not; clingo tells of all of them
at once which hold in some case (*brave* consequences). One that does not hold in any is a finding, proved; one
that should not hold and does comes with a case in which it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from math import prod
from random import Random

from engine.author.findings import Finding, in_figures
from engine.author.questions import Asked, questions_of
from engine.author.twins import TWIN, twin_program
from engine.infer.program import Program, compile_program
from engine.infer.reference import infer
from engine.infer.revising import revise
from engine.infer.situation import Situation, situate
from engine.infer.solver import Freedom, Solver, terms_of
from engine.infer.trace import Given
from engine.language.base import RuleBase
from engine.language.facts import Case

STAGES = ("what rules and conditions can do", "what the verdict can be", "contradictions", "facts that never matter")
TRIED = 64  # cases tried at random before it is proved that a fact never matters: most matter in one of them


def prove(base: RuleBase, cases: Iterable[Case], progress: Callable[[str], None] = lambda _: None) -> Iterator[Finding]:
    """The findings on a base without feedback, each proved, or with a case that shows it.

    `progress` is told what is proved next: each of `STAGES`, in their order.
    """
    program = compile_program(base)
    baseline = next((case for case in cases if case.name == base.baseline), None)
    proof = _Proof(program, baseline)
    for stage, find in zip(STAGES, (proof.rules, proof.verdict, proof.contradictions, proof.facts), strict=True):
        progress(stage)
        yield from find()


class _Proof:
    """Findings on one program."""

    def __init__(self, program: Program, baseline: Case | None) -> None:
        self.program, self.base = program, program.base
        self.terms = terms_of(program)
        self.observed = [name for name in program.order if not program.rules_on.get(name)]
        self.cases = prod(len(self.terms.states[name]) for name in self.observed)
        partial = prod(2 ** len(self.terms.states[name]) - 1 for name in self.observed)
        self.complete = f"proved over all {in_figures(self.cases)} complete cases"
        self.all = f"{self.complete} and all {in_figures(partial)} partial ones"
        self.known = infer(program, situate(self.base, baseline)).knowledge if baseline is not None else {}

    @cached_property
    def asked(self) -> list[Asked]:
        """All questions."""
        return list(questions_of(self.program))

    @cached_property
    def found(self) -> frozenset[int]:
        """Those that some complete case answers with yes."""
        return self.held(self.asked, "one")

    def space(self, freedom: Freedom, *more: str) -> Solver:
        """All cases in which the observed descriptors are so free."""
        return Solver(self.terms, [self.terms.free(dict.fromkeys(self.observed, freedom)), *more])

    def held(self, asked: list[Asked], freedom: Freedom) -> frozenset[int]:
        """The questions, by number, that some case answers with yes."""
        told = [f"q({at}) :- {body}." for at, one in enumerate(asked) for body in one.bodies]
        told += [_signs(), *(one.told for one in asked)] if any(one.told for one in asked) else []
        atoms = self.space(freedom, *told, "#show q/1.").consequences("brave")
        return frozenset(int(atom[2:-1]) for atom in atoms or ())

    def rules(self) -> Iterator[Finding]:
        """Rules that never fire, that others imply, and what in them never matters."""
        idle = [one for at, one in enumerate(self.asked) if one.kind == "fires" and at not in self.found]
        sometimes = self.held(idle, "some") if idle else frozenset()
        never = {one.rule for one in idle}
        for at, one in enumerate(idle):
            place, named = self.base.rules[one.rule].place, self.base.rules[one.rule].name
            if at in sometimes:
                message = f"{named} fires only while something is not known, and never in a complete case"
                hint = "Say with a test what it waits for, or leave it out."
                yield Finding("fires-only-unknown", "warning", place, message, hint, one.rule, proof=self.complete)
            else:
                hint = "Mend its conditions, or leave it out."
                yield Finding("never-fires", "warning", place, f"{named} can never fire", hint, one.rule, proof=self.all)
        implied: set[str] = set()
        for at, one in enumerate(self.asked):
            if at in self.found or one.rule in never or one.kind in ("fires", "verdict"):
                continue
            if one.kind == "implied" and (one.rule in implied or one.other in implied):
                continue  # of rules that imply one another, one must stay
            implied |= {one.rule} if one.kind == "implied" else set()
            place = self.base.rules[one.rule].place
            yield Finding(one.code, one.severity, place, one.message, one.hint, one.subject, proof=self.complete)

    def verdict(self) -> Iterator[Finding]:
        """States of the verdict that no case indicates, and complete cases without an indicated state."""
        name, place = self.base.verdict, self.base.place
        missed = [one for at, one in enumerate(self.asked) if one.kind == "verdict" and at not in self.found]
        sometimes = self.held(missed, "some") if missed else frozenset()
        for at, one in enumerate(missed):
            never = at not in sometimes
            what = "no case indicates" if never else "no complete case indicates"
            hint = "Give it rules that can win, or leave the state out."
            message, proof = f"{what} {name}={one.subject}", self.all if never else self.complete
            yield Finding("verdict-unreachable", "warning", place, message, hint, one.subject, proof=proof)
        for status, code, what in (
            ("open", "verdict-open", "no scenario is indicated though everything is known"),
            ("not_separated", "verdict-not-separated", "several scenarios are level, and nothing can part them"),
        ):
            shown = self.nearest(f"status({self.terms.descriptors[name]},{status})")
            if shown is not None:
                yield Finding(code, "note", place, f"there are cases in which {what}", subject=status, witness=shown)

    def contradictions(self) -> Iterator[Finding]:
        """Descriptors on which rules can contradict one another, with the fewest facts that make them."""
        derived = [name for name in self.program.order if self.program.rules_on.get(name)]
        asked = [Asked("contradiction", name, (f"status({self.terms.descriptors[name]},contradiction)",)) for name in derived]
        found = self.held(asked, "loose")
        solver = self.space("loose", "#minimize { 1,D : given(D) }.") if found else None
        shown = []
        for at in sorted(found):
            best = solver.best({asked[at].bodies[0]: True}) if solver is not None else None
            assert best is not None
            shown.append((best[1], derived[at], _said(best[0].given)))
        for _, name, witness in sorted(shown):
            message = f"rules on {name} can contradict one another"
            hint = "Let one of them give way, or narrow its conditions."
            yield Finding(
                "contradiction-possible", "warning", self.base.descriptors[name].place, message, hint, name, witness=witness
            )

    def nearest(self, atom: str) -> tuple[str, ...] | None:
        """The complete case nearest to the baseline in which an atom holds: what is otherwise there; None where none is."""
        told = [f"base{self.terms.state(name, state)}." for name in self.observed for state in self.known.get(name, ())]
        solver = self.space("one", *told, "far(D) :- given(D,S), base(D,_), not base(D,S). #minimize { 1,D : far(D) }.")
        best = solver.best({atom: True})
        if best is None:
            return None
        return _said({name: states for name, states in best[0].given.items() if self.known.get(name) != states})

    def facts(self) -> Iterator[Finding]:
        """Observed descriptors that never change the verdict."""
        rests = self.program.depends_on(self.base.verdict)
        moving = set(self.tried())
        for name in self.observed:
            if name in moving or (name in rests and self.moves_verdict(name)):
                continue
            message = f"a fact on {name} can never change {self.base.verdict}"
            hint = "It may matter for other conclusions." if self.program.readers.get(name) else ""
            place = self.base.descriptors[name].place
            yield Finding("fact-never-matters", "note", place, message, hint, name, proof=self.complete)

    def tried(self) -> Iterator[str]:
        """Descriptors that change the verdict in one of some cases taken at random."""
        random = Random(0)
        left = [name for name in self.observed if name in self.program.depends_on(self.base.verdict)]
        for _ in range(TRIED):
            case = {name: (random.choice(self.terms.states[name]),) for name in self.observed}
            trace = infer(self.program, _situation(case))
            before = trace.settled[self.base.verdict]
            for name in list(left):
                other = random.choice([state for state in self.terms.states[name] if (state,) != case[name]])
                after = revise(self.program, trace, name, (other,)).settled(self.base.verdict)
                if (before.known, before.status) != (after.known, after.status):
                    left.remove(name)
                    yield name

    def moves_verdict(self, name: str) -> bool:
        """Whether two complete cases that differ in one descriptor alone have another verdict."""
        twins = twin_program(self.program, [name])
        terms = terms_of(twins, self.base.verdict, self.base.verdict + TWIN)
        free = terms.free({other: "one" for other in terms.descriptors if not twins.rules_on.get(other)})
        first, second = (terms.descriptors[self.base.verdict + end] for end in ("", TWIN))
        differs = (
            f"differs :- known({one},S), not known({other},S). differs :- status({one},X), not status({other},X)."
            for one, other in ((first, second), (second, first))
        )
        return Solver(terms, [free, *differs, ":- not differs."]).first() is not None


@cache
def _signs() -> str:
    return files("engine.author").joinpath("signs.lp").read_text(encoding="utf-8")


def _situation(case: Mapping[str, tuple[str, ...]]) -> Situation:
    """The situation in which just that is given."""
    return Situation(None, tuple(Given(name, states, ()) for name, states in case.items()), (), "")


def _said(given: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(f"{name}={'|'.join(states)}" for name, states in given.items())
