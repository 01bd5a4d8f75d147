"""The cases of the article's base show all of it, and notice every slip in it that turns a verdict, or it says why not."""

from __future__ import annotations

from engine.author.mutating import try_mutants
from engine.author.testing import run_cases
from engine.language.cases import load_cases
from engine.language.folders import find_folder
from engine.language.loading import load_base

FOLDER = find_folder()
BASE = load_base(FOLDER)
CASES = load_cases(BASE, FOLDER)


def test_every_mutant_that_turns_a_verdict_is_noticed_or_accepted_with_a_reason() -> None:
    report = try_mutants(run_cases(BASE, CASES, CASES), CASES)
    assert [finding.name for finding in report.findings if finding.severity != "note" and not finding.accepted] == []
    assert report.passed
    assert report.counts["noticed"] > 700
    assert report.counts["not_searched"] == 0
    assert report.counts["unnoticed"] == sum(finding.severity == "warning" for finding in report.findings)


def test_its_cases_show_every_rule_and_every_condition_both_ways() -> None:
    assert run_cases(BASE, CASES, CASES).coverage.findings == ()
