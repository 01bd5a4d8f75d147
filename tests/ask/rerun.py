"""Generated questions asked again by the reference, with some of what is given put otherwise or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from engine.ask.question import Question
from engine.infer.evaluators import Evaluation
from engine.infer.program import Program
from engine.infer.reference import infer
from engine.infer.settling import settle
from engine.infer.trace import Given, Settling, Trace
from tests.generated import Asked

Changes = Mapping[str, tuple[str, ...] | None]


def question_of(asked: Asked) -> Question:
    """What is asked, as a question."""
    return Question(asked.program, asked.case, asked.situation)


def evaluation_of(asked: Asked) -> Evaluation:
    """The reference's answer."""
    return Evaluation(asked.trace, "reference")


def rerun(asked: Asked, changes: Changes, program: Program | None = None) -> Trace:
    """The reference's trace with the states given on some descriptors replaced, or dropped (None)."""
    given = {part.descriptor: part for part in asked.situation.given if part.descriptor not in changes}
    given |= {name: Given(name, states, ()) for name, states in changes.items() if states is not None}
    return infer(program or asked.program, replace(asked.situation, given=tuple(given.values())))


def alone(asked: Asked, kept: Iterable[str]) -> Trace:
    """The reference's trace from what is given on these descriptors only."""
    names = set(kept)
    return rerun(asked, {part.descriptor: None for part in asked.situation.given if part.descriptor not in names})


def settled_without(asked: Asked, name: str, rules: Iterable[str]) -> Settling:
    """The reference's settling of a descriptor with some of the fired rules on it left out, all else as it was."""
    before, off = asked.trace.settled[name], set(rules)
    fired, pending = ([asked.program.rules[rule] for rule in some if rule not in off] for some in (before.fired, before.pending))
    return settle(asked.base.descriptors[name], fired, pending, before.asserted)
