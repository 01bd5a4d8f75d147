"""The one file that imports the Rete library (durable_rules) into this program, and all that is ever asked of it.

For bases that are not shipped, `rete_process` does the same in a process of its own.

It may be trusted with a subset only: conjunctions of equality tests on single facts, strings of ours, single
asserts, one session an inference. No negation, comparison, join, arithmetic, batch or priority: those read
uninitialised memory, lose facts, or end the process. Its C module is driven directly, without its host: no
threads, no clock, exceptions reach the caller.

Capacity, well below half of what was measured to fail: one pattern in at most `MAX_SHARED` rules of a ruleset
(256 kill the process), `MAX_PATTERNS` patterns in one (512 under a node hang it).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import count
from types import ModuleType
from typing import Any

from engine.language.problems import LibraryFault

MAX_SHARED = 60
MAX_PATTERNS = 120
MAX_CONJUNCTS = 8  # the library holds 16 in a frame and refuses the 17th

_UNMENTIONED, _DUPLICATE = 1, 2  # return codes of an assert
# A session in which nothing ever fired holds uninitialised pointers, and `delete_state` frees them: every
# ruleset has a rule on this token, and every session begins with it.
_OPENING = "opening"
_sessions = count(1)
_names = count(1)


@cache
def library() -> ModuleType | None:
    """The C module, None where it is not installed or cannot be loaded (CPython 3.13 and newer)."""
    try:
        import durable_rules_engine
    except ImportError:
        return None
    return durable_rules_engine  # type: ignore[no-any-return]


class Ruleset:
    """Positive conjunctions of short tokens: which of them become true as tokens are asserted.

    Registered once in the process, which keeps it; sessions are cheap.
    """

    def __init__(self, conjunctions: dict[str, tuple[str, ...]]) -> None:
        """`conjunctions` maps a name to the distinct tokens that must all be asserted."""
        module = library()
        if module is None:
            raise LibraryFault("the Rete library is not installed or cannot be loaded")
        self.module = module
        self.routes: dict[str, list[int]] = {}
        for shard in _shards(conjunctions):
            opened = {_OPENING: (_OPENING,), **shard}
            rules = {name: {"all": [_pattern(at, token) for at, token in enumerate(tokens)]} for name, tokens in opened.items()}
            handle = self.call("create_ruleset", f"k{next(_names)}", json.dumps(rules))
            for token in dict.fromkeys(token for tokens in shard.values() for token in tokens):
                self.routes.setdefault(token, []).append(handle)

    def call(self, name: str, *arguments: object) -> Any:
        """What a function of the library answers; an error of its own is a `LibraryFault`."""
        try:
            return getattr(self.module, name)(*arguments)
        except self.module.error as error:
            raise LibraryFault(f"the Rete library: {error}") from error

    def session(self) -> Session:
        """A new, empty session."""
        return Session(self)


class Session:
    """The tokens of one inference. Used as a context manager, so that its memory is given back."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.name = f"s{next(_sessions)}"
        self.asserted = 0
        self.used: dict[int, int] = {}

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self.used:
            self.ruleset.call("delete_state", handle, self.name)

    def assert_token(self, token: str) -> Iterator[str]:
        """Asserts a token, said once; yields the names of the conjunctions that it completed.

        Raises `LibraryFault` where the library refuses a fact or answers with anything but our names.
        """
        for handle in self.ruleset.routes.get(token, ()):
            if handle not in self.used:
                list(self.completed(handle, _OPENING))
            yield from self.completed(handle, token)

    def completed(self, handle: int, token: str) -> Iterator[str]:
        """Asserts a token to one ruleset; yields what it completed there."""
        call = self.ruleset.call
        self.asserted += 1
        fact = f'{{"id":"{self.asserted:07d}","sid":"{self.name}","type":"t","token":"{token}"}}'
        code, state = call("assert_fact", handle, fact)
        if code in (_UNMENTIONED, _DUPLICATE):
            raise LibraryFault(f"the Rete library refused the token {token} with code {code}")
        self.used[handle] = state
        found = call("start_action_for_state", handle, state)
        message = found[1] if found else None
        while message:
            (name,) = json.loads(message)
            yield name
            message = call("complete_and_start_action", handle, state)


def _pattern(at: int, token: str) -> dict[str, object]:
    return {f"m{at}": {"$and": [{"type": "t"}, {"token": token}]}}


def _shards(conjunctions: dict[str, tuple[str, ...]]) -> Iterator[dict[str, tuple[str, ...]]]:
    """Conjunctions packed in their order into rulesets within the capacity, no two names in one sharing a hash."""
    shard: dict[str, tuple[str, ...]] = {}
    uses: dict[str, int] = {}
    hashes: dict[int, str] = {}
    for name, tokens in conjunctions.items():
        if len(tokens) > MAX_CONJUNCTS:
            raise LibraryFault(f"{len(tokens)} conjuncts in one pattern; the Rete library is trusted with {MAX_CONJUNCTS}")
        own = _hashes([_OPENING, name, *tokens])
        full = any(uses.get(token, 0) >= MAX_SHARED for token in tokens) or len(uses.keys() | set(tokens)) > MAX_PATTERNS
        if shard and (full or any(hashes.get(value, word) != word for value, word in own.items())):
            yield shard
            shard, uses, hashes = {}, {}, {}
        hashes |= own
        shard[name] = tokens
        for token in tokens:
            uses[token] = uses.get(token, 0) + 1
    if shard:
        yield shard


def _hashes(names: Iterable[str]) -> dict[int, str]:
    """The names by the 32-bit FNV-1a hash that is all the library compares of them: two in one rule may not share one."""
    found: dict[int, str] = {}
    for name in names:
        other = found.setdefault(_fnv1a(name), name)
        if other != name:
            raise LibraryFault(f"the Rete library cannot tell {name} from {other}")
    return found


@lru_cache(maxsize=1 << 16)
def _fnv1a(text: str) -> int:
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value
