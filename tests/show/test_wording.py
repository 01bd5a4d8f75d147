"""What a page says in words is what the values say: counted rightly, compared like with like, and once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine import Assessment, assess, make_question
from engine.ask.hinges import Hinge
from engine.show.assessment import assessment_page
from engine.show.reasons import hinge_text


def said(answer: Assessment) -> str:
    return assessment_page(answer).plain(10_000)


@pytest.fixture(scope="module")
def baseline() -> Assessment:
    return assess(make_question())


def test_the_hinges_that_are_not_listed_are_counted_by_what_they_do(baseline: Assessment) -> None:
    answer = assess(make_question(base_name="alliances-1914"))
    assert all(hinge.tips for hinge in answer.hinges)
    assert f"… and {len(answer.hinges) - 5} more that turn the verdict (--json lists them)." in said(answer)
    assert f"… and {len(baseline.hinges) - 5} more that only narrow the lead (" in said(baseline)
    tipping, *narrowing = baseline.hinges
    both = replace(baseline, hinges=(*[tipping] * 6, replace(narrowing[0], lead=None), *narrowing[:2]))
    counted = "1 more that turns the verdict, 1 that changes only the way to it and 2 that only narrow the lead"
    assert f"… and {counted} (" in said(both)


def test_the_lead_over_one_rival_is_not_compared_with_that_over_another(baseline: Assessment) -> None:
    (pivot,) = baseline.pivots
    hinges: dict[str, Hinge] = {hinge.descriptor: hinge for hinge in baseline.hinges}
    assert hinge_text(hinges["ukraine.course"], pivot) == "hold would lead by 6 (over stiffen) instead of 8 (over lift)"
    assert hinge_text(hinges["g7.front"], pivot) == "hold would lead lift by 3 instead of 8"
