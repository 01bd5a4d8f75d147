"""What can and cannot happen in a base, proved over all of its cases by the solver.

A *case* here gives facts on observed descriptors only. It is *complete* where each of them is in one state, *partial* where
they leave any set of states. Each question is an atom that holds in a case or does not; clingo tells of all of them
at once which hold in some case (*brave* consequences). One that does not hold in any is a finding, proved; one
that should not hold and does comes with a case in which it does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from math import inf, prod
from random import Random
from time import monotonic
from typing import NamedTuple

from engine.author.findings import UNSETTLED, Finding, in_figures
from engine.author.packs import packs_of
from engine.author.questions import Asked, questions_of, verdict_questions
from engine.author.twins import TWIN, twin_program
from engine.infer.program import Program, compile_program
from engine.infer.reference import infer
from engine.infer.revising import revise
from engine.infer.situation import Situation, situate
from engine.infer.solver import Freedom, Solver, Terms, terms_of
from engine.infer.trace import Given
from engine.language.base import RuleBase
from engine.language.facts import Case

STAGES = ("what rules and conditions can do", "what the verdict can be", "contradictions", "facts that never matter")
TRIED = 64  # cases tried at random before it is proved that a fact never matters: most matter in one of them


def prove(
    base: RuleBase, cases: Iterable[Case], progress: Callable[[str], None] = lambda _: None, seconds: float = inf
) -> Iterator[Finding]:
    """The findings on a base without feedback, each proved, or with a case that shows it, within so many seconds.

    What was not settled by then is a finding too, one for each code. `progress` is told what is proved next: each of
    `STAGES`, in their order, a long one with how much of it is done.
    """
    program = compile_program(base)
    baseline = next((case for case in cases if case.name == base.baseline), None)
    proof = _Proof(program, baseline, monotonic() + seconds, progress)
    for stage, find in zip(STAGES, (proof.rules, proof.verdict, proof.contradictions, proof.facts), strict=True):
        proof.begin(stage)
        yield from find()
    for code, count in (+proof.unsettled).items():
        message = f"{code}: {count:,} of what it may be about {'was' if count == 1 else 'were'} not settled within {seconds:g} s"
        hint = "`--seconds N` gives it longer."
        yield Finding(UNSETTLED, "warning", base.place, message, hint, code)


class _Answers(NamedTuple):
    """The questions that some case answers with yes, and those of which it was not settled."""

    yes: list[Asked]
    open: list[Asked]


class _Proof:
    """Findings on one program."""

    def __init__(self, program: Program, baseline: Case | None, until: float, progress: Callable[[str], None]) -> None:
        self.program, self.base = program, program.base
        self.until, self.progress = until, progress
        self.stage, self.unsettled = "", Counter[str]()
        self.states = {name: program.base.descriptors[name].states for name in program.order if not program.rules_on.get(name)}
        self.observed = list(self.states)
        self.cases = prod(map(len, self.states.values()))
        self.complete = f"proved over all {in_figures(self.cases)} complete cases"
        self.all = f"{self.complete} and all {in_figures(prod(map(self.ways, self.observed)))} partial ones"
        self.known = infer(program, situate(self.base, baseline)).knowledge if baseline is not None else {}
        self.packs = list(packs_of(program))

    def begin(self, stage: str) -> None:
        """Goes on to a stage."""
        self.stage = stage
        self.progress(stage)

    def ways(self, name: str) -> int:
        """In how many ways something may be told or left open: a fact leaves any states, and of a number a range."""
        count = len(self.states[name])
        return count * (count + 1) // 2 if self.base.descriptors[name].number is not None else (1 << count) - 1

    @property
    def seconds(self) -> float:
        """How many are left."""
        return self.until - monotonic()

    def space(self, terms: Terms, freedom: Freedom, *more: str) -> Solver:
        """All cases in which the observed descriptors are so free."""
        told = [terms.free({name: freedom for name in self.observed if name in terms.descriptors}), *more]
        if freedom == "some":
            numbers = (name for name in terms.descriptors if self.base.descriptors[name].number is not None)
            told += [f"number{terms.descriptor(name)}." for name in numbers]
            told.append(":- number(D), given(D,S), given(D,U), state(D,T), S < T, T < U, not given(D,T).")
        return Solver(terms, told)

    def held(self, terms: Terms, asked: list[Asked], freedom: Freedom) -> _Answers:
        """The questions that some case answers with yes."""
        if not asked:
            return _Answers([], [])
        if self.seconds <= 0:
            return _Answers([], asked)
        told = [f"q({at}) :- {body}." for at, one in enumerate(asked) for body in one.bodies]
        told += [_signs(), *(one.told for one in asked)] if any(one.told for one in asked) else []
        solver = self.space(terms, freedom, *told, "#show q/1.")
        atoms = solver.consequences("brave", seconds=self.seconds)
        found = {int(atom[2:-1]) for atom in atoms or ()}
        others = [one for at, one in enumerate(asked) if at not in found]
        return _Answers([one for at, one in enumerate(asked) if at in found], [] if solver.exhausted else others)

    def rules(self) -> Iterator[Finding]:
        """Rules that never fire, that others imply, and what in them never matters."""
        found: dict[str, list[tuple[Asked, bool]]] = {}
        for at, pack in enumerate(self.packs):
            if len(self.packs) > 1:
                self.progress(f"{self.stage}, part {at + 1} of {len(self.packs)}")
            terms = Terms(self.program, pack.about)
            asked = list(questions_of(self.program, terms, pack.rules))
            answers = self.held(terms, asked, "one")
            done = set(map(id, (*answers.yes, *answers.open)))
            idle = [one for one in asked if id(one) not in done]
            fires = [one for one in idle if one.kind == "fires"]
            sometimes = self.held(terms, fires, "some")
            self.unsettled.update(one.code or "never-fires" for one in answers.open)
            self.unsettled.update("never-fires" for _ in sometimes.open)
            left, somewhere = set(map(id, sometimes.open)), set(map(id, sometimes.yes))
            for one in idle:
                if id(one) not in left:
                    found.setdefault(one.rule, []).append((one, id(one) in somewhere))
        listed = [pair for name in self.program.rules for pair in found.get(name, ())]
        fires_not = [pair for pair in listed if pair[0].kind == "fires"]
        never = {one.rule for one, _ in fires_not}
        for one, sometimes_fires in fires_not:
            place, named = self.base.rules[one.rule].place, self.base.rules[one.rule].name
            if sometimes_fires:
                message = f"{named} fires only while something is not known, and never in a complete case"
                hint = "Say with a test what it waits for, or leave it out."
                yield Finding("fires-only-unknown", "warning", place, message, hint, one.rule, proof=self.complete)
            else:
                hint = "Mend its conditions, or leave it out."
                yield Finding("never-fires", "warning", place, f"{named} can never fire", hint, one.rule, proof=self.all)
        implied: set[str] = set()
        for one, _ in listed:
            if one.rule in never or one.kind == "fires":
                continue
            if one.kind == "implied" and (one.rule in implied or one.other in implied):
                continue  # of rules that imply one another, one must stay
            implied |= {one.rule} if one.kind == "implied" else set()
            place = self.base.rules[one.rule].place
            yield Finding(one.code, one.severity, place, one.message, one.hint, one.subject, proof=self.complete)

    def verdict(self) -> Iterator[Finding]:
        """States of the verdict that no case indicates, and complete cases without an indicated state."""
        name, place = self.base.verdict, self.base.place
        terms = terms_of(self.program, name)
        asked = list(verdict_questions(self.program, terms))
        answers = self.held(terms, asked, "one")
        done = set(map(id, (*answers.yes, *answers.open)))
        missed = [one for one in asked if id(one) not in done]
        sometimes = self.held(terms, missed, "some")
        self.unsettled.update("verdict-unreachable" for _ in (*answers.open, *sometimes.open))
        for one in missed:
            if one in sometimes.open:
                continue
            never = one not in sometimes.yes
            what = "no case indicates" if never else "no complete case indicates"
            hint = "Give it rules that can win, or leave the state out."
            message, proof = f"{what} {name}={one.subject}", self.all if never else self.complete
            yield Finding("verdict-unreachable", "warning", place, message, hint, one.subject, proof=proof)
        for status, code, what in (
            ("open", "verdict-open", "no scenario is indicated though everything is known"),
            ("not_separated", "verdict-not-separated", "several scenarios are level, and nothing can part them"),
        ):
            shown = self.nearest(terms, f"status({terms.descriptors[name]},{status})", code)
            if shown is not None:
                yield Finding(code, "note", place, f"there are cases in which {what}", subject=status, witness=shown)

    def nearest(self, terms: Terms, atom: str, code: str) -> tuple[str, ...] | None:
        """The complete case nearest to the baseline in which an atom holds: what is otherwise there; None where none is.

        What the atom does not rest on is there as in the baseline, where that knows it.
        """
        if self.seconds <= 0:
            self.unsettled[code] += 1
            return None
        told = [
            f"base{terms.state(d, state)}." for d in self.observed if d in terms.descriptors for state in self.known.get(d, ())
        ]
        solver = self.space(terms, "one", *told, "far(D) :- given(D,S), base(D,_), not base(D,S). #minimize { 1,D : far(D) }.")
        best = solver.best({atom: True}, self.seconds)
        if best is None:
            self.unsettled[code] += not solver.exhausted
            return None
        case = {name: best[0].given.get(name) or self.known.get(name, states)[:1] for name, states in self.states.items()}
        return _said({name: states for name, states in case.items() if self.known.get(name) != states})

    def contradictions(self) -> Iterator[Finding]:
        """Descriptors on which rules can contradict one another, with the fewest facts that make them."""
        code = "contradiction-possible"
        shown: list[tuple[int, str, tuple[str, ...]]] = []
        for at, pack in enumerate(self.packs):
            if len(self.packs) > 1:
                self.progress(f"{self.stage}, part {at + 1} of {len(self.packs)}")
            narrowed = dict.fromkeys(name for rule in pack.rules for name, _ in rule.then)
            terms = Terms(self.program, pack.about)
            asked = [
                Asked("contradiction", name, (f"status({terms.descriptors[name]},contradiction)",))
                for name in narrowed
                if name not in {name for _, name, _ in shown}
            ]
            answers = self.held(terms, asked, "loose")
            self.unsettled.update(code for _ in answers.open)
            for one in answers.yes:
                about = terms_of(self.program, one.subject)
                solver = self.space(about, "loose", "#minimize { 1,D : given(D) }.")
                best = solver.best({f"status({about.descriptors[one.subject]},contradiction)": True}, self.seconds)
                if best is None:
                    self.unsettled[code] += 1
                else:
                    shown.append((best[1], one.subject, _said(best[0].given)))
        for _, name, witness in sorted(shown):
            message = f"rules on {name} can contradict one another"
            hint = "Let one of them give way, or narrow its conditions."
            place = self.base.descriptors[name].place
            yield Finding("contradiction-possible", "warning", place, message, hint, name, witness=witness)

    def facts(self) -> Iterator[Finding]:
        """Observed descriptors that never change the verdict."""
        code = "fact-never-matters"
        rests = self.program.depends_on(self.base.verdict)
        moving = set(self.tried())
        for name in self.observed:
            if name in moving:
                continue
            if name in rests and (moves := self.moves_verdict(name)) is not False:
                self.unsettled[code] += moves is None
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
            case = {name: (random.choice(self.states[name]),) for name in self.observed}
            trace = infer(self.program, _situation(case))
            before = trace.settled[self.base.verdict]
            for name in list(left):
                other = random.choice([state for state in self.states[name] if (state,) != case[name]])
                after = revise(self.program, trace, name, (other,)).settled(self.base.verdict)
                if (before.known, before.status) != (after.known, after.status):
                    left.remove(name)
                    yield name

    def moves_verdict(self, name: str) -> bool | None:
        """Whether two complete cases that differ in one descriptor alone have another verdict; None where time ran out."""
        if self.seconds <= 0:
            return None
        twins = twin_program(self.program, [name])
        terms = terms_of(twins, self.base.verdict, self.base.verdict + TWIN)
        free = terms.free({other: "one" for other in terms.descriptors if not twins.rules_on.get(other)})
        first, second = (terms.descriptors[self.base.verdict + end] for end in ("", TWIN))
        differs = (
            f"differs :- known({one},S), not known({other},S). differs :- status({one},X), not status({other},X)."
            for one, other in ((first, second), (second, first))
        )
        solver = Solver(terms, [free, *differs, ":- not differs."])
        found = solver.first(seconds=self.seconds)
        return True if found is not None else False if solver.exhausted else None


@cache
def _signs() -> str:
    return files("engine.author").joinpath("signs.lp").read_text(encoding="utf-8")


def _situation(case: Mapping[str, tuple[str, ...]]) -> Situation:
    """The situation in which just that is given."""
    return Situation(None, tuple(Given(name, states, ()) for name, states in case.items()), (), "")


def _said(given: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(f"{name}={'|'.join(states)}" for name, states in given.items())
