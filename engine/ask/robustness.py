"""How robust a verdict is: which single rule or weight tips it, and what it is on the better facts alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.question import Question
from engine.ask.tipping import tips
from engine.ask.verdict import Verdict, verdict_in, verdict_of
from engine.infer.amending import Amendment
from engine.infer.program import Dissent, compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.trace import Settling, Trace
from engine.language.facts import Fact
from engine.language.problems import Place, invalid
from engine.language.rules import MAX_WEIGHT, Rule

GRADE = "B2"


class Dissenting(Struct, frozen=True):
    """A dissent that tips the verdict, and the verdict under it."""

    dissent: Dissent
    verdict: Verdict


class Graded(Struct, frozen=True):
    """The verdict on the facts of a grade or better.

    Of the facts that stood, `dropped` are those of a worse grade or none; `kept` is how many were left. What was changed for
    the question has no source and is kept.
    """

    grade: str
    kept: int
    dropped: tuple[Fact, ...]
    verdict: Verdict


class Robustness(Struct, frozen=True):
    """Which rules tip the verdict when one is left out, of `rules` that bear on it; and which weights when one is one higher or
    lower, of `weights` that bear on it.
    """

    rules: int
    without: tuple[Dissenting, ...]
    weights: int
    reweighed: tuple[Dissenting, ...]
    graded: Graded


def robustness_of(question: Question, trace: Trace, grade: str = GRADE) -> Robustness:
    """How robust a verdict is."""
    program = question.program
    cone = program.depends_on(question.base.verdict)
    bearing = [rule for rule in program.rules.values() if any(effect in cone for effect in rule.effects)]
    shifts = [shift for rule in program.rules.values() for shift in _shifts(question, rule) if shift[0].descriptor in cone]
    graded = graded_of(question, grade)
    return Robustness(
        rules=len(bearing),
        without=tuple(_tipping(question, trace, [(Dissent(rule.id), None) for rule in bearing])),
        weights=len({dissent.key for dissent, _ in shifts}),
        reweighed=tuple(_tipping(question, trace, shifts)),
        graded=graded,
    )


def _tipping(question: Question, trace: Trace, tried: Sequence[tuple[Dissent, Rule | None]]) -> Iterator[Dissenting]:
    """The dissents that tip the verdict. A rule that is ruled out says nothing, with whatever weights."""
    before = verdict_of(question, trace)
    for dissent, instead in tried:
        if dissent.rule in trace.read and trace.read[dissent.rule].status == "ruled_out":
            continue
        verdict = verdict_in(_under(question, trace, dissent, instead))
        if tips(before, verdict):
            yield Dissenting(dissent, verdict)


def _under(question: Question, trace: Trace, dissent: Dissent, instead: Rule | None) -> Settling:
    """The verdict under a dissent; asked anew where it gives a rule an effect back that other dissents took from it."""
    program, verdict = question.program, question.base.verdict
    if instead is not None and set(instead.effects) - set(program.rules[dissent.rule].effects):
        otherwise = compile_program(question.base, (*program.dissents, dissent))
        return infer(otherwise, question.situation).settled[verdict]
    return Amendment(program, dissent.rule, instead).of(trace).settled(verdict)


def _shifts(question: Question, rule: Rule) -> Iterator[tuple[Dissent, Rule]]:
    """A rule with each of its weights one lower and one higher, as far as a dissent may say so; one that is 0 by another too."""
    impact = question.base.rules[rule.id].impact
    now = {(descriptor, state): rule.weights(descriptor).get(state, 0) for descriptor, weights in impact for state, _ in weights}
    for descriptor, weights in impact:
        for state, authored in weights:
            for other in (now[descriptor, state] - 1, now[descriptor, state] + 1):
                if abs(other) <= MAX_WEIGHT:
                    changed = {**now, (descriptor, state): other}
                    left = [(d, tuple((s, changed[d, s]) for s, _ in states if changed[d, s])) for d, states in impact]
                    dissent = Dissent(rule.id, descriptor, state, other, authored)
                    yield dissent, replace(rule, impact=tuple((d, states) for d, states in left if states))


def read_grade(said: str) -> str:
    """A grade to go by. Raises `InvalidInput` where it is none."""
    if re.fullmatch(r"[A-E][1-5]", said):
        return said
    hint = "A letter A-E and a digit 1-5, such as B2; F and 6 mean that it cannot be judged, and are no bound."
    raise invalid(Place("--grade"), "wrong-grade", f"`{said[:80]}` is no grade to go by", hint)


def graded_of(question: Question, grade: str) -> Graded:
    """The verdict on the facts of a grade or better."""
    case = question.case
    better = replace(case, facts=tuple(fact for fact in case.facts if is_kept(fact, grade)))
    situation = situate(question.base, better, question.situation.as_of)
    trace = infer(question.program, situation)
    dropped = tuple(fact for fact in question.situation.facts if not is_kept(fact, grade))
    return Graded(grade, len(situation.facts), dropped, verdict_of(question, trace))


def is_kept(fact: Fact, grade: str) -> bool:
    """Whether a fact is of a grade or better, in reliability and in credibility; or was said for the question."""
    if fact.origin.startswith("--"):
        return True
    return bool(fact.grade) and fact.grade[0] <= grade[0] and fact.grade[1] <= grade[1]
