"""The loops of a graph: its strongly connected components (Tarjan, 1972)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def components(names: Iterable[str], sources: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The sets of names that reach one another through what they rest on, each after all it rests on."""
    wanted = dict.fromkeys(names)
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: dict[str, None] = {}
    found: list[list[str]] = []
    for start in wanted:
        if start in number:
            continue
        path: list[tuple[str, Iterator[str]]] = []
        _enter(start, sources, number, low, open_, path)
        while path:
            name, others = path[-1]
            for other in others:
                if other not in wanted:
                    continue
                if other not in number:
                    _enter(other, sources, number, low, open_, path)
                    break
                if other in open_:
                    low[name] = min(low[name], number[other])
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    low[above] = min(low[above], low[name])
                if low[name] == number[name]:
                    part: list[str] = []
                    while not part or part[-1] != name:
                        part.append(open_.popitem()[0])
                    found.append(part[::-1])
    return found


def _enter(
    name: str,
    sources: Mapping[str, Iterable[str]],
    number: dict[str, int],
    low: dict[str, int],
    open_: dict[str, None],
    path: list[tuple[str, Iterator[str]]],
) -> None:
    number[name] = low[name] = len(number)
    open_[name] = None
    path.append((name, iter(sources.get(name, ()))))
