"""A value of the engine with every id and state of a base replaced, by what they name and not by their place."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any, TypeVar

from msgspec import Struct

from engine.language.base import RuleBase

Value = TypeVar("Value")


class Renaming:
    """Other names for the rules and descriptors of a base and, descriptor by descriptor, for their states."""

    def __init__(self, base: RuleBase, random: Random) -> None:
        names = [*base.descriptors, *base.rules]
        self.names = dict(zip(names, _words(random, len(names)), strict=True)) | {"": ""}
        self.states: dict[tuple[str, str], str] = {}
        for name, descriptor in base.descriptors.items():
            if descriptor.number is None:
                words = _words(random, len(descriptor.states))
                self.states |= {(name, state): word for state, word in zip(descriptor.states, words, strict=True)}

    def of(self, value: Value, about: str = "") -> Value:
        """The value with the other names; `about` is the descriptor whose states are spoken of."""
        found: Any = value
        if isinstance(value, str):
            found = self.names.get(value) or self.states.get((about, value), value)
        elif isinstance(value, tuple):
            about = str(value[0]) if value and isinstance(value[0], str) and value[0] in self.names else about
            found = tuple(self.of(item, about) for item in value)
        elif isinstance(value, Mapping):
            found = {self.of(key): self.of(item) for key, item in value.items()}
        elif isinstance(value, Struct):
            about = _subject(value) or about
            found = type(value)(**{name: self.of(getattr(value, name), about) for name in value.__struct_fields__})
        renamed: Value = found
        return renamed


def _subject(value: Struct) -> str:
    """The descriptor that a value is about."""
    tested = getattr(value, "test", None)
    names = (getattr(value, "descriptor", ""), getattr(tested, "descriptor", ""), getattr(value, "id", ""))
    return next((name for name in names if name), "")


def _words(random: Random, count: int) -> list[str]:
    """Distinct words in no order."""
    return [f"w{number}" for number in random.sample(range(10, 10_000), count)]
