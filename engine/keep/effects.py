"""What something written to a case did to the verdict: the case before it, and after."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.assess import Verdict, verdict_of
from engine.ask.difference import Change, difference
from engine.ask.question import Question, ask_of
from engine.infer.trace import Trace
from engine.keep.recording import Written


class Effect(Struct, frozen=True):
    """What was written, the question about the case after it, its trace, and what changed against the case before."""

    written: Written
    question: Question
    trace: Trace
    before: Verdict
    after: Verdict
    changes: tuple[Change, ...]


def effect_of(written: Written) -> Effect:
    """The effect of what was written, both cases asked as of the latest date that they speak of."""
    base = written.base
    old = ask_of(base, written.before.case(base))
    question = replace(ask_of(base, written.after.case(base)), before=old)
    trace = question.evaluate().trace
    before = verdict_of(old, old.evaluate().trace)
    return Effect(written, question, trace, before, verdict_of(question, trace), difference(question, trace))
