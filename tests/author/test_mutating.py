"""What is said of mutants is what trying them on every case says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

from hypothesis import assume, given
from msgspec.structs import replace

from engine.ask.accounts import accounts_of
from engine.ask.waiting import waits_for
from engine.author.judging import Answer, failures_of
from engine.author.mutants import Mutant
from engine.author.mutating import MutationReport, try_mutants
from engine.author.testing import run_cases
from engine.infer.program import Program, compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.trace import Trace
from engine.language.base import RuleBase
from engine.language.expectations import Comparison, Expectation, Rules
from engine.language.facts import Case
from tests.author.exhaustive import Cases
from tests.generated import Asked, examples, one_state, questions

MOST_RULES = 7  # of a base: some of ten mutants each
MOST_CASES = 16  # complete cases gone through for each mutant of a base
TRIED = 20  # mutants of a base that are tried on all of them


def test_mutants_come_to_what_trying_them_on_every_case_says() -> None:
    seen: Counter[str] = Counter()

    @examples(200)
    @given(questions(most=4, dissents=False))
    def agree(asked: Asked) -> None:
        complete = list(Cases(compile_program(asked.base)).choices)
        assume(len(complete) <= MOST_CASES and len(asked.base.rules) <= MOST_RULES)
        random = Random(repr(asked))
        base = replace(asked.base, baseline="c0")
        cases = list(made_up_cases(base, random))
        report = try_mutants(run_cases(base, cases, cases), cases)
        tried = random.sample(report.results, min(TRIED, len(report.results)))
        whole = [Case("", "", tuple(one_state(base.descriptors[name], state) for name, state in one.items())) for one in complete]
        pairs = [(case, infer(compile_program(base), situate(base, case))) for case in whole]
        for result in tried:
            seen[result.outcome] += 1
            noticing, outcome = tried_on_all(base, cases, pairs, result.mutant)
            assert result.outcome == outcome, result.mutant.name
            assert result.by in noticing or not (result.by or noticing)
        drafts_hold(report, cases, {result.mutant.name for result in tried})

    agree()
    assert set(seen) == {"noticed", "unnoticed", "moved", "equal"}
    assert min(seen.values()) > 50, seen


def made_up_cases(base: RuleBase, random: Random) -> Iterator[Case]:
    """A few cases that know this and that, each expecting some of what comes out; one is compared with the first."""
    program = compile_program(base)
    first: Trace | None = None
    for number in range(random.randint(1, 3)):
        named = [d for d in base.descriptors.values() if base.is_observed(d.id) and not d.is_context and random.random() < 0.7]
        case = Case(f"c{number}", "", tuple(one_state(d, random.choice(d.states)) for d in named))
        trace = infer(program, situate(base, case))
        yield replace(case, expect=expected(program, trace, first, random))
        first = first or trace


def expected(program: Program, trace: Trace, first: Trace | None, random: Random) -> Expectation:
    """Some of what came out."""

    def some(share: float) -> list[str]:
        return [name for name in program.order if random.random() < share]

    verdict = trace.settled[program.base.verdict]
    fired = [reading.rule for reading in trace.readings if reading.status == "fired" and random.random() < 0.1]
    weigh: Rules = {
        (name, account.state): (account.promoting[0].rule,)
        for name in some(0.1)
        for account in accounts_of(program, trace, name)
        if account.promoting
    }
    compared = None
    if first is not None and random.random() < 0.5:
        pairs = [(name, state) for name in program.order for state in program.base.descriptors[name].states]
        risen = [(n, s) for n, s in pairs if trace.settled[n].balance(s) > first.settled[n].balance(s)]
        compared = Comparison("c0", rises={name: (state,) for name, state in risen[:1]})
    return Expectation(
        verdict=verdict.known[0] if verdict.status == "settled" and random.random() < 0.5 else None,
        states={name: trace.knowledge[name] for name in some(0.15)},
        status={name: trace.settled[name].status for name in some(0.1)},
        fired=tuple(fired),
        weigh_for=weigh,
        asks_for=tuple(wait.descriptor for wait in waits_for(program, trace, program.base.verdict)[:1]),
        compared_with=compared,
    )


def tried_on_all(base: RuleBase, cases: list[Case], complete: list[tuple[Case, Trace]], mutant: Mutant) -> tuple[list[str], str]:
    """The cases that notice, and what became of a mutant, by whole inferences of the base that it is."""
    other = compile_program(mutant.of(base))
    noticing = []
    for case in cases:
        assert case.expect is not None
        before = infer(other, situate(base, cases[0])) if case.expect.compared_with is not None else None
        if any(True for _ in failures_of(Answer(other, infer(other, situate(base, case)), before), case.expect)):
            noticing.append(case.name)
    if noticing:
        return noticing, "noticed"
    moved = False
    for case, one in complete:
        two = infer(other, situate(base, case))
        if outcome(one, base.verdict) != outcome(two, base.verdict):
            return [], "unnoticed"
        moved = moved or any(outcome(one, name) != outcome(two, name) for name in one.settled)
    return [], "moved" if moved else "equal"


def outcome(trace: Trace, name: str) -> tuple[tuple[str, ...], str]:
    return trace.settled[name].known, trace.settled[name].status


def drafts_hold(report: MutationReport, cases: list[Case], tried: set[str]) -> None:
    """Each draft passes in the base, and fails in every mutant that it is said to notice."""
    base = report.base
    by_name = {result.mutant.name: result for result in report.results}
    for draft in report.drafts:
        assert draft.case.expect is not None
        assert not run_cases(base, [draft.case], cases).results[0].failures
        for name in set(draft.mutants) & tried:
            other = compile_program(by_name[name].mutant.of(base))
            assert list(failures_of(Answer(other, infer(other, situate(base, draft.case))), draft.case.expect))
    told = [name for draft in report.drafts for name in draft.mutants]
    assert sorted(told) == sorted(name for name, result in by_name.items() if result.outcome in ("unnoticed", "moved"))
