"""What an indicated verdict hangs on: each fact in turn taken to be otherwise, the rest held."""

from __future__ import annotations

from msgspec import Struct

from engine.ask.accounts import lead
from engine.ask.question import Question
from engine.infer.revising import revise
from engine.infer.trace import Settling, Status, Trace


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
    found = []
    for name in _turning(question, trace):
        settling = trace.settled[name]
        ahead = lead(settling, settling.known[0]) if settling.asserted is None else None
        if ahead is not None and settling.ground == "weighed":
            found.append(Pivot(name, settling.known[0], *ahead))
    return tuple(found)


def _turning(question: Question, trace: Trace) -> list[str]:
    """A settled verdict, and what the strict rules on it that fired read, and so on down to what is stated; settled all."""
    queue = [name for name in (question.base.verdict,) if len(trace.knowledge[name]) == 1]
    for name in queue:
        settling = trace.settled[name]
        for rule in settling.fired if settling.asserted is None else ():
            if question.program.rules[rule].narrows(name) is not None:
                read = question.program.rules[rule].reads
                queue += [other for other in read if other not in queue and len(trace.knowledge[other]) == 1]
    return queue


def undecided_of(question: Question, trace: Trace) -> tuple[Settling, ...]:
    """The open derived descriptors that strict rules on the verdict, fired or pending, read."""
    verdict = trace.settled[question.base.verdict]
    strict = [question.program.rules[name] for name in (*verdict.fired, *verdict.pending)]
    read = dict.fromkeys(name for rule in strict if rule.narrows(verdict.descriptor) is not None for name in rule.reads)
    return tuple(trace.settled[name] for name in read if not question.base.is_observed(name) and len(trace.knowledge[name]) > 1)


def crux_of(question: Question, trace: Trace) -> tuple[str, ...]:
    """The descriptors that the verdict turns on: its pivots where it is settled, and what is stated, though rules derive it,
    of what the strict rules read that decide it; else what is undecided of that which strict rules on it read. The verdict's
    own balances decide only where strict rules leave it several states.
    """
    pivots = {pivot.descriptor for pivot in pivots_of(question, trace)}
    decide = [name for name in _turning(question, trace) if name in pivots or is_stated(question, trace, name)]
    return tuple(decide or [s.descriptor for s in undecided_of(question, trace)] or [question.base.verdict])


def is_stated(question: Question, trace: Trace, name: str) -> bool:
    """Whether a descriptor is stated though rules of the program derive it, so that its balances are not what settles it."""
    return trace.settled[name].asserted is not None and bool(question.program.rules_on.get(name))


def hinges_of(question: Question, trace: Trace) -> tuple[Hinge, ...]:
    """The facts that the verdict hangs on, the nearest to tipping it first; each with its worst alternative.

    Looked at is everything the verdict rests on that is observed, or stated though rules derive it.
    """
    base, program = question.base, question.program
    pivot = min(pivots_of(question, trace), key=lambda p: p.lead, default=None)
    cone = program.depends_on(base.verdict)
    found = []
    for name in program.order:
        if name in cone and (base.is_observed(name) or name in trace.given_on):
            others = [state for state in base.descriptors[name].states if trace.knowledge[name] != (state,)]
            hinges = [hinge for state in others if (hinge := _hinge(question, trace, pivot, name, state)) is not None]
            worst = min(hinges, key=_nearness, default=None)
            if worst is not None and (worst.tips or (pivot is not None and (worst.lead is None or worst.lead < pivot.lead))):
                found.append(worst)
    return tuple(sorted(found, key=_nearness))


def _hinge(question: Question, trace: Trace, pivot: Pivot | None, name: str, state: str) -> Hinge | None:
    """What one fact otherwise would do; None where it leaves the pivot's state alone, so that nothing could tip it."""
    verdict = trace.settled[question.base.verdict]
    after = revise(question.program, trace, name, (state,))
    settling = after.settled(verdict.descriptor)
    tips = (settling.status, settling.known) != (verdict.status, verdict.known)
    now: int | None = None
    over: tuple[str, ...] = ()
    if pivot is not None:
        turned = after.settled(pivot.descriptor)
        if turned.allowed == (pivot.state,) and not tips:
            return None
        now, over = lead(turned, pivot.state) or (None, ())
    return Hinge(name, trace.knowledge[name], state, settling.status, settling.known, tips, now, over)


def _nearness(hinge: Hinge) -> tuple[bool, float]:
    return not hinge.tips, float("-inf") if hinge.lead is None else hinge.lead
