"""Layers: in which one each box stands, by what places an arrow passes those between, and in what order they stand.

The steps of Sugiyama, Tagawa and Toda (1981) that depend on no size. Arrows lead from the left to the right.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from msgspec import Struct

from engine.show.ordering import ordered

Ends = tuple[int, int]  # the numbers of the boxes that an arrow leads from and to


class Arrangement(Struct, frozen=True):
    """Places by number, those of the `boxes` first and then those where arrows pass; `layer` is that of each.

    `rows` are the places of each layer in order, `chains` the places of each arrow from end to end, and `links` the
    pairs of neighbours in them, each once.
    """

    boxes: int
    layer: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    chains: tuple[tuple[int, ...], ...]
    links: tuple[Ends, ...]


def arrange(boxes: int, arrows: Sequence[Ends], forks: Collection[int] = ()) -> Arrangement:
    """Arranges boxes and arrows; the arrows of boxes in `forks` pass the same places for as long as they go together.

    There may be no loop. Equal input makes an equal arrangement.
    """
    if not boxes:
        return Arrangement(0, (), (), (), ())
    layer = _layers(boxes, arrows)
    shared: dict[Ends, int] = {}
    chains = []
    for at, (source, target) in enumerate(arrows):
        chain = [source]
        for between in range(layer[source] + 1, layer[target]):
            place = shared.setdefault((source if source in forks else -1 - at, between), len(layer))
            if place == len(layer):
                layer.append(between)
            chain.append(place)
        chains.append((*chain, target))
    links = tuple(dict.fromkeys(link for chain in chains for link in pairwise(chain)))
    rows = ordered(layer, links, boxes)
    return Arrangement(boxes, tuple(layer), tuple(map(tuple, rows)), tuple(chains), links)


def _layers(boxes: int, arrows: Sequence[Ends]) -> list[int]:
    """The layer of each box, 0 leftmost: as far right as what it leads to allows."""
    leads: list[list[int]] = [[] for _ in range(boxes)]
    comes: list[list[int]] = [[] for _ in range(boxes)]
    for source, target in arrows:
        leads[source].append(target)
        comes[target].append(source)
    waiting = [len(targets) for targets in leads]
    ready = [at for at in range(boxes) if not waiting[at]]
    depth = [0] * boxes
    for at in ready:
        depth[at] = 1 + max((depth[target] for target in leads[at]), default=-1)
        for source in comes[at]:
            waiting[source] -= 1
            if not waiting[source]:
                ready.append(source)
    deepest = max(depth)
    return [deepest - own for own in depth]
