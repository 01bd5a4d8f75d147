"""Bases and cases that were read before, for as long as their files are as they were.

Who asks once reads them once. A server, which asks them again and again, says so by `begin`; nothing is kept before.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from time import time_ns
from typing import Any

from msgspec import Struct

from engine.language.base import RuleBase
from engine.language.cases import load_case
from engine.language.facts import Case
from engine.language.folders import Folder
from engine.language.loading import load_base

MOST_BASES = 8
MOST_CASES = 64
SETTLED = 100_000_000  # nanoseconds: what was written since then may be written again without its stamp telling

Stamp = tuple[tuple[str, int, int, int], ...]  # of each file: its path, when it was written, its size and its inode


class _Base(Struct, frozen=True):
    stamp: Stamp
    base: RuleBase


class _Case(Struct, frozen=True):
    stamp: Stamp
    base: RuleBase
    case: Case


class _Shelf:
    """What was read, once it is open."""

    def __init__(self) -> None:
        self.is_open = False
        self.bases: dict[Folder, _Base] = {}
        self.cases: dict[tuple[Folder, str], _Case] = {}


_SHELF = _Shelf()


def begin() -> None:
    """From now on what is read is kept."""
    _SHELF.is_open = True


def base_in(folder: Folder) -> RuleBase:
    """The rule base in a folder, the very same as long as no file of it has changed. Raises what `load_base` raises."""
    vocabulary = folder.facts / "vocabulary.yaml", folder.facts / "vocabulary"
    stamp = _stamp([folder.rules, *vocabulary] if folder.matrix is None else [folder.matrix])
    kept = _SHELF.bases.get(folder)
    if kept is not None and kept.stamp == stamp:
        return kept.base
    base = load_base(folder)
    if stamp:
        _make_room(_SHELF.bases, MOST_BASES)
        _SHELF.bases[folder] = _Base(stamp, base)
    return base


def case_in(base: RuleBase, folder: Folder, named: str = "", option: str = "--case") -> Case:
    """A case of a base or in a file, read again only where one of the files has changed. Raises what `load_case` does."""
    stamp = _stamp([folder.facts / "cases", Path(named)] if folder.matrix is None else [])
    kept = _SHELF.cases.get((folder, named))
    if kept is not None and kept.base is base and kept.stamp == stamp:
        return kept.case
    case = load_case(base, folder, named, option)
    if stamp:
        _make_room(_SHELF.cases, MOST_CASES)
        _SHELF.cases[folder, named] = _Case(stamp, base, case)
    return case


def _make_room(shelf: dict[Any, Any], most: int) -> None:
    while len(shelf) >= most:
        del shelf[next(iter(shelf))]


def _stamp(places: Iterable[object]) -> Stamp:
    """The state of the files in some folders; empty where nothing may be kept: they are no files of this machine, or one was
    written just now.
    """
    found: list[tuple[str, int, int, int]] = []
    for place in places if _SHELF.is_open else ():
        if not isinstance(place, Path):
            return ()
        try:
            listed = [Path(entry.path) for entry in os.scandir(place)] if place.is_dir() else [place]
            for path in listed:
                state = path.stat()
                found.append((str(path), state.st_mtime_ns, state.st_size, state.st_ino))
        except OSError:  # what is not there, or may not be looked at: the reader says so
            continue
    newest = max((written for _, written, _, _ in found), default=0)
    return tuple(sorted(found)) if newest < time_ns() - SETTLED else ()
