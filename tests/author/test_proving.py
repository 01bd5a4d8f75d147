"""What `check --prove` finds is what going through all cases finds."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given

from engine.author.findings import PROVED, Finding
from engine.author.proving import prove
from engine.infer.program import compile_program
from tests.author.exhaustive import Cases
from tests.generated import Asked, examples, questions

MOST_CASES = 250  # partial cases gone through for one base


def test_a_thousand_bases_are_proved_as_going_through_all_of_their_cases_tells() -> None:
    seen: Counter[str] = Counter()

    @examples(1000)
    @given(questions(most=5, dissents=False))
    def agree(asked: Asked) -> None:
        cases = Cases(compile_program(asked.base))
        assume(cases.count <= MOST_CASES)
        found = list(prove(asked.base, []))
        names = [finding.name for finding in found]
        assert len(names) == len(set(names))
        assert sorted(name for name in names if not name.startswith("implied-rule")) == sorted(cases.names())
        implied(cases, {finding.subject for finding in found if finding.code == "implied-rule"})
        for finding in found:
            proved_or_shown(cases, finding)
        seen.update(finding.code for finding in found)

    agree()
    assert set(seen) == set(PROVED)


def implied(cases: Cases, named: set[str]) -> None:
    """Every rule named is implied by one that is not, and none that is not named by another such."""
    strict = [rule for rule in cases.rules if rule.then and not rule.impact and cases.fires(rule)]
    for rule in strict:
        by = [other for other in cases.rules if other is not rule and other.id not in named and cases.implies(rule, other)]
        assert bool(by) == (rule.id in named)
    assert named <= {rule.id for rule in strict}


def proved_or_shown(cases: Cases, finding: Finding) -> None:
    """A finding says over how many cases it was proved, or has a case that shows it, and no smaller contradiction."""
    assert (finding.witness is None) == bool(finding.proof)
    if finding.witness is None:
        assert f"all {len(cases.complete):,} complete" in finding.proof
        assert (f"all {cases.count:,} partial ones" in finding.proof) == holds_of_partial_ones(cases, finding)
        return
    given_ = {name: (state,) for name, state in (fact.split("=", 1) for fact in finding.witness)}
    trace = cases.trace(given_)
    if finding.code == "contradiction-possible":
        assert trace.settled[finding.subject].status == "contradiction"
        sizes = [len(other) for other, made in cases.loose if made.settled[finding.subject].status == "contradiction"]
        assert len(given_) == min(sizes)
    else:
        assert len(given_) == len(cases.states)
        assert trace.settled[cases.program.base.verdict].status == finding.subject


def holds_of_partial_ones(cases: Cases, finding: Finding) -> bool:
    if finding.code == "never-fires":
        return True
    verdict = cases.program.base.verdict
    return finding.code == "verdict-unreachable" and not any(
        trace.settled[verdict].status == "settled" and trace.settled[verdict].known == (finding.subject,)
        for _, trace in cases.partial
    )
