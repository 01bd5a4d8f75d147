"""Checks of a base, as pages and as JSON documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypedDict

from engine.author.checking import CheckReport
from engine.author.findings import Finding
from engine.show.page import Page, Style
from engine.show.words import counted


class CheckDocument(TypedDict):
    """What was found wrong with a base, or loose in it, and what was proved of it."""

    schema: Literal["kakehashi.check"]
    version: Literal[1]
    base: str
    passed: bool
    proved: bool
    findings: tuple[Finding, ...]


def check_page(report: CheckReport) -> Page:
    """The page of a check; what the base accepts is named at its end, with the reason."""
    page = Page()
    left = [finding for finding in report.findings if not finding.accepted]
    add_findings(page, report.findings)
    notes = sum(finding.severity == "note" for finding in left)
    page.gap()
    found = "nothing to mend" if report.passed else f"{len(left) - notes} to mend"
    counts = f"{len(report.base.rules)} rules, {len(report.base.descriptors)} descriptors, {report.cases} cases"
    accepted = len(report.findings) - len(left)
    ending = f", {accepted} accepted" if accepted else ""
    page.add((f"{report.base.name}: {counts}: {found}, {counted(notes, 'note')}{ending}.", "good" if report.passed else "bad"))
    return page


def add_findings(page: Page, findings: Iterable[Finding]) -> None:
    """Findings, then what the base accepts, with the reason."""
    found = list(findings)
    for finding in found:
        if finding.accepted:
            continue
        style: Style = "dim" if finding.severity == "note" else "bad"
        text = f": {finding.message} [{finding.code}] {finding.hint}".rstrip()
        page.add((finding.severity, style), f" {finding.place}", text, hanging=2)
        if finding.witness is not None:
            page.add((f"for example: {' '.join(finding.witness) or 'with no facts'}", "dim"), indent=2, hanging=2)
        if finding.proof:
            page.add((finding.proof, "dim"), indent=2, hanging=2)
    for finding in found:
        if finding.accepted:
            page.add(("accepted", "dim"), f" {finding.name}: {finding.accepted}", hanging=2)


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
