"""Names with actors, ``treaty(north, south)``, and texts with places for them, ``Treaty of {A} and {B}``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_NAME = re.compile(r"\s*([^()]*[^()\s])\s*\(([^()]*)\)\s*")
_GAP = re.compile(r"\{([A-Z]\w*)\}")


class Called(NamedTuple):
    """A name and what stands in its brackets."""

    name: str
    arguments: tuple[str, ...]


def read_name(written: str) -> Called | None:
    """The name and the actors in ``name(actor, actor)``, however it is spaced; None where it has no brackets."""
    found = _NAME.fullmatch(written)
    return Called(found[1], tuple(part.strip() for part in found[2].split(","))) if found else None


def spell(name: str, arguments: Iterable[str]) -> str:
    """A name with its actors as it is spelled everywhere: one space after each comma."""
    return f"{name}({', '.join(arguments)})"


def gaps(text: str) -> list[str]:
    """The variables that a text has a place for."""
    return _GAP.findall(text)


def fill(text: str, titles: Mapping[str, str]) -> str:
    """The text with the titles of actors in the places of their variables."""
    return _GAP.sub(lambda gap: titles.get(gap[1], gap[0]), text) if "{" in text else text
