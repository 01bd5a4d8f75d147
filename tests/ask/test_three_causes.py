"""A conclusion that three independent causes block is answered with all three, and the number with its distance."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from engine import ask_of, explain_not, find_folder, load_base, load_case
from engine.ask.blockers import Blocker
from engine.ask.distance import Gap, gap_of
from engine.ask.whynot import WhyNot
from engine.author.checking import check_base
from engine.author.testing import run_cases
from engine.language.cases import load_cases
from engine.language.conditions import Test
from engine.language.descriptors import Descriptor, NumberDomain, NumberRange, interval_names
from engine.language.facts import Fact

FOLDER = find_folder(str(Path(__file__).parents[1] / "bases" / "pact"))
BASE = load_base(FOLDER)
CUTS = (Decimal(10), Decimal(20))


def why_not(goal: str, *sets: str) -> WhyNot:
    return explain_not(ask_of(BASE, load_case(BASE, FOLDER), sets), goal)


def test_the_base_holds_its_cases() -> None:
    cases = load_cases(BASE, FOLDER)
    assert [result.failures for result in run_cases(BASE, cases, cases).results] == [(), ()]
    assert check_base(BASE, cases).findings == ()


def test_all_three_causes_are_named_and_the_number_with_its_gap() -> None:
    answer = why_not("pact=signed")
    (missed,) = answer.absences[answer.goal].missed
    number, dispute = missed.blockers
    assert isinstance(number, Blocker)
    assert isinstance(dispute, Blocker)
    assert (number.test.descriptor, number.kind) == ("trade.volume", "otherwise")
    assert number.gap is not None
    assert (str(number.gap.stated), str(number.gap.needed)) == ("12", ">=20")
    assert number.gap.least == number.gap.most == Decimal(8)
    assert (dispute.test, dispute.kind) == (Test("border.dispute", ("settled",)), "otherwise")
    (exemption,) = missed.exemptions
    assert [held.test for held in exemption.tests] == [Test("sanctions.regime", ("in_force",))]
    assert missed.fewest == 3
    border = answer.absences[Test("border.dispute", ("settled",))]
    assert [blocker.test for one in border.missed for blocker in one.blockers if isinstance(blocker, Blocker)] == [
        Test("border.treaty", ("ratified",))
    ]
    assert [fact.said for fact in answer.absences[Test("border.treaty", ("ratified",))].facts] == ["shelved"]


@pytest.mark.parametrize(
    ("met", "left"),
    [
        ("trade.volume=20", {"border.dispute", "sanctions.regime"}),
        ("border.treaty=ratified", {"trade.volume", "sanctions.regime"}),
        ("sanctions.regime=none_imposed", {"trade.volume", "border.dispute"}),
    ],
)
def test_each_is_a_cause_of_its_own(met: str, left: set[str]) -> None:
    answer = why_not("pact=signed", met)
    (missed,) = answer.absences[answer.goal].missed
    blocking = {blocker.test.descriptor for blocker in missed.blockers if isinstance(blocker, Blocker)}
    assert blocking | {held.test.descriptor for part in missed.exemptions for held in part.tests} == left


def test_the_nearest_miss_is_all_three_together() -> None:
    answer = why_not("pact=signed")
    assert {test.descriptor for test in answer.nearest[0].changes} == {"trade.volume", "border.dispute", "sanctions.regime"}
    assert answer.nearest[0].reached
    assert why_not("pact=signed", "trade.volume=20", "border.treaty=ratified", "sanctions.regime=none_imposed").absences == {}


def test_what_no_rule_speaks_for_is_said_to_be_so() -> None:
    answer = why_not("pact=broken_off")
    goal = answer.absences[answer.goal]
    assert (goal.spoken_for, goal.missed, answer.nearest) == (False, (), ())
    signed = why_not("pact=signed")
    assert signed.absences[signed.goal].spoken_for


def number(whole: bool = False) -> Descriptor:
    return Descriptor("n", "", "", interval_names(CUTS), ordered=True, number=NumberDomain(Decimal(0), None, whole), cuts=CUTS)


@pytest.mark.parametrize(
    ("whole", "stated", "asked", "needed", "least", "most"),
    [
        (False, (12, 12), [">=20"], ">=20", 8, 8),
        (False, (25, 25), ["10..<20"], "10..<20", 5, 5),
        (True, (25, 25), ["10..<20"], "10..<20", 6, 6),  # 19 is the nearest whole number that is taken
        (False, (5, 12), [">=20"], ">=20", 8, 15),
        (False, (15, None), ["10..<20"], "10..<20", 0, None),
        (False, (12, 12), ["<10", ">=20"], "0..<10", 2, 2),  # the nearer of two stretches
        (False, (18, 18), ["<10", ">=20"], ">=20", 2, 2),
        (False, (5, 25), ["10..<20"], "10..<20", 0, 5),
    ],
)
def test_a_gap_is_the_way_to_the_nearest_numbers_that_are_taken(
    whole: bool, stated: tuple[int, int | None], asked: list[str], needed: str, least: int, most: int | None
) -> None:
    low, high = (None if bound is None else Decimal(bound) for bound in stated)
    fact = Fact("n", NumberRange(low, high))
    gap = gap_of(number(whole), [fact], Test("n", tuple(asked)))
    assert gap is not None
    assert gap == Gap(NumberRange(low, high), gap.needed, Decimal(least), None if most is None else Decimal(most))
    assert str(gap.needed) == needed


def test_what_is_not_stated_has_no_gap() -> None:
    assert gap_of(number(), [], Test("n", (">=20",))) is None
    assert gap_of(BASE.descriptors["pact"], [], Test("pact", ("signed",))) is None
