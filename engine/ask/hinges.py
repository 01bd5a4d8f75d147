"""What an indicated verdict hangs on: each fact in turn taken to be otherwise, the rest held."""

from __future__ import annotations

from msgspec import Struct

from engine.ask.accounts import lead
from engine.ask.question import Question
from engine.infer.revising import revise
from engine.infer.trace import Status, Trace


class Pivot(Struct, frozen=True):
    """A weighed descriptor whose settled state decides the verdict, and its lead over the runners-up."""

    descriptor: str
    state: str
    lead: int
    over: tuple[str, ...]


class Hinge(Struct, frozen=True):
    """One fact otherwise: what would become of the verdict, and of the lead at the pivot.

    `lead` is None where strict rules would no longer allow the pivot's state.
    """

    descriptor: str
    known: tuple[str, ...]
    otherwise: str
    status: Status
    states: tuple[str, ...]
    tips: bool
    lead: int | None
    over: tuple[str, ...]


def pivots_of(question: Question, trace: Trace) -> tuple[Pivot, ...]:
    """The weighed descriptors that decide a settled verdict: itself where several states were weighed, and what the
    strict rules on it read, and so on down.
    """
    found, queue = [], [question.base.verdict]
    for name in queue:
        settling = trace.settled[name]
        if len(settling.known) != 1 or settling.asserted is not None:
            continue
        ahead = lead(settling, settling.known[0])
        if ahead is not None and settling.ground == "weighed":
            found.append(Pivot(name, settling.known[0], *ahead))
        for rule in settling.fired:
            if question.program.rules[rule].narrows(name) is not None:
                queue += [read for read in question.program.rules[rule].reads if read not in queue]
    return tuple(found)


def hinges_of(question: Question, trace: Trace) -> tuple[Hinge, ...]:
    """The facts that the verdict hangs on, the nearest to tipping it first; each with its worst alternative."""
    base, program = question.base, question.program
    pivots = pivots_of(question, trace)
    if not pivots:
        return ()
    pivot = min(pivots, key=lambda p: p.lead)
    verdict = trace.settled[base.verdict]
    cone = program.depends_on(base.verdict)
    found = []
    for name in program.order:
        if not base.is_observed(name) or name not in cone:
            continue
        known = trace.knowledge[name]
        worst: Hinge | None = None
        for state in base.descriptors[name].states:
            if known == (state,):
                continue
            after = revise(program, trace, name, (state,))
            settling = after.settled(base.verdict)
            turned = after.settled(pivot.descriptor)
            tips = (settling.status, settling.known) != (verdict.status, verdict.known)
            if turned.allowed == (pivot.state,) and not tips:
                continue  # left alone: nothing could tip it any more
            now, over = lead(turned, pivot.state) or (None, ())
            hinge = Hinge(name, known, state, settling.status, settling.known, tips, now, over)
            if worst is None or _nearness(hinge) < _nearness(worst):
                worst = hinge
        if worst is not None and (worst.tips or worst.lead is None or worst.lead < pivot.lead):
            found.append(worst)
    return tuple(sorted(found, key=_nearness))


def _nearness(hinge: Hinge) -> tuple[bool, float]:
    return not hinge.tips, float("-inf") if hinge.lead is None else hinge.lead
