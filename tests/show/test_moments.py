"""The moments of a case are drawn on one axis: lanes of the verdict, balances, and every fact with its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import make_question, timeline
from engine.ask.changes import FactsChange
from engine.ask.compare import Comparison, Side
from engine.ask.question import Question
from engine.ask.timeline import Moment, Timeline
from engine.ask.verdict import Verdict, VerdictStatus
from engine.infer.program import compile_program
from engine.infer.situation import Situation
from engine.infer.trace import Settling, Trace
from engine.language.base import RuleBase
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.show.days import Days
from engine.show.lettering import width
from engine.show.moments import timeline_picture
from tests.generated import examples
from tests.show.hostile import HOSTILE
from tests.show.seen import SVG, Rect, see

FESTIVAL = Descriptor("festival", "The festival", "", ("cancelled", "indoors", "outdoors"))
CROWD = Descriptor("crowd", "The crowd", "", ("small", "large"))


class Told(NamedTuple):
    """A moment in a few words: its day, its facts (name, state), the verdict, and the balances of the crowd."""

    day: date
    facts: tuple[tuple[str, str], ...]
    status: VerdictStatus
    states: tuple[str, ...]
    balances: tuple[int, int] = (0, 0)


SPRING = (
    Told(date(2019, 3, 1), (("hall", "open"), ("band", "booked")), "open", ("indoors", "outdoors"), (0, 1)),
    Told(date(2019, 5, 20), (("fire.ban", "in_force"),), "indicated", ("indoors",), (0, 3)),
    Told(date(2019, 5, 22), (), "contradiction", ("cancelled", "indoors", "outdoors"), (2, 2)),
    Told(date(2019, 9, 14), (("fire.ban", "lifted"),), "indicated", ("outdoors",), (-1, 4)),
)
STATUSES: tuple[VerdictStatus, ...] = ("indicated", "open", "not_separated", "tension", "contradiction")


def settling(descriptor: Descriptor, states: tuple[str, ...], balances: tuple[int, ...]) -> Settling:
    table = tuple(zip(descriptor.states, balances, strict=True))
    every = descriptor.states
    return Settling(descriptor.id, (), (), every, table, every, (), "weighed", states, None, states, "open", ())


def timeline_of(
    moments: Sequence[Told],
    *pivots: Descriptor,
    verdict: Descriptor = FESTIVAL,
    until: date | None = None,
    title: str = "Spring",
) -> Timeline:
    """The timeline of moments as they are told, whatever rules would have made of it."""
    names = {name for moment in moments for name, _ in moment.facts}
    descriptors = {name: Descriptor(name, "", "", ("one", "other")) for name in names}
    descriptors |= {found.id: found for found in (verdict, *pivots)}
    base = RuleBase("town", "The town", verdict.id, descriptors, {})
    question = Question(compile_program(base), Case("spring", title), Situation(until, (), (), ""))

    def side(told: Told | None) -> Side:
        status, states = (told.status, told.states) if told else ("open", verdict.states)
        balances = told.balances if told else (0, 0)
        settlings = (settling(verdict, states, (0,) * len(verdict.states)), *(settling(p, p.states, balances) for p in pivots))
        trace = Trace("town", "", "", "", (), (), (), (), settlings)
        return Side(question, trace, Verdict(verdict.id, status, states, ()))

    def changes(before: Side, told: Told) -> Comparison:
        facts = (FactsChange(name, (), (Fact(name, (state,)),), None, (state,), True, False) for name, state in told.facts)
        return Comparison(before, side(told), tuple(facts), (), (), (), (), None, ())

    befores = [None, *moments]
    return Timeline(
        question,
        side(None),
        tuple(Moment(told.day, side(told), changes(side(before), told)) for before, told in zip(befores, moments, strict=False)),
        tuple(pivot.id for pivot in pivots),
    )


def spring(*pivots: Descriptor, moments: Sequence[Told] = SPRING, until: date | None = None) -> str:
    """The picture of the spring."""
    return timeline_picture(timeline_of(moments, *(pivots or (CROWD,)), until=until))


def said(text: str) -> list[str]:
    return [line.text or "" for line in see(text).root.iter(f"{SVG}text")]


def test_every_moment_is_listed_with_its_day_facts_and_verdict() -> None:
    seen = see(spring())
    for at, moment in enumerate(SPRING, 1):
        lines = [text for text, *_ in seen.lines(f"moment-{at}")]
        assert lines[:2] == [str(at), moment.day.isoformat()]
        assert tuple(lines[2:-1]) == tuple(f"{name} = {state}" for name, state in moment.facts)
        assert lines[-1].startswith(f"→ {moment.status}: ")


def test_what_was_asked_and_what_stood_before_stands_above() -> None:
    assert said(spring())[:4] == [
        "The festival over time",
        "The town",
        "Case spring: Spring (no facts)",
        "Before 2019-03-01: open between cancelled, indoors and outdoors.",
    ]


def test_every_scenario_has_a_lane_with_a_bar_while_it_is_left() -> None:
    seen = see(spring())
    for state in FESTIVAL.states:
        bars = seen.groups[f"lane-{state}"].findall(f"{SVG}rect")
        assert len(bars) == sum(state in moment.states for moment in SPRING)
    indicated = [bar.attrib for bar in seen.groups["lane-outdoors"].findall(f"{SVG}rect")]
    assert "stroke-dasharray" in indicated[0]  # left
    assert "stroke-dasharray" not in indicated[-1]  # indicated
    assert indicated[-1]["fill"] != indicated[0]["fill"]


def test_a_verdict_that_stays_is_one_bar_and_is_said_once() -> None:
    first, second, third, fourth = SPRING
    stays = second._replace(day=date(2019, 5, 21), facts=(("band", "booked"),))
    seen = see(spring(moments=(first, second, stays, third, fourth)))
    assert len(seen.groups["lane-indoors"].findall(f"{SVG}rect")) == 3
    assert [text for text, *_ in seen.lines("moment-3")] == ["3", "2019-05-21", "band = booked"]
    title = seen.groups["moment-3"].find(f"{SVG}title")
    assert title is not None
    assert title.text == "2019-05-21: band = booked: indoors is indicated"


def test_bars_follow_one_another_without_a_gap() -> None:
    seen = see(spring())
    ends = []
    for state in FESTIVAL.states:
        for bar in seen.groups[f"lane-{state}"].findall(f"{SVG}rect"):
            ends.append((float(bar.attrib["x"]), float(bar.attrib["x"]) + float(bar.attrib["width"])))
    starts = sorted({begin for begin, _ in ends})
    assert sorted({end for _, end in ends})[:-1] == pytest.approx(starts[1:], abs=0.11)


def test_balances_are_steps_at_the_height_of_their_number() -> None:
    seen = see(spring())
    small, large = seen.heights("balance-crowd-small"), seen.heights("balance-crowd-large")
    assert len(small) == len(large) == len(SPRING)
    unit = (large[0][2] - large[1][2]) / 2  # from +1 to +3
    assert unit > 5
    assert [before[2] - after[2] for before, after in pairwise(small)] == pytest.approx([0, 2 * unit, -3 * unit], abs=0.2)
    assert [before[2] - after[2] for before, after in pairwise(large)] == pytest.approx([2 * unit, -unit, 2 * unit], abs=0.2)
    assert small[2][2] - large[2][2] == pytest.approx(-1.8, abs=0.15)  # level, drawn side by side
    assert {"small −1", "large +4"} <= set(said(spring()))


def test_every_descriptor_on_which_the_verdict_turns_has_a_chart_where_anything_weighs_on_it() -> None:
    band = Descriptor("band", "The band", "", ("booked", "not_booked"))
    both = see(spring(CROWD, band))
    assert {name for name in both.groups if name.startswith("balance")} == {
        "balance-crowd-small", "balance-crowd-large", "balance-band-booked", "balance-band-not_booked",
    }  # fmt: skip
    level = spring(moments=[moment._replace(balances=(0, 0)) for moment in SPRING])
    assert not [name for name in see(level).groups if name.startswith("balance")]
    assert "Balances are sums of weights, not likelihoods." not in said(level)
    assert "Balances are sums of weights, not likelihoods." in said(spring())


def test_the_last_answer_holds_until_the_day_that_is_asked_of() -> None:
    until = see(spring(until=date(2020, 3, 1))).groups["lane-outdoors"].findall(f"{SVG}rect")[-1]
    alone = see(spring()).groups["lane-outdoors"].findall(f"{SVG}rect")[-1]
    assert float(until.attrib["width"]) > 3 * float(alone.attrib["width"])


def test_without_a_date_there_is_nothing_to_follow() -> None:
    assert said(spring(moments=()))[3:] == [
        "No fact has a date, so there is nothing to follow. The verdict: open between cancelled, indoors and outdoors."
    ]


def test_the_story_turns_where_its_timeline_does_and_says_what_moved_it() -> None:
    answer = timeline(make_question(case_name="story-2012-2015", whole=True))
    seen = see(timeline_picture(answer))
    turned = {}
    for at, moment in enumerate(answer.moments, 1):
        lines = [text for text, *_ in seen.lines(f"moment-{at}")]
        assert lines[1] == moment.date.isoformat()
        if at > 1 and any(line.startswith("→") for line in lines):
            turned[lines[1]] = lines[-1]
    assert turned == {
        "2013-02-22": "→ indicated: neutral",
        "2014-03-18": "moved by russia.border_change",
        "2014-09-05": "→ indicated: neutral",
    }
    assert float(seen.root.attrib["height"]) / float(seen.root.attrib["width"]) < 277 / 190  # one page of A4


DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
MOMENTS = st.builds(
    lambda day, status, states, balances: Told(day, (("x", "y"),), status, tuple(states), tuple(balances)),
    DAYS,
    st.sampled_from(STATUSES),
    st.lists(st.sampled_from(FESTIVAL.states), min_size=1, unique=True),
    st.lists(st.integers(-9999, 9999), min_size=2, max_size=2),
)
NAMES = st.lists(st.text("abcdefgh_", min_size=1, max_size=60), min_size=2, max_size=2, unique=True)


@given(st.lists(MOMENTS, min_size=1, max_size=30, unique_by=lambda told: told.day), NAMES)
@examples(80)
def test_any_moments_are_drawn_within_the_page_and_nothing_lies_on_anything(moments: list[Told], names: list[str]) -> None:
    ordered = sorted(moments, key=lambda moment: moment.day)
    pivot = Descriptor("p", "", "", tuple(names))
    verdict = Descriptor("v", "", "", (*FESTIVAL.states, "a_scenario_with_a_name_that_is_longer_than_there_is_room_for"))
    seen = see(timeline_picture(timeline_of(ordered, pivot, verdict=verdict)))
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


@given(st.sets(DAYS, min_size=2, max_size=30), DAYS, st.integers(2, 14))
@examples(200)
def test_stops_stand_at_equal_distances_and_other_days_between_them(stops: set[date], day: date, most: int) -> None:
    inner = tuple(sorted(stops))
    days = Days(inner[0], inner[-1], 0.0, float(len(inner) - 1), inner)
    assert [days.at(stop) for stop in inner] == pytest.approx(list(range(len(inner))))
    assert len(days.marks(most)) <= most
    if inner[0] <= day <= inner[-1]:
        before = max(at for at, stop in enumerate(inner) if stop <= day)
        assert before <= days.at(day) < before + 1


def test_days_that_are_close_on_a_long_axis_stand_at_equal_distances() -> None:
    close = timeline(make_question(base_name="alliances-1914", case_name="story-july-1914"))
    assert "at equal distances" in timeline_picture(close)
    assert "at equal distances" not in timeline_picture(timeline(make_question(case_name="story-2012-2015")))


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
    verdict = Descriptor("v", HOSTILE[0], "", FESTIVAL.states)
    facts = tuple((text, text) for text in HOSTILE)
    text = timeline_picture(
        timeline_of([Told(date(2019, 3, 1), facts, "open", ("indoors",))], verdict=verdict, title=HOSTILE[-1])
    )
    see(text)
    assert "<script" not in text
    assert not {"\u202e", "\x00", "\x1b", "\u2028"} & set(text)
