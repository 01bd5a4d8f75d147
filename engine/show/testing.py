"""Test runs, what they cover and the mutants they notice, as pages and as JSON documents."""

from __future__ import annotations

from typing import Literal, TypedDict, get_args

from engine.author.coverage import Coverage
from engine.author.findings import Finding, in_figures
from engine.author.judging import Failure
from engine.author.mutating import MutationReport, Outcome
from engine.author.testing import TestReport
from engine.show.authoring import add_findings
from engine.show.page import Page, Style

_MOST = 3  # failures of one case that are shown; `--json` gives all


class ResultRecord(TypedDict):
    """What came of one case; `runs` counts its variations."""

    case: str
    title: str
    runs: int
    passed: bool
    failures: tuple[Failure, ...]


class CoverageRecord(TypedDict):
    """How many rules fired in some case, and how many conditions were true in one and false in another.

    `share` is the lesser of both, in whole per cent; `findings` name what was not seen.
    """

    rules: int
    rules_covered: int
    conditions: int
    conditions_covered: int
    share: int
    findings: tuple[Finding, ...]


class MutantRecord(TypedDict):
    """A slip in a rule: the case that notices it, or the draft that would."""

    name: str
    rule: str
    outcome: Outcome
    noticed_by: str | None
    draft: str | None


class DraftRecord(TypedDict):
    """A case that would notice mutants: its facts beside the baseline's, and the file that it would be."""

    name: str
    facts: tuple[str, ...]
    mutants: tuple[str, ...]
    file: str


class MutantsRecord(TypedDict):
    """What became of the mutants of a base; `complete_cases` is the number of those that were searched."""

    complete_cases: int
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    results: list[MutantRecord]
    drafts: list[DraftRecord]


class TestDocument(TypedDict):
    """A run of the cases of a base as its tests.

    `coverage` is null where only some cases were run, `mutants` where none were tried.
    """

    schema: Literal["kakehashi.test"]
    version: Literal[1]
    base: str
    passed: bool
    results: list[ResultRecord]
    without_expectation: list[str]
    coverage: CoverageRecord | None
    mutants: MutantsRecord | None


def tests_page(report: TestReport, whole: bool, detailed: bool) -> Page:
    """The page of a test run; what it covers is told where the whole base was run."""
    page = Page()
    for result in report.results:
        runs = f", {len(result.runs)} variations" if len(result.runs) > 1 else ""
        if not result.failures:
            page.add(("pass  ", "good"), f"{result.case.name}: {result.case.title}{runs}", hanging=6)
            continue
        page.add(("FAIL  ", "bad"), f"{result.case.name}: {result.case.title}{runs}", hanging=6)
        for failure in result.failures[:_MOST]:
            page.add(f"expected {failure.expected}; got {failure.got}", indent=6, hanging=2)
            if failure.variation:
                page.add(("given " + failure.variation, "dim"), indent=8, hanging=2)
        if len(result.failures) > _MOST:
            page.add(f"… and {len(result.failures) - _MOST} more", indent=6)
    for case in report.without_expectation:
        page.add(("      ", ""), f"{case.name}: expects nothing, so it is no test", hanging=6)
    failed = sum(1 for result in report.results if result.failures)
    page.gap()
    page.add((f"{len(report.results) - failed} passed, {failed} failed", "bad" if failed else "good"))
    if whole:
        _add_coverage(page, report.coverage, detailed)
    return page


def _add_coverage(page: Page, coverage: Coverage, detailed: bool) -> None:
    """What was seen of rules and conditions; in detail, what was not."""
    page.add(
        f"{coverage.rules_covered} of {coverage.rules} rules fired in at least one case; "
        f"{coverage.conditions_covered} of {coverage.conditions} conditions were true in one and false in another."
    )
    if detailed:
        add_findings(page, coverage.findings)
    elif missing := sum(not finding.accepted for finding in coverage.findings):
        page.add(
            f"`--coverage` tells of {missing} that were not seen." if missing > 1 else "`--coverage` tells of one that was not."
        )


def mutants_page(report: MutationReport, detailed: bool, saved: str | None = None) -> Page:
    """The page of the mutants: those that turn the verdict unnoticed; in detail, those that move something else too.

    `saved` is the folder that the drafts were written to.
    """
    page = Page()
    found = [finding for finding in report.findings if detailed or finding.severity != "note" or finding.accepted]
    add_findings(page, found)
    page.gap()
    counts = report.counts
    page.add(f"{len(report.results):,} mutants: {counts['noticed']:,} noticed by a case", hanging=2)
    searched = f"over all {in_figures(report.complete)} complete cases"
    style: Style = "good" if report.passed else "bad"
    accepted = sum(finding.severity == "warning" and bool(finding.accepted) for finding in report.findings)
    unnoticed = f"{counts['unnoticed']:,} turn the verdict in some complete case, and no case notices"
    page.add((unnoticed + (f" ({accepted} accepted)" if accepted else ""), style), indent=2, hanging=2)
    page.add(
        f"{counts['moved']:,} never turn the verdict, and move something else unnoticed: proved {searched}", indent=2, hanging=2
    )
    page.add(f"{counts['equal']:,} conclude the same in every complete case: proved {searched}", indent=2, hanging=2)
    if counts["not_searched"]:
        page.add((f"{counts['not_searched']:,} not searched, as time ran out", "bad"), indent=2, hanging=2)
    if report.drafts:
        cases = f"{len(report.drafts)} case{'s' if len(report.drafts) > 1 else ''}"
        where = f"they are in {saved}." if saved is not None else "--save FOLDER writes them."
        page.add(f"{cases} would notice all of those that any complete case tells; {where}")
    return page


def no_mutants_page() -> Page:
    """What stands in the place of the mutants where a case failed."""
    page = Page()
    page.add(("Mutants are tried where all cases pass.", "bad"))
    return page


def tests_document(report: TestReport, mutation: MutationReport | None, whole: bool) -> TestDocument:
    """The document of a test run; what was not seen is named where the whole base was run."""
    return TestDocument(
        schema="kakehashi.test",
        version=1,
        base=report.base.name,
        passed=report.passed and (mutation is None or mutation.passed),
        results=[
            ResultRecord(case=r.case.name, title=r.case.title, runs=len(r.runs), passed=not r.failures, failures=r.failures)
            for r in report.results
        ],
        without_expectation=[case.name for case in report.without_expectation],
        coverage=_coverage(report.coverage) if whole else None,
        mutants=_mutants(mutation) if mutation is not None else None,
    )


def _coverage(coverage: Coverage) -> CoverageRecord:
    return CoverageRecord(
        rules=coverage.rules,
        rules_covered=coverage.rules_covered,
        conditions=coverage.conditions,
        conditions_covered=coverage.conditions_covered,
        share=coverage.share,
        findings=coverage.findings,
    )


def _mutants(report: MutationReport) -> MutantsRecord:
    return MutantsRecord(
        complete_cases=report.complete,
        counts={outcome: report.counts[outcome] for outcome in get_args(Outcome)},
        findings=report.findings,
        results=[
            MutantRecord(
                name=result.mutant.name,
                rule=result.mutant.rule,
                outcome=result.outcome,
                noticed_by=result.by or None,
                draft=result.draft.case.name if result.draft is not None else None,
            )
            for result in report.results
        ],
        drafts=[
            DraftRecord(name=draft.case.name, facts=draft.facts, mutants=draft.mutants, file=draft.text)
            for draft in report.drafts
        ],
    )
