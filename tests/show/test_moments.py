"""The moments of a case are drawn on one axis: lanes of the verdict, balances, and every fact with its day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ask.moments import Moment, Moments
from engine.ask.verdict import VerdictStatus
from engine.language.descriptors import Descriptor
from engine.show.days import Days
from engine.show.lettering import width
from engine.show.moments import moments_picture
from tests.generated import examples
from tests.show.hostile import HOSTILE
from tests.show.seen import SVG, Rect, see

FESTIVAL = Descriptor("festival", "The festival", "", ("cancelled", "indoors", "outdoors"))
CROWD = Descriptor("crowd", "The crowd", "", ("small", "large"))
SPRING = (
    Moment(date(2019, 3, 1), ("hall = open", "band = booked"), "open", ("indoors", "outdoors"), (("small", 0), ("large", 1))),
    Moment(date(2019, 5, 20), ("fire.ban = in_force",), "indicated", ("indoors",), (("small", 0), ("large", 3))),
    Moment(date(2019, 5, 22), (), "contradiction", ("cancelled", "indoors", "outdoors"), (("small", 2), ("large", 2))),
    Moment(date(2019, 9, 14), ("fire.ban = lifted",), "indicated", ("outdoors",), (("small", -1), ("large", 4))),
)
STATUSES: tuple[VerdictStatus, ...] = ("indicated", "open", "not_separated", "tension", "contradiction")


def spring(**changed: object) -> Moments:
    return Moments(**{"verdict": FESTIVAL, "moments": SPRING, "pivot": CROWD, "remarks": ("Case spring",), **changed})  # type: ignore[arg-type]


def said(text: str) -> list[str]:
    return [line.text or "" for line in see(text).root.iter(f"{SVG}text")]


def test_every_moment_is_listed_with_its_day_facts_and_verdict() -> None:
    seen = see(moments_picture(spring()))
    for at, moment in enumerate(SPRING, 1):
        lines = [text for text, *_ in seen.lines(f"moment-{at}")]
        assert lines[:2] == [str(at), moment.day.isoformat()]
        assert tuple(lines[2:-1]) == moment.changes
        assert lines[-1].startswith("→ ")


def test_every_scenario_has_a_lane_with_a_bar_while_it_is_left() -> None:
    seen = see(moments_picture(spring()))
    for state in FESTIVAL.states:
        bars = seen.groups[f"lane-{state}"].findall(f"{SVG}rect")
        assert len(bars) == sum(state in moment.states for moment in SPRING)
    indicated = [bar.attrib for bar in seen.groups["lane-outdoors"].findall(f"{SVG}rect")]
    assert "stroke-dasharray" in indicated[0]  # left
    assert "stroke-dasharray" not in indicated[-1]  # indicated
    assert indicated[-1]["fill"] != indicated[0]["fill"]


def test_a_verdict_that_stays_is_one_bar_and_is_said_once() -> None:
    first, second, third, fourth = SPRING
    stays = Moment(date(2019, 5, 21), ("band = booked",), second.status, second.states, second.balances)
    seen = see(moments_picture(spring(moments=(first, second, stays, third, fourth))))
    assert len(seen.groups["lane-indoors"].findall(f"{SVG}rect")) == 3
    assert [text for text, *_ in seen.lines("moment-3")] == ["3", "2019-05-21", "band = booked"]
    title = seen.groups["moment-3"].find(f"{SVG}title")
    assert title is not None
    assert title.text == "2019-05-21: band = booked: indicated, indoors"


def test_bars_follow_one_another_without_a_gap() -> None:
    seen = see(moments_picture(spring()))
    ends = []
    for state in FESTIVAL.states:
        for bar in seen.groups[f"lane-{state}"].findall(f"{SVG}rect"):
            ends.append((float(bar.attrib["x"]), float(bar.attrib["x"]) + float(bar.attrib["width"])))
    starts = sorted({begin for begin, _ in ends})
    assert sorted({end for _, end in ends})[:-1] == pytest.approx(starts[1:], abs=0.11)


def test_balances_are_steps_at_the_height_of_their_number() -> None:
    seen = see(moments_picture(spring()))
    small, large = seen.heights("balance-small"), seen.heights("balance-large")
    assert len(small) == len(large) == len(SPRING)
    unit = (large[0][2] - large[1][2]) / 2  # from +1 to +3
    assert unit > 5
    assert [before[2] - after[2] for before, after in pairwise(small)] == pytest.approx([0, 2 * unit, -3 * unit], abs=0.2)
    assert [before[2] - after[2] for before, after in pairwise(large)] == pytest.approx([2 * unit, -unit, 2 * unit], abs=0.2)
    assert small[2][2] - large[2][2] == pytest.approx(-1.8, abs=0.1)  # level, drawn side by side
    assert {"small −1", "large +4"} <= set(said(moments_picture(spring())))


def test_without_a_pivot_there_is_no_chart() -> None:
    text = moments_picture(spring(pivot=None))
    assert not [name for name in see(text).groups if name.startswith("balance")]
    assert "Balances are sums of weights, not likelihoods." not in said(text)
    assert "Balances are sums of weights, not likelihoods." in said(moments_picture(spring()))


def test_a_balance_that_is_not_there_leaves_a_hole() -> None:
    first, second, third, fourth = SPRING
    holed = (first, Moment(second.day, second.changes, second.status, second.states), third, fourth)
    assert len(see(moments_picture(spring(moments=holed))).heights("balance-small")) == 3


def test_the_last_answer_holds_until_the_day_that_is_said() -> None:
    until = see(moments_picture(spring(until=date(2020, 3, 1)))).groups["lane-outdoors"].findall(f"{SVG}rect")[-1]
    alone = see(moments_picture(spring())).groups["lane-outdoors"].findall(f"{SVG}rect")[-1]
    assert float(until.attrib["width"]) > 3 * float(alone.attrib["width"])


DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
MOMENTS = st.builds(
    lambda day, status, states, balances: Moment(
        day, ("x = y",), status, tuple(states), tuple(zip("ab", balances, strict=False))
    ),
    DAYS,
    st.sampled_from(STATUSES),
    st.lists(st.sampled_from(FESTIVAL.states), min_size=1, unique=True),
    st.lists(st.integers(-9999, 9999), min_size=2, max_size=2),
)


@given(st.lists(MOMENTS, min_size=1, max_size=30))
@examples(80)
def test_any_moments_are_drawn_within_the_page_and_nothing_lies_on_anything(moments: list[Moment]) -> None:
    ordered = tuple(sorted(moments, key=lambda moment: moment.day))
    pivot = Descriptor("p", "", "", ("a", "b"))
    seen = see(moments_picture(Moments(FESTIVAL, ordered, pivot)))
    page = Rect(0, 0, float(seen.root.attrib["width"]), float(seen.root.attrib["height"]))
    texts = []
    for text in seen.root.iter(f"{SVG}text"):
        x, y, size = (float(text.attrib[key]) for key in ("x", "y", "font-size"))
        wide = width(text.text or "", size, "font-weight" in text.attrib)
        x -= {"end": wide, "middle": wide / 2}.get(text.attrib.get("text-anchor", ""), 0)
        texts.append(Rect(x, y - size * 0.7, x + wide, y))
    assert all(page.holds(text) for text in texts)
    assert not [pair for pair in combinations(texts, 2) if pair[0].overlaps(pair[1])]


@given(DAYS, DAYS, st.integers(2, 14))
@examples(300)
def test_an_axis_has_few_marks_and_all_between_its_ends(one: date, other: date, most: int) -> None:
    days = Days(min(one, other), max(one, other), 0.0, 1000.0)
    marks = days.marks(most)
    assert len(marks) <= most + 1
    assert all(days.first <= day <= days.last for day, _ in marks)
    assert [day for day, _ in marks] == sorted({day for day, _ in marks})
    if days.last - days.first > timedelta(days=366):
        assert marks


def test_marks_are_round_days() -> None:
    texts = [text for _, text in Days(date(2014, 3, 18), date(2015, 6, 8), 0, 1).marks(12)]
    assert texts == ["2014-05", "2014-07", "2014-09", "2014-11", "2015-01", "2015-03", "2015-05"]
    assert [text for _, text in Days(date(1990, 1, 1), date(2015, 6, 8), 0, 1).marks(6)] == [
        "1990",
        "1995",
        "2000",
        "2005",
        "2010",
        "2015",
    ]
    assert [text for _, text in Days(date(2015, 2, 2), date(2015, 2, 20), 0, 1).marks(12)] == [
        "2015-02-02",
        "2015-02-09",
        "2015-02-16",
    ]


def test_what_a_user_wrote_breaks_nothing() -> None:
    verdict = Descriptor(HOSTILE[0], HOSTILE[0], "", FESTIVAL.states)
    moments = (Moment(date(2019, 3, 1), HOSTILE, "open", ("indoors",)),)
    text = moments_picture(Moments(verdict, moments, None, HOSTILE))
    see(text)
    assert "<script" not in text
    assert not {"\u202e", "\x00", "\x1b", "\u2028"} & set(text)
