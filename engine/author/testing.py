"""The cases of a base as its tests: facts in, verdict *and* reasons out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.accounts import Account, accounts_of
from engine.ask.question import Question, ask_of
from engine.ask.waiting import undecided, waits_for
from engine.ask.why import tests_with
from engine.infer.trace import RuleReading, Trace
from engine.language.base import RuleBase
from engine.language.expectations import Comparison, Expectation, Variation
from engine.language.facts import Case
from engine.language.problems import invalid
from engine.language.showing import Shown


class Failure(Struct, frozen=True):
    """One thing that a case expects and the answer does not give; `variation` names the facts it was tried on."""

    expected: str
    got: str
    variation: str = ""


class CaseResult(Struct, frozen=True):
    """What came of one case; `runs` counts its variations, `fired` the rules that fired in any of them."""

    case: Case
    runs: int
    failures: tuple[Failure, ...]
    fired: frozenset[str]


class TestReport(Shown, Struct, frozen=True):
    """The results of all cases with an expectation, the cases without one, and the rules that never fired."""

    __test__ = False

    base: RuleBase
    results: tuple[CaseResult, ...]
    without_expectation: tuple[Case, ...]
    never_fired: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether no expectation failed."""
        return not any(result.failures for result in self.results)


def run_cases(
    base: RuleBase, cases: Iterable[Case], known: Iterable[Case], progress: Callable[[str], None] = lambda _: None
) -> TestReport:
    """Runs every case that expects something; `known` are the cases that they may be compared with.

    `progress` is told the name of each as it begins.
    """
    by_name = {case.name: case for case in known}
    chosen = list(cases)
    results = []
    for case in chosen:
        if case.expect is not None:
            progress(case.name)
            results.append(_run(base, case, by_name))
    fired = frozenset[str]().union(*(result.fired for result in results))
    idle = tuple(case for case in chosen if case.expect is None)
    written = {base.rules[rule].written for rule in fired}
    return TestReport(base, tuple(results), idle, tuple(dict.fromkeys(
        rule.written for rule in base.rules.values() if rule.written not in written
    )))  # fmt: skip


def _run(base: RuleBase, case: Case, cases: dict[str, Case]) -> CaseResult:
    assert case.expect is not None
    failures: list[Failure] = []
    fired: set[str] = set()
    runs = 0
    for variation, varied in _variations(case):
        runs += 1
        answer = _Answer(ask_of(base, varied))
        fired |= answer.fired
        found = list(_failures(answer, case.expect))
        if case.expect.compared_with is not None:
            found += _compare(answer, case.expect.compared_with, cases, case)
        failures += [replace(failure, variation=variation) for failure in found]
    return CaseResult(case, runs, tuple(failures), frozenset(fired))


def _variations(case: Case) -> Iterator[tuple[str, Case]]:
    """The case itself, each of its facts alone, or seeded random subsets of them."""
    vary: Variation | None = case.vary
    if vary is None:
        yield "", case
    elif vary.facts == "one_at_a_time":
        for fact in case.facts:
            yield str(fact), replace(case, facts=(fact,))
    else:
        random = Random(vary.seed)
        for _ in range(vary.count):
            share = random.random()
            facts = tuple(fact for fact in case.facts if random.random() < share)
            yield " ".join(map(str, facts)) or "no facts", replace(case, facts=facts)


