"""What a what-if or a dissent did to the answer: before and after, briefly."""

from __future__ import annotations

from msgspec import Struct

from engine.ask.question import Question
from engine.infer.reference import infer
from engine.infer.trace import Settling, Trace


class Moved(Struct, frozen=True):
    """A state whose balance moved."""

    state: str
    before: int
    after: int


class Change(Struct, frozen=True):
    """A derived descriptor that came out otherwise than before, or whose balances moved."""

    descriptor: str
    before: Settling
    after: Settling
    moved: tuple[Moved, ...]

    @property
    def turned(self) -> bool:
        """Whether what is known of it, or its status, is another."""
        return (self.before.known, self.before.status) != (self.after.known, self.after.status)


def difference(question: Question, trace: Trace) -> tuple[Change, ...]:
    """The changes against the question as it was before what-ifs and dissents, in the order of settling."""
    if question.before is None:
        return ()
    old = infer(question.before.program, question.before.situation)
    found = []
    for settling in trace.settlings:
        before = old.settled[settling.descriptor]
        if question.base.is_observed(settling.descriptor):
            continue
        balances = dict(before.balances)
        moved = tuple(Moved(state, balances[state], now) for state, now in settling.balances if balances[state] != now)
        change = Change(settling.descriptor, before, settling, moved)
        if change.turned or moved:
            found.append(change)
    return tuple(found)
