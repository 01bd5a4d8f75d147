"""What drawing costs: ``python -m benchmarks.drawing``. A report; nothing is asserted.

Each picture of the shipped base is made 15 times from a value that is there already; the least time is given, since
anything above it is the machine's doing. Crossings are those between the lines from layer to layer.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from functools import partial
from itertools import combinations
from time import perf_counter

from benchmarks.startup import processor
from engine.ask.base_map import map_of
from engine.ask.graph import graph_of
from engine.keep.questions import make_question
from engine.show.base_map import map_figure
from engine.show.drawing import arranged, picture
from engine.show.graph import graph_figure
from engine.show.layers import Arrangement

ROUNDS = 15


def least(make: Callable[[], object]) -> float:
    """The least time that making it took, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        make()
        times.append(perf_counter() - begun)
    return min(times) * 1000


def crossings(arrangement: Arrangement) -> int:
    """How many pairs of links cross."""
    place = {node: at for row in arrangement.rows for at, node in enumerate(row)}
    by_layer: dict[int, list[tuple[int, int]]] = {}
    for source, target in arrangement.links:
        by_layer.setdefault(arrangement.layer[source], []).append((place[source], place[target]))
    return sum((a - c) * (b - d) < 0 for links in by_layer.values() for (a, b), (c, d) in combinations(links, 2))


def main() -> None:
    """Draws all of them and prints the table."""
    question = make_question()
    figures = {
        "what the verdict rests on, a page": graph_figure(graph_of(question)),
        "the same, every level": graph_figure(graph_of(question, depth=0)),
        "the whole case, every rule": graph_figure(graph_of(question, whole=True)),
        "the base as a map": map_figure(map_of(question.program)),
    }
    print(f"{processor()}, {os.cpu_count()} cores; {platform.python_implementation()} {platform.python_version()}")
    print(f"least of {ROUNDS} runs, milliseconds\n")
    print(f"{'picture':<36}{'boxes':>7}{'arrows':>8}{'layers':>8}{'crossings':>11}{'ms':>8}{'kB':>6}")
    for name, figure in figures.items():
        arrangement = arranged(figure)
        shape = f"{len(figure.boxes):>7}{len(figure.arrows):>8}{len(arrangement.rows):>8}{crossings(arrangement):>11}"
        print(f"{name:<36}{shape}{least(partial(picture, figure)):>8.1f}{len(picture(figure).encode()) // 1000:>6}")


if __name__ == "__main__":
    main()