class _Answer:
    """A trace with what expectations ask of it."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.program = question.program
        self.trace: Trace = question.evaluate().trace
        self.fired = {reading.rule for reading in self.trace.readings if reading.status == "fired"}

    def account(self, descriptor: str, state: str) -> Account:
        """The account of one state; of a number that no rule reads there is none, and loading refuses to ask."""
        return next(a for a in accounts_of(self.program, self.trace, descriptor) if a.state == state)

    def known(self, descriptor: str) -> tuple[str, ...]:
        return self.trace.knowledge.get(descriptor, self.program.base.descriptors[descriptor].states)


def _failures(answer: _Answer, expect: Expectation) -> Iterator[Failure]:
    trace, base = answer.trace, answer.question.base
    verdict = trace.settled[base.verdict]
    indicated = verdict.known[0] if verdict.status == "settled" else None
    said = f"{verdict.status.replace('_', ' ')}: {'|'.join(verdict.known)}"
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
            yield Failure(f"{descriptor} {status}", now)
    for rule in (*expect.fired, *expect.not_fired):
        if (rule in answer.fired) != (rule in expect.fired):
            yield Failure(f"{rule} {'fired' if rule in expect.fired else 'not fired'}", trace.read[rule].status)
    for rule, descriptors in expect.ruled_out.items():
        reading = trace.read[rule]
        blockers = set(blockers_of(reading))
        if reading.status != "ruled_out" or not blockers >= set(descriptors):
            got = f"{reading.status}, blocked by {', '.join(sorted(blockers)) or 'nothing'}"
            yield Failure(f"{rule} ruled out by {', '.join(descriptors)}", got)
    for sign, expected in (("for", expect.weigh_for), ("against", expect.weigh_against)):
        for (descriptor, state), rules in expected.items():
            account = answer.account(descriptor, state)
            items = {item.rule for item in (account.promoting if sign == "for" else account.restricting)}
            for rule in rules:
                if rule not in items:
                    yield Failure(f"{rule} weighs {sign} {descriptor}={state}", ", ".join(sorted(items)) or "nothing does")
    waited = [wait.descriptor for wait in waits_for(answer.program, trace, base.verdict)]
    for descriptor in expect.asks_for:
        if descriptor not in waited:
            yield Failure(f"asks for {descriptor}", ", ".join(waited) or "asks for nothing")


def _compare(answer: _Answer, expect: Comparison, cases: dict[str, Case], case: Case) -> Iterator[Failure]:
    if expect.case not in cases:
        raise invalid(case.place, "no-case", f"there is no case `{expect.case}` to compare with")
    before = _Answer(ask_of(answer.question.base, cases[expect.case]))
    for descriptor, states in expect.rises.items():
        for state in states:
            old, new = (a.trace.settled[descriptor].balance(state) for a in (before, answer))
            if new <= old:
                yield Failure(f"the balance of {descriptor}={state} rises above {old} of {expect.case}", str(new))
    for (descriptor, state), rules in expect.fell_silent.items():
        old_account, new_account = (a.account(descriptor, state) for a in (before, answer))
        items = [{i.rule: i.weight for i in (*a.promoting, *a.restricting)} for a in (old_account, new_account)]
        gone, come = set(items[0]) - set(items[1]), set(items[1]) - set(items[0])
        moved = new_account.balance - old_account.balance
        if gone != set(rules) or come or moved != -sum(items[0][rule] for rule in gone):
            silent, spoke = (", ".join(sorted(names)) or "none" for names in (gone, come))
            got = f"{silent} fell silent, {spoke} spoke up, moved by {moved:+d}"
            yield Failure(f"exactly {', '.join(rules)} fall silent on {descriptor}={state}", got)
    for descriptor, (ahead, behind) in expect.lead_shrinks.items():
        tables = [a.trace.settled[descriptor] for a in (before, answer)]
        old, new = (table.balance(ahead) - table.balance(behind) for table in tables)
        if new >= old:
            yield Failure(f"{descriptor}: {ahead} leads {behind} by less than {old} of {expect.case}", str(new))


def blockers_of(reading: RuleReading) -> tuple[str, ...]:
    """The descriptors that keep a rule from firing: of its failing or undecided tests, and of an `unless` that holds."""
    found = [*tests_with(reading.when, "cannot_hold"), *(undecided(reading) if reading.status == "pending" else ())]
    for condition in reading.unless:
        found += tests_with(condition, "holds") if condition.outcome == "holds" else ()
    return tuple(dict.fromkeys(test.test.descriptor for test in found))
