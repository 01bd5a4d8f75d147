"""The one file that imports the Rete library (durable_rules) into this program, and all that is ever asked of it.

For bases that are not shipped, `rete_process` does the same in a process of its own.

It may be trusted with a subset only: conjunctions of equality tests on one fact, strings of ours, single asserts.
No negation, comparison, join, arithmetic, batch or priority: those read uninitialised memory, lose facts, or end the
process. Its C module is driven directly, without its host: no threads, no clock, exceptions reach the caller.

All that is known goes into one fact for each ruleset, whose fields are the tokens that hold, so that a conjunction is
a pattern on a single fact and one assert fires all of a ruleset that hold. The fact is retracted again, so that a
ruleset keeps one empty session for good. Making and deleting a session takes several times as long as an assert, and
one that is deleted before anything fired in it has pointers freed that were never set.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import count
from threading import Lock
from types import ModuleType
from typing import Any

from engine.infer.rete_process import Refused, begin, fire
from engine.language.problems import LibraryFault

# What the library carries, by its source, and how much of that is used; where it was tried, more ended the process.
MAX_PATTERNS = 30  # in a ruleset: of nodes to visit next it keeps 64, and each of them leads to another pattern
MAX_FIELDS = 120  # of a fact: it holds 255, "id" and "sid" among them, in a table that is slower the fuller it is
MAX_CONJUNCTS = 30  # in a pattern: it may be as long as a fact, but would leave no room for others
MAX_SESSIONS = 500  # in a ruleset: it holds 1,024

_names = count(1)

Conjunctions = Mapping[str, tuple[str, ...]]  # name → the distinct tokens that must all hold


@cache
def library() -> ModuleType | None:
    """The C module, None where it is not installed or cannot be loaded (CPython 3.13 and newer)."""
    try:
        import durable_rules_engine
    except ImportError:
        return None
    module: ModuleType = durable_rules_engine
    return module


class Ruleset:
    """Positive conjunctions of short tokens, in waves: which of a wave hold when some tokens do.

    A wave is several rulesets of the library, numbered through all waves. `told` is, by the token, in which of them it
    is mentioned, each with the field that says in a fact that it is true. Registered once in the process, which keeps it.
    A wave leaves nothing behind for the next, and is safe to ask for from several threads.
    """

    def __init__(self, waves: Sequence[Conjunctions]) -> None:
        """Raises `LibraryFault` where the library is absent or cannot carry the conjunctions."""
        self.lock = Lock()
        self.session = 1
        self.size = 0  # how many rulesets of the library
        self.told: dict[str, list[tuple[int, str]]] = {}
        self.names = [frozenset(wave) for wave in waves]
        self.waves = [[self.shard(part) for part in _shards(wave)] for wave in waves]

    def shard(self, conjunctions: Conjunctions) -> tuple[int, int]:
        """Conjunctions within the capacity as a ruleset of the library: its number, and its handle there."""
        handle = self.register(json.dumps({name: {"all": [{"m": _pattern(tokens)}]} for name, tokens in conjunctions.items()}))
        for token in dict.fromkeys(token for tokens in conjunctions.values() for token in tokens):
            told = self.told.setdefault(token, [])
            told.append((self.size, told[0][1] if told else f'"{token}":"1"'))
        self.size += 1
        return self.size - 1, handle

    def firing(self, wave: int, fields: Sequence[Sequence[str]]) -> list[str]:
        """The names of the conjunctions of a wave that hold where each of its rulesets is told the fields of its number.

        Raises `LibraryFault` where the library refuses a fact or answers with anything but our names.
        """
        facts = [(handle, ",".join(fields[number])) for number, handle in self.waves[wave] if fields[number]]
        names = self.fire(facts) if facts else []
        if not self.names[wave].issuperset(names):
            raise LibraryFault("the Rete library fires what is none of ours")
        return names

    def register(self, definition: str) -> int:
        """Registers rules with the library; the handle of the ruleset that they are."""
        module = _loaded()
        try:
            return begin(module, f"k{next(_names)}", definition)
        except (Refused, module.error) as error:
            raise LibraryFault(f"the Rete library: {error}") from error

    def fire(self, facts: Iterable[tuple[int, str]]) -> list[str]:
        """Asserts facts, each to the ruleset with its handle and by itself; the names of all that fired."""
        module = _loaded()
        with self.lock:
            if self.session > MAX_SESSIONS:
                raise LibraryFault(f"the Rete library was broken off {MAX_SESSIONS} times")
            try:
                return fire(module, self.session, facts)
            except BaseException as error:
                self.session += 1  # what was begun in this one may not be ended
                if isinstance(error, (Refused, module.error)):
                    raise LibraryFault(f"the Rete library: {error}") from error
                raise


def _loaded() -> Any:
    module = library()
    if module is None:
        raise LibraryFault("the Rete library is not installed or cannot be loaded")
    return module


def _pattern(tokens: tuple[str, ...]) -> dict[str, object]:
    return {"$and": [{token: "1"} for token in tokens]}


def _shards(conjunctions: Conjunctions) -> Iterator[dict[str, tuple[str, ...]]]:
    """Conjunctions packed in their order into rulesets within the capacity, no two names in one sharing a hash."""
    shard: dict[str, tuple[str, ...]] = {}
    tokens: set[str] = set()
    hashes: dict[int, str] = {}
    for name, conjuncts in conjunctions.items():
        if len(conjuncts) > MAX_CONJUNCTS:
            raise LibraryFault(f"{len(conjuncts)} conjuncts in one pattern; the Rete library is trusted with {MAX_CONJUNCTS}")
        own = _hashes([name, *conjuncts])
        full = len(shard) >= MAX_PATTERNS or len(tokens.union(conjuncts)) > MAX_FIELDS
        if shard and (full or any(hashes.get(value, word) != word for value, word in own.items())):
            yield shard
            shard, tokens, hashes = {}, set(), {}
        hashes |= own
        tokens.update(conjuncts)
        shard[name] = conjuncts
    if shard:
        yield shard


def _hashes(names: Iterable[str]) -> dict[int, str]:
    """The names by the 32-bit FNV-1a hash that is all the library compares of them: two in one rule may not share one,
    nor one that of a word of the library's own.
    """
    found: dict[int, str] = {}
    for name in names:
        value = _fnv1a(name)
        other = _RESERVED.get(value) or found.setdefault(value, name)
        if other != name:
            raise LibraryFault(f"the Rete library cannot tell {name} from {other}")
    return found


@lru_cache(maxsize=1 << 16)
def _fnv1a(text: str) -> int:
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


_WORDS = (
    "id", "sid", "$s", "$forward", "$m", "m", "name", "all", "any", "pri", "count", "cap", "dist",
    "$lt", "$lte", "$gt", "$gte", "$eq", "$neq", "$ex", "$nex", "$mt", "$imt", "$iall", "$iany", "$or", "$and",
    "$add", "$sub", "$mul", "$div", "$l", "$r",
)  # fmt: skip
_RESERVED = {_fnv1a(word): word for word in _WORDS}
