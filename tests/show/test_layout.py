"""Boxes keep apart, arrows go from left to right and around boxes, and few cross."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.show.layers import Arrangement, arrange
from engine.show.layout import Layout, Size, lay_out, nearest
from tests.generated import examples
from tests.show.seen import Rect

Drawn = tuple[list[Size], list[tuple[int, int]]]


@st.composite
def drawings(draw: st.DrawFn) -> Drawn:
    """Boxes of any sizes, with arrows that form no loop."""
    count = draw(st.integers(1, 24))
    lengths = st.floats(4, 120).map(lambda length: round(length, 1))
    sizes = draw(st.lists(st.builds(Size, lengths, lengths, lengths, st.booleans()), min_size=count, max_size=count))
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    pairs = draw(st.lists(ends, max_size=40, unique=True))
    return sizes, list(dict.fromkeys((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]))


def drawn(sizes: Sequence[Size], arrows: Sequence[tuple[int, int]]) -> tuple[Arrangement, Layout]:
    forks = {at for at, size in enumerate(sizes) if size.forks}
    arrangement = arrange(len(sizes), arrows, forks)
    return arrangement, lay_out(arrangement, sizes)


def rects(sizes: Sequence[Size], layout: Layout) -> list[Rect]:
    return [Rect(x, y, x + size.width, y + size.height) for (x, y), size in zip(layout.corners, sizes, strict=True)]


@given(drawings())
@examples(300)
def test_boxes_do_not_overlap_and_lie_within_the_picture(drawing: Drawn) -> None:
    sizes, arrows = drawing
    _, layout = drawn(sizes, arrows)
    boxes = rects(sizes, layout)
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    page = Rect(0, 0, layout.width, layout.height)
    assert all(page.holds(box) for box in boxes)


@given(drawings())
@examples(300)
def test_arrows_lead_from_left_to_right_from_side_to_side(drawing: Drawn) -> None:
    sizes, arrows = drawing
    _, layout = drawn(sizes, arrows)
    boxes = rects(sizes, layout)
    for (source, target), route in zip(arrows, layout.routes, strict=True):
        first, last = route.stretches[0], route.stretches[-1]
        assert first[0] == boxes[source].right
        assert last[0] == boxes[target].left
        assert boxes[source].top <= first[2] <= boxes[source].bottom
        assert boxes[target].top <= last[2] <= boxes[target].bottom
        assert all(x <= until for x, until, _ in route.stretches)
        assert all(before[1] < after[0] for before, after in pairwise(route.stretches))


@given(drawings())
@examples(300)
def test_arrows_bend_between_the_layers_and_pass_no_box(drawing: Drawn) -> None:
    sizes, arrows = drawing
    _, layout = drawn(sizes, arrows)
    boxes = rects(sizes, layout)
    for (source, target), route in zip(arrows, layout.routes, strict=True):
        for x, until, y in route.stretches:
            line = Rect(x, y, until, y)
            assert not [box for at, box in enumerate(boxes) if at not in (source, target) and box.overlaps(line)]
        for before, after in pairwise(route.stretches):  # between two layers there is no box
            assert not [box for box in boxes if box.left < after[0] and box.right > before[1]]


@given(drawings())
@examples(100)
def test_labels_have_the_room_that_was_asked_for(drawing: Drawn) -> None:
    sizes, arrows = drawing
    arrangement, layout = drawn(sizes, arrows)
    for (source, _), route in zip(arrows, layout.routes, strict=True):
        assert route.stretches[0][1] >= layout.corners[source][0] + sizes[source].width + sizes[source].margin - 0.001
    assert sorted(place for row in arrangement.rows for place in row) == list(range(len(arrangement.layer)))


@given(drawings())
@examples(100)
def test_equal_input_makes_an_equal_layout(drawing: Drawn) -> None:
    assert drawn(*drawing) == drawn(*drawing)


def test_what_can_be_drawn_without_crossings_is() -> None:
    tree = [(2 * at + 1 + side, at) for at in range(15) for side in (1, 0)]
    shuffled = sorted(tree, key=lambda arrow: (arrow[0] * 7) % 31)
    arrangement, _ = drawn([Size(10, 10)] * 31, shuffled)
    places = {place: at for row in arrangement.rows for at, place in enumerate(row)}
    for (a, b), (c, d) in combinations(arrangement.links, 2):
        if arrangement.layer[a] == arrangement.layer[c]:
            assert (places[a] - places[c]) * (places[b] - places[d]) >= 0


def test_arrows_that_fork_go_together_while_they_can() -> None:
    arrows = [(0, 1), (1, 2), (2, 3), (0, 3), (0, 2)]
    together, apart = (arrange(4, arrows, forks) for forks in ({0}, ()))
    assert together.chains[3][1] == together.chains[4][1]
    assert len(set(apart.chains[3][1:-1]) & set(apart.chains[4][1:-1])) == 0


def test_nothing_is_laid_out_of_nothing() -> None:
    assert drawn([], [])[1] == Layout((), (), 0.0, 0.0)


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 5)), min_size=1, max_size=6))
@examples(200)
def test_places_are_the_nearest_that_keep_apart(wishes: list[tuple[float, float]]) -> None:
    wanted, pull = [wish for wish, _ in wishes], [weight for _, weight in wishes]
    apart = [10.0] * (len(wishes) - 1)
    found = nearest(wanted, pull, apart)
    assert all(after - before >= 10 - 1e-9 for before, after in pairwise(found))
    # At the optimum of a convex problem no block can be moved to gain: the pull on each run of touching places is level.
    cost = sum(weight * (at - wish) ** 2 for at, wish, weight in zip(found, wanted, pull, strict=True))
    for first in range(len(found)):
        for last in range(first, len(found)):
            for step in (-0.01, 0.01):
                moved = [at + step if first <= index <= last else at for index, at in enumerate(found)]
                if all(after - before >= 10 - 1e-9 for before, after in pairwise(moved)):
                    assert sum(w * (at - wish) ** 2 for at, wish, w in zip(moved, wanted, pull, strict=True)) >= cost - 1e-9
