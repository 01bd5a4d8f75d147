"""What a worker runs: the Rete library and next to nothing else, in a process that may die of it.

It is run by its path and imports nothing of ours, so that it starts in a few milliseconds. What comes in are
marshalled tuples of ours; what goes out is text, which the other side reads as coming from a stranger. Every message
is preceded by its length in four bytes. How the library is asked, here and in the program itself, are `begin` and `fire`.
"""

from __future__ import annotations

import marshal
import os
import sys
import time

TYPE_CHECKING = False  # `typing` takes longer to import than all the rest
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

UNMENTIONED = 1  # what an assert returns when it completes no pattern
MOST = 1000  # names that a fact may fire; no ruleset has so many


class Refused(Exception):
    """The library answers with something that it should not."""


def begin(library: Any, name: str, definition: str) -> int:
    """Registers rules and opens the session of the ruleset, so that the first question need not; its handle."""
    handle: int = library.create_ruleset(name, definition)
    fire(library, 1, [(handle, '"nothing":"1"')])
    return handle


def fire(library: Any, session: int, facts: Iterable[tuple[int, str]]) -> list[str]:
    """The names of the rules that facts fire, each told by its fields and asserted by itself to the ruleset of a handle.

    Nothing of them is left in the session afterwards.
    """
    names: list[str] = []
    retracted = f'{{"id":"1","sid":"s{session}"}}'
    begun = retracted[:-1]
    for handle, fields in facts:
        code, state = library.assert_fact(handle, f"{begun},{fields}}}")
        if code == UNMENTIONED:
            continue
        started = library.start_action_for_state(handle, state) if code == 0 else None
        if started is None:
            raise Refused(f"takes a fact with code {code} and fires nothing")
        message = started[1]
        most = len(names) + MOST
        while message:
            names.append(message.split('"', 2)[1])  # {"name": …}; our names need no escapes
            if len(names) > most:
                raise Refused("fires without end")
            message = library.complete_and_start_action(handle, state)
        library.retract_fact(handle, retracted)
    return names


def serve(channel: int, library: Any, seconds: int) -> None:
    """Answers messages until there are no more. A process left alone ends `seconds` of processor time after the last."""
    programs: list[list[int]] = []  # the handles of each
    with os.fdopen(channel, "rb", closefd=False) as stream:
        while header := stream.read(4):
            kind, *said = marshal.loads(stream.read(int.from_bytes(header, "big")))
            limit("CPU", int(time.process_time()) + seconds)
            if kind == "register":
                (definitions,) = said
                registered = sum(map(len, programs))
                programs.append([begin(library, f"k{registered + at}", text) for at, text in enumerate(definitions)])
                answer(channel, b"done")
            else:
                number, facts = said
                handles = programs[number]
                names = fire(library, 1, [(handles[at], fields) for at, fields in facts])
                answer(channel, " ".join(["fired", *names]).encode())


def answer(channel: int, text: bytes) -> None:
    """Sends a message."""
    left = memoryview(len(text).to_bytes(4, "big") + text)
    while left:
        left = left[os.write(channel, left) :]


def limit(what: str, most: int) -> None:
    """Lowers a limit of this process."""
    import resource  # here, because a program on a system without it imports this file too

    kind = getattr(resource, f"RLIMIT_{what}")
    _, highest = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if highest == resource.RLIM_INFINITY else min(most, highest), highest))


def main() -> None:
    """``rete_process.py CHANNEL FOLDER BYTES SECONDS``: the library stands in the folder."""
    channel, folder, size, seconds = sys.argv[1:]
    limit("CORE", 0)  # a crash is told at once, not after gigabytes are written
    limit("AS", int(size))
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
