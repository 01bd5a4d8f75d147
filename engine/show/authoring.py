"""Test runs and static checks, as pages and as JSON documents."""

from __future__ import annotations

from typing import Literal, TypedDict

from engine.author.checking import CheckReport
from engine.author.findings import Finding
from engine.author.testing import Failure, TestReport
from engine.show.page import Page, Style

_MOST = 3  # failures of one case that are shown; `--json` gives all


class ResultRecord(TypedDict):
    """What came of one case; `runs` counts its variations."""

    case: str
    title: str
    runs: int
    passed: bool
    failures: tuple[Failure, ...]


class TestDocument(TypedDict):
    """A run of the cases of a base as its tests.

    `never_fired` are the rules that fired in none of them, null where only some cases were run.
    """

    schema: Literal["kakehashi.test"]
    version: Literal[1]
    base: str
    passed: bool
    results: list[ResultRecord]
    without_expectation: list[str]
    never_fired: tuple[str, ...] | None


class CheckDocument(TypedDict):
    """What was found wrong with a base, or loose in it, and what was proved of it."""

    schema: Literal["kakehashi.check"]
    version: Literal[1]
    base: str
    passed: bool
    proved: bool
    findings: tuple[Finding, ...]


def tests_page(report: TestReport, whole: bool) -> Page:
    """The page of a test run; rules that never fired are named where the whole base was run."""
    page = Page()
    for result in report.results:
        runs = f", {result.runs} variations" if result.runs > 1 else ""
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
        written = len({rule.written for rule in report.base.rules.values()})
        page.add(f"{written - len(report.never_fired)} of {written} rules fired in at least one case.")
        if report.never_fired:
            page.add("Never fired:")
            for name in report.never_fired:
                page.add(name, indent=2)
    return page


def check_page(report: CheckReport) -> Page:
    """The page of a check; what the base accepts is named at its end, with the reason."""
    page = Page()
    left = [finding for finding in report.findings if not finding.accepted]
    for finding in left:
        style: Style = "dim" if finding.severity == "note" else "bad"
        text = f": {finding.message} [{finding.code}] {finding.hint}".rstrip()
        page.add((finding.severity, style), f" {finding.place}", text, hanging=2)
        if finding.witness is not None:
            page.add((f"for example: {' '.join(finding.witness) or 'with no facts'}", "dim"), indent=2, hanging=2)
        if finding.proof:
            page.add((finding.proof, "dim"), indent=2, hanging=2)
    for finding in report.findings:
        if finding.accepted:
            page.add(("accepted", "dim"), f" {finding.name}: {finding.accepted}", hanging=2)
    notes = sum(finding.severity == "note" for finding in left)
    page.gap()
    found = "nothing to mend" if report.passed else f"{len(left) - notes} to mend"
    counts = f"{len(report.base.rules)} rules, {len(report.base.descriptors)} descriptors, {report.cases} cases"
    noted = f"{notes} note{'' if notes == 1 else 's'}"
    accepted = len(report.findings) - len(left)
    ending = f", {accepted} accepted" if accepted else ""
    page.add((f"{report.base.name}: {counts}: {found}, {noted}{ending}.", "good" if report.passed else "bad"))
    return page


def tests_document(report: TestReport, whole: bool) -> TestDocument:
    """The document of a test run; rules that never fired are named where the whole base was run."""
    return TestDocument(
        schema="kakehashi.test",
        version=1,
        base=report.base.name,
        passed=report.passed,
        results=[
            ResultRecord(case=r.case.name, title=r.case.title, runs=r.runs, passed=not r.failures, failures=r.failures)
            for r in report.results
        ],
        without_expectation=[case.name for case in report.without_expectation],
        never_fired=report.never_fired if whole else None,
    )


def check_document(report: CheckReport) -> CheckDocument:
    """The document of a check."""
    return CheckDocument(
        schema="kakehashi.check",
        version=1,
        base=report.base.name,
        passed=report.passed,
        proved=report.proved,
        findings=report.findings,
    )
