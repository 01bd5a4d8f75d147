"""Where boxes stand and arrows run: the sizes and places of what `layers` has put in order.

Every arrow leads from one layer into a later one; where it passes layers on its way, room is kept for it, so that no
arrow runs through a box.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from engine.show.layers import Arrangement

_BEND = (28.0, 64.0)  # between two layers, for arrows to bend in
_SLOT = 5.0  # what a passing arrow takes of a layer
_GAP = 7.0  # between two boxes of a layer
_ROUNDS = 12
_STIFF = 4.0  # how much harder arrows pull where they pass through than at a box


class Size(Struct, frozen=True):
    """The width and height of a box, and the room to its right that is kept free for labels of arrows that leave it.

    Where it `forks`, its arrows leave as one line and part on the way.
    """

    width: float
    height: float
    margin: float = 0.0
    forks: bool = False


class Route(Struct, frozen=True):
    """The way of an arrow: level stretches ``(x, until x, y)``, with a bend from each to the next."""

    stretches: tuple[tuple[float, float, float], ...]


class Layout(Struct, frozen=True):
    """The corners (left, top) of the boxes, the routes of the arrows, and the size of it all."""

    corners: tuple[tuple[float, float], ...]
    routes: tuple[Route, ...]
    width: float
    height: float


def lay_out(arrangement: Arrangement, sizes: Sequence[Size]) -> Layout:
    """The layout of an arrangement of boxes of these sizes. No two boxes overlap."""
    if not sizes:
        return Layout((), (), 0.0, 0.0)
    layer = arrangement.layer
    heights = [size.height for size in sizes] + [_SLOT] * (len(layer) - len(sizes))
    middles = _middles(arrangement, heights)
    left, right = _columns(arrangement, sizes, middles)
    out, into = _ports(arrangement, sizes, middles)
    routes = []
    for at, chain in enumerate(arrangement.chains):
        first, last = layer[chain[0]], layer[chain[-1]]
        passed = [(left[layer[place]], right[layer[place]], middles[place]) for place in chain[1:-1]]
        begin = (left[first] + sizes[chain[0]].width, right[first], out[at])
        routes.append(Route((begin, *passed, (left[last], left[last], into[at]))))
    corners = tuple((left[layer[at]], middles[at] - size.height / 2) for at, size in enumerate(sizes))
    bottom = max(middle + height / 2 for middle, height in zip(middles, heights, strict=True))
    return Layout(corners, tuple(routes), max(right), bottom)


def _middles(arrangement: Arrangement, heights: list[float]) -> list[float]:
    """The height at which each place stands: near those that it is linked to, in the order of its layer; the topmost at 0."""
    boxes = arrangement.boxes
    near: list[list[tuple[int, float]]] = [[] for _ in heights]
    leaving, coming = (Counter(link[end] for link in arrangement.links) for end in (0, 1))
    for source, target in arrangement.links:
        # What is linked to one place alone stands beside it; what is linked to many is drawn by each of them a little.
        pull = _STIFF ** ((source >= boxes) + (target >= boxes)) / max(leaving[source], coming[target])
        near[source].append((target, pull))
        near[target].append((source, pull))
    total = [sum(pull for _, pull in ends) for ends in near]
    middles = [0.0] * len(heights)
    apart = {row: [_apart(pair, heights, boxes) for pair in pairwise(row)] for row in arrangement.rows}
    for row, distances in apart.items():
        for place, middle in zip(row, nearest([0.0] * len(row), [1.0] * len(row), distances), strict=True):
            middles[place] = middle
    for turn in range(_ROUNDS):
        for row in arrangement.rows if turn % 2 else reversed(arrangement.rows):
            wanted = [
                sum(middles[end] * pull for end, pull in near[place]) / total[place] if total[place] else middles[place]
                for place in row
            ]
            for place, middle in zip(row, nearest(wanted, [total[place] or 0.1 for place in row], apart[row]), strict=True):
                middles[place] = middle
    top = min(middle - height / 2 for middle, height in zip(middles, heights, strict=True))
    return [middle - top for middle in middles]


def _apart(pair: tuple[int, int], heights: list[float], boxes: int) -> float:
    """How far the middles of two neighbours are apart at least; arrows that pass side by side need less of a gap."""
    one, other = pair
    gap = _GAP if one < boxes and other < boxes else _GAP / 2
    return (heights[one] + heights[other]) / 2 + gap


def nearest(wanted: list[float], pull: list[float], apart: list[float]) -> list[float]:
    """The places nearest to those wanted (weighted least squares) that stay at least so far apart: pool adjacent violators."""
    offsets = [0.0]
    for distance in apart:
        offsets.append(offsets[-1] + distance)
    pools: list[tuple[float, float, int]] = []  # mean, weight, members
    for want, weight, offset in zip(wanted, pull, offsets, strict=True):
        mean, total, members = want - offset, weight, 1
        while pools and pools[-1][0] > mean:
            before, other, count = pools.pop()
            mean = (mean * total + before * other) / (total + other)
            total, members = total + other, members + count
        pools.append((mean, total, members))
    flat = [mean for mean, _, members in pools for _ in range(members)]
    return [base + offset for base, offset in zip(flat, offsets, strict=True)]


def _columns(arrangement: Arrangement, sizes: Sequence[Size], middles: list[float]) -> tuple[list[float], list[float]]:
    """The left of each layer, and its right with the room for labels; the steeper the arrows between two, the wider apart."""
    steep = [0.0] * len(arrangement.rows)
    for source, target in arrangement.links:
        at = arrangement.layer[source]
        steep[at] = max(steep[at], abs(middles[source] - middles[target]))
    lefts, rights, x = [], [], 0.0
    for row, rise in zip(arrangement.rows, steep, strict=True):
        boxes = [sizes[place] for place in row if place < len(sizes)]
        lefts.append(x)
        rights.append(x + max((size.width + size.margin for size in boxes), default=0.0))
        x = rights[-1] + min(_BEND[1], max(_BEND[0], rise / 8))
    return lefts, rights


def _ports(arrangement: Arrangement, sizes: Sequence[Size], middles: list[float]) -> tuple[dict[int, float], dict[int, float]]:
    """At what height each arrow leaves and arrives: side by side, in the order of what is at the other end."""
    leaving: list[list[int]] = [[] for _ in sizes]
    coming: list[list[int]] = [[] for _ in sizes]
    for at, chain in enumerate(arrangement.chains):
        leaving[chain[0]].append(at)
        coming[chain[-1]].append(at)
    out: dict[int, float] = {}
    into: dict[int, float] = {}
    for box, size in enumerate(sizes):
        for listed, ports, other in ((leaving[box], out, 1), (coming[box], into, -2)):
            ends = {at: (middles[arrangement.chains[at][other]], at) for at in listed}
            for place, at in enumerate(sorted(listed, key=ends.__getitem__)):
                along = 0.5 if ports is out and size.forks else (place + 0.5) / len(listed)
                ports[at] = middles[box] + size.height * (along - 0.5)
    return out, into
