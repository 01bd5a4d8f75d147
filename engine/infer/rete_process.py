"""What a worker runs: the Rete library and next to nothing else, in a process that may die of it.

It is run by its path and imports nothing of ours, so that it starts in a few milliseconds. What comes in are
marshalled tuples of ours; what goes out is text, which the other side reads as coming from a stranger. Every message
is preceded by its length in four bytes. The library is asked exactly what `engine.infer.rete_library` asks of it.
"""

from __future__ import annotations

import marshal
import os
import resource
import sys
import time
from collections.abc import Iterator

TYPE_CHECKING = False  # `typing` takes longer to import than all the rest
if TYPE_CHECKING:
    from typing import Any

OPENING = "opening"  # every session begins with this token; `engine.infer.rete_library` says why
UNMENTIONED, DUPLICATE = 1, 2  # return codes of an assert


class Refused(Exception):
    """The library answers with something that it should not."""


class Program:
    """The rulesets of one program, and what is true in the one session that is open."""

    def __init__(self, library: Any, first: int, definitions: tuple[str, ...], routes: dict[str, list[int]], concludes: Any):
        self.library = library
        self.handles = [library.create_ruleset(f"k{first + at}", text) for at, text in enumerate(definitions)]
        self.routes = routes  # token → the rulesets that mention it
        self.concludes: dict[str, str] = concludes  # conjunction → the token it derives
        self.sessions = 0
        self.asserted = 0
        self.true: set[str] = set()
        self.used: dict[int, int] = {}

    def begin(self) -> None:
        """Opens a session."""
        self.sessions += 1
        self.asserted = 0
        self.true = set()
        self.used = {}

    def end(self) -> None:
        """Gives the memory of the session back."""
        for handle in self.used:
            self.library.delete_state(handle, f"s{self.sessions}")

    def chain(self, tokens: tuple[str, ...]) -> list[str]:
        """Asserts tokens and everything that follows from them; all of these."""
        agenda = list(tokens)
        for token in agenda:
            if token in self.true:
                continue
            self.true.add(token)
            for at in self.routes.get(token, ()):
                handle = self.handles[at]
                if handle not in self.used and list(self.completed(handle, OPENING)) != [OPENING]:
                    raise Refused("does not open a session")
                for name in self.completed(handle, token):
                    if name not in self.concludes:
                        raise Refused(f"fires `{name[:40]}`, which is none of ours")
                    agenda.append(self.concludes[name])
        return agenda

    def completed(self, handle: int, token: str) -> Iterator[str]:
        """Asserts a token to one ruleset; the names of the conjunctions that it completed there."""
        self.asserted += 1
        fact = f'{{"id":"{self.asserted:07d}","sid":"s{self.sessions}","type":"t","token":"{token}"}}'
        code, state = self.library.assert_fact(handle, fact)
        if code in (UNMENTIONED, DUPLICATE):
            raise Refused(f"refuses the token {token} with code {code}")
        self.used[handle] = state
        found = self.library.start_action_for_state(handle, state)
        message = found[1] if found else None
        while message:
            yield message[2 : message.index('"', 2)]  # {"name": …}; our names need no escapes
            message = self.library.complete_and_start_action(handle, state)


def serve(channel: int, library: Any, seconds: int) -> None:
    """Answers messages until there are no more. A process left alone ends `seconds` of processor time after the last."""
    programs: list[Program] = []
    registered = 0
    with os.fdopen(channel, "rb", closefd=False) as stream:
        while header := stream.read(4):
            message = marshal.loads(stream.read(int.from_bytes(header, "big")))
            limit(resource.RLIMIT_CPU, int(time.process_time()) + seconds)
            kind, number, *parts = message
            if kind == "register":
                programs.append(Program(library, registered, *parts))
                registered += len(parts[0])
                answer(channel, b"done")
            elif kind == "begin":
                programs[number].begin()
            elif kind == "assert":
                answer(channel, " ".join(["true", *programs[number].chain(*parts)]).encode())
            else:
                programs[number].end()
                answer(channel, b"done")


def answer(channel: int, text: bytes) -> None:
    """Sends a message."""
    left = memoryview(len(text).to_bytes(4, "big") + text)
    while left:
        left = left[os.write(channel, left) :]


def limit(what: int, most: int) -> None:
    """Lowers a limit of this process."""
    _, highest = resource.getrlimit(what)
    resource.setrlimit(what, (most if highest == resource.RLIM_INFINITY else min(most, highest), highest))


def main() -> None:
    """``rete_process.py CHANNEL FOLDER BYTES SECONDS``: the library stands in the folder."""
    channel, folder, size, seconds = sys.argv[1:]
    limit(resource.RLIMIT_CORE, 0)  # a crash is told at once, not after gigabytes are written
    limit(resource.RLIMIT_AS, int(size))
    sys.path.append(folder)
    try:
        work(int(channel), int(seconds))
    except MemoryError:
        answer(int(channel), b"memory")
    except Refused as error:
        answer(int(channel), f"fault {error}".encode())


def work(channel: int, seconds: int) -> None:
    """Serves with the library. Raises `Refused` where that cannot be loaded, or has an error of its own."""
    try:
        import durable_rules_engine as library
    except ImportError:
        raise Refused("it cannot be loaded") from None
    try:
        serve(channel, library, seconds)
    except library.error as error:
        raise Refused(str(error)) from None


if __name__ == "__main__":
    main()
