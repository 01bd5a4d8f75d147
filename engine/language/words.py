"""The words of a base, for whoever completes what is typed: read from its files without loading it.

Nothing is checked: a file that cannot be read has no words, and neither has an entry that is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from msgspec import Struct

from engine.language.documents import Mapping, Sequence
from engine.language.folders import Folder, read_file
from engine.language.problems import InvalidInput


class Words(Struct, frozen=True):
    """Descriptors with their states (a number has none), rules with the states that they weigh, and the title of each.

    `actors` has the titles of those who can move descriptors.
    """

    descriptors: dict[str, tuple[str, ...]]
    rules: dict[str, tuple[str, ...]]
    titles: dict[str, str]
    actors: dict[str, str]


def words_of(folder: Folder, rules: bool = True) -> Words:
    """The words of a base; without `rules` the rules are not read."""
    found = Words({}, {}, {}, _actors(folder.rules / "base.yaml"))
    for entry in (entry for _, file in folder.vocabulary_files() for entry in _entries(file)):
        states = entry.get("states")
        found.descriptors[str(entry["id"])] = tuple(map(str, states)) if isinstance(states, Sequence) else ()
        found.titles[str(entry["id"])] = str(entry.get("title", ""))
    for _, file in folder.rule_files() if rules else ():
        for entry in _entries(file):
            impact = entry.get("impact")
            weighed = impact.values() if isinstance(impact, Mapping) else ()
            states = tuple(str(state) for weights in weighed if isinstance(weights, Mapping) for state in weights)
            found.rules[str(entry["id"])] = states
            found.titles[str(entry["id"])] = str(entry.get("title", ""))
    return found


def _actors(file: Traversable) -> dict[str, str]:
    try:
        _, document = read_file(file, file.name)
    except InvalidInput:
        return {}
    listed = document.get("actors") if isinstance(document, Mapping) else None
    if not isinstance(listed, Mapping):
        return {}
    return {str(name): str(actor.get("title", "")) for name, actor in listed.items() if isinstance(actor, Mapping)}


def _entries(file: Traversable) -> Iterator[Mapping]:
    try:
        _, document = read_file(file, file.name)
    except InvalidInput:
        return
    yield from (entry for entry in document if isinstance(entry, Mapping) and "id" in entry)
