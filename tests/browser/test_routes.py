"""The ways of the graph run round boxes: through the gaps of the lines that they pass, and they bend where no box is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser.conftest import opened
from tests.browser.exploring import THAW, exploring
from tests.generated import examples
from tests.web.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

Box = dict[str, float]
Drawn = tuple[dict[str, Box], list[list[str]], float]
ROUTED = """async ([boxes, ways, width]) => {
  const { pathOf, routed } = await import('/static/js/routes.js');
  return [...routed(new Map(boxes), ways, width)].map(([key, way]) => [key, way, pathOf(way)]);
}"""
# How many ways there are, and what points of them lie within a box, a pixel at least.
WITHIN = """() => {
  const field = document.getElementById('drawing').getBoundingClientRect();
  const boxes = [...document.querySelectorAll('.node, .dot span')].map(one => one.getBoundingClientRect());
  const within = [];
  const ways = [...document.querySelectorAll('#drawing .way')];
  for (const way of ways) {
    for (let at = 0; at < way.getTotalLength(); at += 2) {
      const point = way.getPointAtLength(at);
      const [x, y] = [point.x + field.left, point.y + field.top];
      if (boxes.some(one => x > one.left + 1 && x < one.right - 1 && y > one.top + 1 && y < one.bottom - 1)) within.push([x, y]);
    }
  }
  return { ways: ways.length, within };
}"""


@st.composite
def drawings(draw: st.DrawFn) -> Drawn:
    """Boxes in lines, of any widths and heights, and ways from a line to one below it."""
    lengths = st.floats(8, 130).map(lambda length: round(length, 1))
    gaps = st.floats(0, 60).map(lambda length: round(length, 1))
    boxes: dict[str, Box] = {}
    line_of: dict[str, int] = {}
    top, width = 0.0, 1.0
    for line in range(draw(st.integers(1, 7))):
        left = draw(gaps)
        heights = []
        for _ in range(draw(st.integers(1, 6))):
            wide, high = draw(lengths), draw(lengths)
            name = f"b{len(boxes)}"
            boxes[name] = {"left": left, "right": left + wide, "top": top, "bottom": top + high}
            line_of[name] = line
            heights.append(high)
            width = max(width, left + wide)
            left += wide + draw(gaps)
        top += max(heights) + 1 + draw(gaps)
    names = sorted(boxes)
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=30, unique=True))
    return boxes, [list(pair) for pair in pairs if line_of[pair[0]] < line_of[pair[1]]], width


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture(scope="module")
def page(chromium: Browser, server: Served) -> Iterator[Page]:
    """A page on which the module of the routes can be asked."""
    with opened(chromium, server.address) as found:
        yield found.page


def routed(page: Page, drawing: Drawn) -> dict[str, list[Box]]:
    """The ways of a drawing, each by its upright stretches."""
    boxes, ways, width = drawing
    found: list[Any] = page.evaluate(ROUTED, [[[name, box] for name, box in boxes.items()], ways, width])
    return {key: way for key, way, _ in found}


@given(drawings())
@examples(300)
def test_no_way_crosses_a_box_that_is_not_one_of_its_ends(page: Page, drawing: Drawn) -> None:
    boxes, ways, _ = drawing
    found = routed(page, drawing)
    assert sorted(found) == sorted(f"{source}>{target}" for source, target in ways)
    for key, way in found.items():
        ends = key.split(">")
        others = [box for name, box in boxes.items() if name not in ends]
        for one in way:
            assert one["from"] <= one["to"]
            beside = [box for box in others if box["top"] < one["to"] and box["bottom"] > one["from"]]
            assert [box for box in beside if box["left"] < one["x"] < box["right"]] == []
        for before, after in pairwise(way):  # a bend stays between the heights that it joins, and there is no box at all
            assert before["to"] <= after["from"]
            assert [box for box in boxes.values() if box["top"] < after["from"] and box["bottom"] > before["to"]] == []


@given(drawings())
@examples(100)
def test_a_way_leads_from_the_foot_of_its_source_to_the_head_of_its_target(page: Page, drawing: Drawn) -> None:
    boxes, _, _ = drawing
    for key, way in routed(page, drawing).items():
        source, target = (boxes[name] for name in key.split(">"))
        assert (way[0]["from"], way[-1]["to"]) == (source["bottom"], target["top"])
        assert source["left"] <= way[0]["x"] <= source["right"]
        assert target["left"] <= way[-1]["x"] <= target["right"]


@given(drawings())
@examples(50)
def test_equal_drawings_have_equal_ways(page: Page, drawing: Drawn) -> None:
    assert routed(page, drawing) == routed(page, drawing)


@pytest.mark.parametrize("width", [1440, 1280, 900, 320])
@pytest.mark.parametrize("query", [f"case=baseline&{THAW}", "case=a09-nothing-known#russia.china_dependence"])
def test_on_the_page_no_way_passes_behind_a_box(chromium: Browser, server: Served, query: str, width: int) -> None:
    with exploring(chromium, server, query, width) as explorer:
        explorer.page.locator("#drawing .way").first.wait_for(state="attached")
        explorer.page.wait_for_function("() => document.querySelector('#detail .proof, #detail .quiet') !== null")
        found = explorer.page.evaluate(WITHIN)
        assert found["ways"] > 20
        assert found["within"] == []
