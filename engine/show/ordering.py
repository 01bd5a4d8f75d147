"""The order within layers: few crossings, by medians swept forth and back and by swapping neighbours."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence

_SWEEPS = 24
_PATIENCE = 6  # sweeps without a gain
_WORK = 60_000  # places and links that are gone through: what is larger than anyone reads gets fewer sweeps
_PASSES = 8  # over a row, swapping neighbours


def ordered(layer: Sequence[int], links: Sequence[tuple[int, int]], boxes: int) -> list[list[int]]:
    """The places of each layer in an order with few crossings; links lead from one layer to the next.

    Places from `boxes` on are those where an arrow passes. What is not linked stays in the order of its number.
    """
    comes: list[list[int]] = [[] for _ in layer]
    leads: list[list[int]] = [[] for _ in layer]
    for source, target in links:
        leads[source].append(target)
        comes[target].append(source)
    best: list[list[int]] = []
    fewest = -1
    sweeps = max(2, min(_SWEEPS, _WORK // (len(layer) + len(links))))
    for first in (_walked(layer, comes, reversed(range(boxes))), _walked(layer, comes, range(boxes))):
        rows, crossings = _swept(first, comes, leads, sweeps)
        if fewest < 0 or crossings < fewest:
            best, fewest = rows, crossings
    return best


def _walked(layer: Sequence[int], comes: list[list[int]], starts: Iterable[int]) -> list[list[int]]:
    """A first order: each place when it is come upon, walking against the arrows from where they end."""
    rows: list[list[int]] = [[] for _ in range(max(layer) + 1)]
    seen = [False] * len(layer)
    for start in sorted(starts, key=lambda node: -layer[node]):
        stack = [start]
        while stack:
            node = stack.pop()
            if not seen[node]:
                seen[node] = True
                rows[layer[node]].append(node)
                stack += reversed(comes[node])
    return rows


def _swept(rows: list[list[int]], comes: list[list[int]], leads: list[list[int]], sweeps: int) -> tuple[list[list[int]], int]:
    best, fewest, idle = [list(row) for row in rows], _crossings(rows, leads), 0
    for sweep in range(sweeps):
        forth = sweep % 2 == 0
        for at in range(1, len(rows)) if forth else range(len(rows) - 2, -1, -1):
            place = _places(rows[at - 1 if forth else at + 1])
            rows[at] = _by_median(rows[at], comes if forth else leads, place)
        _swap(rows, comes, leads)
        crossings = _crossings(rows, leads)
        if crossings < fewest:
            best, fewest, idle = [list(row) for row in rows], crossings, 0
        else:
            idle += 1
        if not fewest or idle >= _PATIENCE:
            break
    return best, fewest


def _places(row: list[int]) -> dict[int, int]:
    return {node: at for at, node in enumerate(row)}


def _by_median(row: list[int], near: list[list[int]], place: dict[int, int]) -> list[int]:
    """The row sorted by the medians of its neighbours' places; what has none keeps its own place."""
    loose = {at: node for at, node in enumerate(row) if not near[node]}
    tied = sorted((node for node in row if near[node]), key=lambda node: _median([place[other] for other in near[node]]))
    waiting = iter(tied)
    return [loose[at] if at in loose else next(waiting) for at in range(len(row))]


def _median(places: list[int]) -> float:
    """The weighted median of Gansner, Koutsofios, North and Vo (1993)."""
    places.sort()
    middle = len(places) // 2
    if len(places) % 2:
        return float(places[middle])
    if len(places) == 2:
        return (places[0] + places[1]) / 2
    left, right = places[middle - 1] - places[0], places[-1] - places[middle]
    if not left + right:
        return (places[middle - 1] + places[middle]) / 2
    return (places[middle - 1] * right + places[middle] * left) / (left + right)


def _swap(rows: list[list[int]], comes: list[list[int]], leads: list[list[int]]) -> None:
    """Swaps neighbours where that takes crossings away, and again while it does."""
    for at, row in enumerate(rows):
        before = _places(rows[at - 1]) if at else {}
        after = _places(rows[at + 1]) if at + 1 < len(rows) else {}
        ends = {node: (sorted(before[o] for o in comes[node]), sorted(after[o] for o in leads[node])) for node in row}
        for _ in range(_PASSES):
            gained = False
            for left in range(len(row) - 1):
                one, other = ends[row[left]], ends[row[left + 1]]
                now = sum(_crossed(a, b) for a, b in zip(one, other, strict=True))
                if now and sum(_crossed(b, a) for a, b in zip(one, other, strict=True)) < now:
                    row[left], row[left + 1] = row[left + 1], row[left]
                    gained = True
            if not gained:
                break


def _crossed(first: list[int], second: list[int]) -> int:
    """The crossings between the links of two neighbours, the first standing before the second; each with its ends in order."""
    if not first or not second or first[-1] <= second[0]:
        return 0
    return sum(len(first) - bisect_right(first, end) for end in second)


def _crossings(rows: list[list[int]], leads: list[list[int]]) -> int:
    """All crossings between the layers."""
    found = 0
    for at, row in enumerate(rows[:-1]):
        place = _places(rows[at + 1])
        passed: list[int] = []
        for node in row:
            ends = [place[other] for other in leads[node]]
            found += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return found
