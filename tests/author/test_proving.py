"""What `check --prove` finds is what going through all cases finds."""

from __future__ import annotations

from collections import Counter
from functools import partial
from unittest.mock import patch

from hypothesis import assume, given

from engine.author import proving
from engine.author.findings import PROVED, UNSETTLED, Finding
from engine.author.packs import MOST, packs_of
from engine.author.proving import prove
from engine.infer.program import compile_program
from engine.infer.solver import Solver, terms_of
from tests.author.exhaustive import Cases
from tests.generated import Asked, examples, made_up, questions

MOST_CASES = 250  # partial cases gone through for one base


def test_a_thousand_bases_are_proved_as_going_through_all_of_their_cases_tells() -> None:
    seen: Counter[str] = Counter()

    @examples(1000)
    @given(questions(most=5, dissents=False))
    def agree(asked: Asked) -> None:
        cases = Cases(compile_program(asked.base))
        assume(cases.count <= MOST_CASES)
        most = 3 if len(repr(asked)) % 3 == 0 else MOST  # of some bases, several packs
        with patch.object(proving, "packs_of", partial(packs_of, most=most)):
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


@examples(100)
@given(questions(dissents=False))
def test_every_rule_is_in_one_pack_with_all_that_it_rests_on(asked: Asked) -> None:
    program = compile_program(asked.base)
    packs = list(packs_of(program, 3))
    packed = [rule.id for pack in packs for rule in pack.rules]
    assert sorted(packed) == sorted(rule.id for rule in program.rules.values() if rule.effects)
    for pack in packs:
        inside = {name for about in pack.about for name in program.depends_on(about)}
        assert all(inside.issuperset((*rule.effects, *rule.reads)) for rule in pack.rules)


def test_what_is_not_settled_in_time_is_said_and_nothing_else() -> None:
    base = made_up(7, 9, dissents=False).base
    whole = {finding.code for finding in prove(base, [])}
    found = list(prove(base, [], seconds=0))
    assert {finding.code for finding in found} <= {UNSETTLED, "fact-never-matters"}  # what nothing rests on needs no search
    assert whole - {"fires-only-unknown"} <= {finding.subject for finding in found} | {"fact-never-matters"}
    assert all("not settled within 0 s" in finding.message for finding in found if finding.code == UNSETTLED)


def test_where_nothing_is_to_be_minimised_the_first_answer_is_best() -> None:
    """A base of forty observed descriptors has too many complete cases to be gone through."""
    base = made_up(3, 60, dissents=False).base
    terms = terms_of(compile_program(base))
    observed = [name for name in terms.descriptors if base.is_observed(name)]
    solver = Solver(terms, [terms.free(dict.fromkeys(observed, "one"))])
    assert solver.best({}) is not None
    assert solver.exhausted
