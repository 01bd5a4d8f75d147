"""What is looked at while facts are tried out: the assessment, what came out otherwise, and what carries a conclusion where.

Asked after every touch, so it leaves out what takes long: which of several changes is responsible is `compare`'s to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from engine.ask.accounts import Account, accounts_of
from engine.ask.assess import Assessment, assess_trace
from engine.ask.extent import mattered
from engine.ask.hinges import crux_of
from engine.ask.mattering import used_of
from engine.ask.question import Question
from engine.infer.trace import Given, Settling, Trace
from engine.language.showing import Shown

FlowKind = Literal["carries", "waits"]


class Flow(Struct, frozen=True):
    """What is known of `source` is what a rule on `target` fired by (*carries*), or what a pending one *waits* for.

    `leads` tells whether the verdict rests on that.
    """

    source: str
    target: str
    kind: FlowKind
    leads: bool


class Turned(Struct, frozen=True):
    """A derived descriptor that came out otherwise than before, in what is known of it, its status or its balances."""

    before: Settling
    after: Settling


class Exploration(Shown, Struct, frozen=True):
    """An assessment without its comparison; `crux` are the descriptors that the verdict turns on.

    `accounts` are those of the crux but the verdict. `before` is how the verdict is settled without what-ifs and dissents,
    `turned` what came out otherwise by these, in the order of settling, and `replaced` what the case itself states of the
    descriptors that were changed; None and empty where there are none.
    """

    assessment: Assessment
    crux: tuple[str, ...]
    accounts: dict[str, tuple[Account, ...]]
    flows: tuple[Flow, ...]
    before: Settling | None
    turned: tuple[Turned, ...]
    replaced: tuple[Given, ...]

    @property
    def trace(self) -> Trace:
        """The trace of it all."""
        return self.assessment.trace


def explore(question: Question) -> Exploration:
    """The exploration of a question. Raises the faults of `engine.infer.evaluators.evaluate`."""
    answer = assess_trace(question, question.evaluate(), compared=False)
    before = question.before.evaluate().trace if question.before is not None else None
    crux = crux_of(question, answer.trace)
    return Exploration(
        answer,
        crux,
        {name: accounts_of(question.program, answer.trace, name) for name in crux if name != question.base.verdict},
        tuple(flows_in(question, answer.trace)),
        before.settled[question.base.verdict] if before is not None else None,
        tuple(_turned(question, before, answer.trace)) if before is not None else (),
        tuple(_replaced(question, before)) if before is not None else (),
    )


def flows_in(question: Question, trace: Trace) -> Iterator[Flow]:
    """Between which descriptors something flows, each pair once: what carries goes before what waits."""
    program = question.program
    resting = mattered(program, trace, question.base.verdict).rules_on
    for settling in trace.settlings:
        leading = set(resting.get(settling.descriptor, ()))
        found: dict[str, tuple[FlowKind, bool]] = {}
        ways: tuple[tuple[FlowKind, tuple[str, ...]], ...] = (("carries", settling.fired), ("waits", settling.pending))
        for kind, rules in ways:
            for rule in rules:
                for use in used_of(trace.read[rule]):
                    if use.exception and kind == "carries":
                        continue  # that an exception does not hold carries nothing
                    name = use.test.test.descriptor
                    was, leads = found.get(name, (kind, False))
                    found[name] = was, leads or (rule in leading and was == kind)
        for name, (kind, leads) in found.items():
            yield Flow(name, settling.descriptor, kind, leads)


def _turned(question: Question, before: Trace, after: Trace) -> Iterator[Turned]:
    for settling in after.settlings:
        earlier = before.settled[settling.descriptor]
        if question.base.is_observed(settling.descriptor) or earlier is settling:
            continue
        if _outcome(earlier) != _outcome(settling):
            yield Turned(earlier, settling)


def _replaced(question: Question, before: Trace) -> Iterator[Given]:
    touched = {*question.changed, *question.freed}
    yield from (given for given in (*before.given, *before.context) if given.descriptor in touched)


def _outcome(settling: Settling) -> tuple[object, ...]:
    return settling.status, settling.known, settling.balances
