"""Conditions: what a rule asks of the knowledge.

Everything is ground and resolved: `at_least`, `below` and `not` have become plain sets of states.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct


class Test(Struct, frozen=True, gc=False, cache_hash=True):
    """*d in A*: the descriptor is in one of `states`, a proper non-empty subset, in the vocabulary's order."""

    __test__ = False  # for pytest: not a test of ours

    descriptor: str
    states: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.descriptor}={'|'.join(self.states)}"


class AnyOf(Struct, frozen=True, gc=False):
    """At least one of the conditions holds."""

    options: tuple[Condition, ...]


class Condition(Struct, frozen=True, gc=False):
    """All of the entries hold; with none it always holds."""

    entries: tuple[Test | AnyOf, ...] = ()

    def tests(self) -> Iterator[Test]:
        """Every test in it, in the order written."""
        for entry in self.entries:
            if isinstance(entry, Test):
                yield entry
            else:
                for option in entry.options:
                    yield from option.tests()
