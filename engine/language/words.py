"""The words of a base, for whoever completes what is typed: read from its files without loading it.

Nothing is checked: a file that cannot be read has no words, and neither has an entry that is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources.abc import Traversable
from itertools import islice

from msgspec import Struct

from engine.language.documents import Mapping, Sequence
from engine.language.folders import Folder, read_file
from engine.language.names import fill, read_name, spell
from engine.language.problems import InvalidInput
from engine.language.scopes import Kinds, words_scope

MOST = 2000  # names of one entry with actors: nobody reads more of them


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
    actors = _actors(folder.rules / "base.yaml")
    found = Words({}, {}, {}, {name: str(actor.get("title", "")) for name, actor in actors.items()})
    kinds = _kinds(actors)
    for entry in (entry for _, file in folder.vocabulary_files() for entry in _entries(file)):
        states = entry.get("states")
        called = read_name(str(entry["id"]))
        for name, title in _named(entry, called.name, called.arguments, found.actors, kinds) if called else _as_it_stands(entry):
            found.descriptors[name] = tuple(map(str, states)) if isinstance(states, Sequence) else ()
            found.titles[name] = title
    for _, file in folder.rule_files() if rules else ():
        for entry in _entries(file):
            impact = entry.get("impact")
            weighed = impact.values() if isinstance(impact, Mapping) else ()
            states = tuple(str(state) for weights in weighed if isinstance(weights, Mapping) for state in weights)
            scope = entry.get("for")
            own = _named(entry, str(entry["id"]), list(scope), found.actors, kinds) if isinstance(scope, Mapping) else ()
            for name, title in (*_as_it_stands(entry), *own):
                found.rules[name] = states
                found.titles[name] = title
    return found


def _as_it_stands(entry: Mapping) -> list[tuple[str, str]]:
    return [(str(entry["id"]), str(entry.get("title", "")))]


def _named(
    entry: Mapping, name: str, variables: Iterable[str], titles: dict[str, str], kinds: Kinds
) -> Iterator[tuple[str, str]]:
    """The names that an entry has for each choice of actors, and their titles."""
    scope = words_scope(entry, kinds)
    for choice in islice(scope.choices(), MOST) if scope.actors else ():
        who = dict(zip(scope.actors, choice, strict=True))
        title = fill(str(entry.get("title", "")), {variable: titles[actor] for variable, actor in who.items()})
        yield spell(name, (who.get(variable, variable) for variable in variables)), title


def _kinds(actors: dict[str, Mapping]) -> Kinds:
    found: dict[str, list[str]] = {}
    for name, actor in actors.items():
        kind = actor.get("kind", "actor")
        for one in kind if isinstance(kind, Sequence) else [kind]:
            found.setdefault(str(one), []).append(name)
    return {kind: tuple(names) for kind, names in found.items()}


def _actors(file: Traversable) -> dict[str, Mapping]:
    try:
        _, document = read_file(file, file.name)
    except InvalidInput:
        return {}
    listed = document.get("actors") if isinstance(document, Mapping) else None
    if not isinstance(listed, Mapping):
        return {}
    return {str(name): actor for name, actor in listed.items() if isinstance(actor, Mapping)}


def _entries(file: Traversable) -> Iterator[Mapping]:
    try:
        _, document = read_file(file, file.name)
    except InvalidInput:
        return
    yield from (entry for entry in document if isinstance(entry, Mapping) and "id" in entry)
