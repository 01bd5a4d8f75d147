"""The cases of a base as its tests: facts in, verdict *and* reasons out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.question import ask_of
from engine.author.coverage import Coverage, coverage_of
from engine.author.judging import Answer, Failure, failures_of
from engine.language.base import RuleBase
from engine.language.expectations import Variation
from engine.language.facts import Case
from engine.language.problems import invalid
from engine.language.showing import Shown


class Run(Struct, frozen=True):
    """One variation of a case (empty: the case itself), what is answered, and what of it is not as expected."""

    variation: str
    answer: Answer
    failures: tuple[Failure, ...]


class CaseResult(Struct, frozen=True):
    """What came of one case, variation by variation."""

    case: Case
    runs: tuple[Run, ...]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """All that is not as expected."""
        return tuple(failure for run in self.runs for failure in run.failures)


class TestReport(Shown, Struct, frozen=True):
    """The results of all cases with an expectation, the cases without one, and what of the base they show."""

    __test__ = False

    base: RuleBase
    results: tuple[CaseResult, ...]
    without_expectation: tuple[Case, ...]
    coverage: Coverage

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
            results.append(CaseResult(case, tuple(_runs(base, case, by_name))))
    idle = tuple(case for case in chosen if case.expect is None)
    traces = (run.answer.trace for result in results for run in result.runs)
    return TestReport(base, tuple(results), idle, coverage_of(base, traces))


def _runs(base: RuleBase, case: Case, cases: dict[str, Case]) -> Iterator[Run]:
    assert case.expect is not None
    before = None
    if case.expect.compared_with is not None:
        name = case.expect.compared_with.case
        if name not in cases:
            raise invalid(case.place, "no-case", f"there is no case `{name}` to compare with")
        before = ask_of(base, cases[name]).evaluate().trace
    for variation, varied in _variations(case):
        question = ask_of(base, varied)
        answer = Answer(question.program, question.evaluate().trace, before)
        failures = tuple(replace(failure, variation=variation) for failure in failures_of(answer, case.expect))
        yield Run(variation, answer, failures)


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
