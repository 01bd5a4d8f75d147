"""The base of the article: its cases hold, its rules fire, its claims are carried, its vocabulary is the agreed one."""

from __future__ import annotations

import pytest

from engine.ask.listing import select
from engine.author.checking import check_base
from engine.author.judging import Failure
from engine.author.testing import run_cases
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.rules import Rule
from tests.bases.streltsov import BASE, BASELINE, CASES, PROGRAM, TESTED

CLAIMS = {
    "C01": [1], "C02": [1], "C03": [2], "C04": [3, 6], "C05": [3], "C06": [4, 6], "C07": [5], "C08": [7, 8], "C09": [8],
    "C10": [9], "C11": [10], "C12": [11], "C13": [12], "C14": [13], "C15": [14], "C16": [14], "C17": [15], "C18": [15],
    "C19": [16], "C20": [17], "C21": [17], "C22": [17], "C23": [18], "C24": [18], "C25": [18, 21], "C26": [18], "C27": [19],
    "C28": [19], "C29": [20], "C30": [19, 20, 27], "C31": [21], "C32": [23], "C33": [23], "C34": [24], "C35": [24],
    "C36": [24], "C37": [25], "C38": [25], "C39": [25], "C40": [25], "C41": [26], "C42": [26], "C43": [27], "C44": [27],
    "C45": [27], "C46": [28], "C47": [28], "C48": [1, 22, 24, 27],
}  # fmt: skip
OBSERVED = {
    "ukraine.course": "escalating < unresolved < stabilising",
    "us_russia.relations": "worsening < tense < thawing",
    "g7.front": "divided, consolidated",
    "us_japan.alliance": "strained, firm",
    "us_japan.bad_years": "remembered, forgotten",
    "nea.security": "deteriorating, stable",
    "japan_china.dispute": "dormant, active",
    "russia_china.defence_ties": "limited < deepening < advanced_arms",
    "russia_china.economic_ties": "limited, deepening",
    "russia_china.history_front": "absent, joint",
    "energy.china_gas": "absent, large_scale",
    "energy.hedging_pressure": "low, high",
    "energy.pipeline_gas_share": "0..100 per cent",
    "territory.talks": "stalled < ongoing < advancing",
    "japan.territorial_position": "four_islands_at_once, flexible",
    "japan.sanctions_packages": "whole >=0 packages",
    "japan.government": "weak, free_hand",
    "japan.leader_reputation": "nationalist, conciliatory",
    "japan.public_on_ukraine": "detached, affected",
    "japan.anti_american_sentiment": "marginal, present",
    "japan.economy": "weak, strong",
    "japan.sanctions_memory": "wary, faded",
    "japan.reaction": "timely, belated, inadequate, missing",
    "russia.posture_to_japan": "hostile, neutral_friendly",
    "russia.countermeasures_on_japan": "none_taken, imposed",
    "russia.policy_on_japan": "ad_hoc, balanced",
    "russia.economy": "worsened, recovering",
    "russia.border_change": "by_force, none_made",
    "summitry.trust": "low, high",
    "summitry.putin_visit": "cancelled < planned < held",
    "west_russia.contact_need": "low, growing",
}
DERIVED = {
    "japan.sanctions_character": "symbolic, sectoral",
    "japan.recognition": "refused, not_refused",
    "japan.sanctions_course": "lift < hold < stiffen",
    "japan.contacts": "curtail < maintain < expand",
    "japan.economic_course": "shrink < steady < expand",
    "japan.front": "with_west, apart",
    "japan.role": "follower, balancer, bridge",
    "russia.china_dependence": "low < growing < junior_partner",
    "relations.with_japan": "spoiled, less_spoiled",
    "territory.prospect": "none_left, unlikely, possible",
    "relations.risk": "contained, fast_deterioration",
    "scenario": "confrontational, neutral, positive",
}


def said(failure: Failure) -> str:
    """A failed expectation in a line."""
    given = f" (given {failure.variation})" if failure.variation else ""
    return f"expected {failure.expected}; got {failure.got}{given}"


@pytest.mark.parametrize("case", TESTED, ids=lambda case: case.name)
def test_a_case_comes_out_as_it_expects(case: Case) -> None:
    (result,) = run_cases(BASE, [case], CASES.values()).results
    assert not result.failures, "\n".join(map(said, result.failures))


def test_the_agreed_cases_are_there() -> None:
    titles = {case.title.partition(":")[0] for case in TESTED}
    assert BASELINE in TESTED
    assert titles >= {f"A{number}" for number in range(2, 15)}


def test_every_rule_fires_in_some_case_with_an_expectation() -> None:
    once = [case for case in TESTED if case.vary is None]
    assert run_cases(BASE, once, CASES.values()).coverage.rules_covered == len(BASE.rules)


def test_the_register_of_claims_is_the_agreed_one() -> None:
    assert {claim.id: list(claim.cite) for claim in BASE.claims.values()} == CLAIMS
    assert list(BASE.source.paragraphs) == list(range(1, 29))


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_carried_or_explained_and_found_by_its_paragraphs(claim: str) -> None:
    found = select(BASE, BASELINE.facts, claims=[claim])
    carriers: list[Rule | Fact | Descriptor] = [*found.rules, *found.facts, *found.descriptors]
    assert carriers or BASE.notes.get(claim), f"nothing carries {claim}: {BASE.claims[claim].gist}"
    cited = {number for carrier in carriers for number in carrier.cite}
    for number in CLAIMS[claim]:
        there = select(BASE, BASELINE.facts, cites=[number])
        assert claim in [listed.id for listed in there.claims]
        assert claim not in BASE.notes or claim in dict(there.notes)
    assert not carriers or cited & set(CLAIMS[claim]), f"what carries {claim} cites none of its paragraphs"


@pytest.mark.parametrize("number", BASE.source.paragraphs)
def test_a_paragraph_is_cited_or_its_claims_are_explained(number: int) -> None:
    found = select(BASE, BASELINE.facts, cites=[number])
    explained = {name for name, _ in found.notes}
    assert found.rules or found.facts or found.descriptors or {claim.id for claim in found.claims} <= explained
    assert found.claims, f"¶{number} has no claim"


def test_check_finds_nothing_worse_than_a_note() -> None:
    report = check_base(BASE, list(CASES.values()))
    assert [finding for finding in report.findings if finding.severity != "note"] == []


@pytest.mark.parametrize(("name", "states"), [*OBSERVED.items(), *DERIVED.items()])
def test_a_descriptor_has_the_agreed_states(name: str, states: str) -> None:
    descriptor = BASE.descriptors[name]
    if descriptor.number is not None:
        whole = "whole " if descriptor.number.whole else ""
        assert f"{whole}{descriptor.number.as_range()} {descriptor.number.unit}" == states
    else:
        assert (" < " if descriptor.ordered else ", ").join(descriptor.states) == states


def test_what_is_observed_is_what_was_agreed() -> None:
    assert {name for name in BASE.descriptors if BASE.is_observed(name)} == set(OBSERVED)
    assert set(DERIVED) <= BASE.derived
    assert BASE.verdict == "scenario"


def test_nothing_is_assumed_from_silence_on_the_way_to_the_verdict() -> None:
    for name in PROGRAM.depends_on(BASE.verdict):
        assert BASE.descriptors[name].default is None, f"{name} has a default"
        assert [rule.id for rule in PROGRAM.rules_on.get(name, ()) if rule.unless] == []
