"""Whether an answer is what a case expects of it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from engine.ask.accounts import Account, accounts_of
from engine.ask.waiting import undecided, waits_for
from engine.ask.why import tests_with
from engine.infer.program import Program
from engine.infer.trace import RuleReading, Trace
from engine.language.base import RuleBase
from engine.language.expectations import Comparison, Expectation


class Failure(Struct, frozen=True):
    """One thing that a case expects and the answer does not give; `variation` names the facts it was tried on."""

    expected: str
    got: str
    variation: str = ""


class Answer(Struct, frozen=True):
    """A trace, with what expectations ask of it, and the trace of the case that it is compared with, if any."""

    program: Program
    trace: Trace
    before: Trace | None = None

    def status(self, rule: str) -> str:
        """How a rule read; *absent* where the program has none of that name."""
        return self.trace.read[rule].status if rule in self.trace.read else "absent"

    def known(self, descriptor: str) -> tuple[str, ...]:
        """The states still possible; of a number that no rule reads, all that there are."""
        return self.trace.knowledge.get(descriptor, self.program.base.descriptors[descriptor].states)


def failures_of(answer: Answer, expect: Expectation) -> Iterator[Failure]:
    """What is expected and not so."""
    trace, base = answer.trace, answer.program.base
    verdict = trace.settled[base.verdict]
    indicated = verdict.known[0] if verdict.status == "settled" else None
    said = f"{_word(base, base.verdict, verdict.status)}: {'|'.join(verdict.known)}"
    if expect.verdict is not None and indicated != expect.verdict:
        yield Failure(f"{base.verdict}={expect.verdict} indicated", said)
    if indicated is not None and indicated in expect.not_indicated:
        yield Failure(f"{base.verdict}={indicated} not indicated", said)
    for descriptor, states in expect.states.items():
        if set(answer.known(descriptor)) != set(states):
            yield Failure(f"{descriptor}={'|'.join(states)}", "|".join(answer.known(descriptor)))
    for descriptor, states in expect.excluded.items():
        for state in states:
            if state in answer.known(descriptor):
                yield Failure(f"{descriptor}={state} excluded", "|".join(answer.known(descriptor)))
    for descriptor, status in expect.status.items():
        now = trace.settled[descriptor].status if descriptor in trace.settled else "context"
        if now != status:
            yield Failure(f"{descriptor} {_word(base, descriptor, status)}", _word(base, descriptor, now))
    for rule in (*expect.fired, *expect.not_fired):
        if (answer.status(rule) == "fired") != (rule in expect.fired):
            yield Failure(f"{rule} {'fired' if rule in expect.fired else 'not fired'}", answer.status(rule))
    for rule, descriptors in expect.ruled_out.items():
        blockers = set(blockers_of(trace.read[rule])) if rule in trace.read else set()
        if answer.status(rule) != "ruled_out" or not blockers >= set(descriptors):
            got = f"{answer.status(rule)}, blocked by {', '.join(sorted(blockers)) or 'nothing'}"
            yield Failure(f"{rule} ruled out by {', '.join(descriptors)}", got)
    for sign, expected in (("for", expect.weigh_for), ("against", expect.weigh_against)):
        for (descriptor, state), rules in expected.items():
            account = _account(answer.program, trace, descriptor, state)
            items = {item.rule for item in (account.promoting if sign == "for" else account.restricting)}
            for rule in rules:
                if rule not in items:
                    yield Failure(f"{rule} weighs {sign} {descriptor}={state}", ", ".join(sorted(items)) or "nothing does")
    waits = waits_for(answer.program, trace, base.verdict) if expect.asks_for else ()
    waited = [wait.descriptor for wait in waits]
    for descriptor in expect.asks_for:
        if descriptor not in waited:
            yield Failure(f"asks for {descriptor}", ", ".join(waited) or "asks for nothing")
    if expect.compared_with is not None and answer.before is not None:
        yield from _compared(answer.program, answer.before, trace, expect.compared_with)


def _word(base: RuleBase, descriptor: str, status: str) -> str:
    """A status in words: of the verdict, *settled* reads *indicated*."""
    return "indicated" if descriptor == base.verdict and status == "settled" else status.replace("_", " ")


def bears_on(expect: Expectation, base: RuleBase) -> tuple[frozenset[str], frozenset[str]]:
    """The descriptors whose settling, and the rules whose reading, can make a difference to what is expected.

    Where it is expected to ask for something, all of them.
    """
    if expect.asks_for:
        return frozenset(base.descriptors), frozenset(base.rules)
    descriptors = {*expect.states, *expect.excluded, *expect.status}
    descriptors |= {name for name, _ in (*expect.weigh_for, *expect.weigh_against)}
    if expect.verdict is not None or expect.not_indicated:
        descriptors.add(base.verdict)
    if (compared := expect.compared_with) is not None:
        descriptors |= {*compared.rises, *compared.lead_shrinks, *(name for name, _ in compared.fell_silent)}
    return frozenset(descriptors), frozenset({*expect.fired, *expect.not_fired, *expect.ruled_out})


def _account(program: Program, trace: Trace, descriptor: str, state: str) -> Account:
    """The account of one state; of a number that no rule reads there is none, and loading refuses to ask."""
    return next(account for account in accounts_of(program, trace, descriptor) if account.state == state)


def _compared(program: Program, before: Trace, after: Trace, expect: Comparison) -> Iterator[Failure]:
    traces = (before, after)
    for descriptor, states in expect.rises.items():
        for state in states:
            old, new = (trace.settled[descriptor].balance(state) for trace in traces)
            if new <= old:
                yield Failure(f"the balance of {descriptor}={state} rises above {old} of {expect.case}", str(new))
    for (descriptor, state), rules in expect.fell_silent.items():
        old_account, new_account = (_account(program, trace, descriptor, state) for trace in traces)
        items = [{i.rule: i.weight for i in (*a.promoting, *a.restricting)} for a in (old_account, new_account)]
        gone, come = set(items[0]) - set(items[1]), set(items[1]) - set(items[0])
        moved = new_account.balance - old_account.balance
        if gone != set(rules) or come or moved != -sum(items[0][rule] for rule in gone):
            silent, spoke = (", ".join(sorted(names)) or "none" for names in (gone, come))
            got = f"{silent} fell silent, {spoke} spoke up, moved by {moved:+d}"
            yield Failure(f"exactly {', '.join(rules)} fall silent on {descriptor}={state}", got)
    for descriptor, (ahead, behind) in expect.lead_shrinks.items():
        tables = [trace.settled[descriptor] for trace in traces]
        old, new = (table.balance(ahead) - table.balance(behind) for table in tables)
        if new >= old:
            yield Failure(f"{descriptor}: {ahead} leads {behind} by less than {old} of {expect.case}", str(new))


def blockers_of(reading: RuleReading) -> tuple[str, ...]:
    """The descriptors that keep a rule from firing: of its failing or undecided tests, and of an `unless` that holds."""
    found = [*tests_with(reading.when, "cannot_hold"), *(undecided(reading) if reading.status == "pending" else ())]
    for condition in reading.unless:
        found += tests_with(condition, "holds") if condition.outcome == "holds" else ()
    return tuple(dict.fromkeys(test.test.descriptor for test in found))
