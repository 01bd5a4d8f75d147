"""A server that is killed again and again while several write to it: `python -m tests.keep.outage N`.

The server is one of its own, with ``fsync`` on. The writers are forked from this process before it has any thread. Each says
through a pipe what became of every transaction, by the number and hash of its last event: `kept` where it was acknowledged,
`lost` where it was told that nothing was recorded, `open` where it was told that nobody knows. After each kill the server is
started again, and what the writers were told must be so.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from random import Random
from time import perf_counter, sleep
from typing import Any

from engine.keep.location import find_store
from engine.keep.store import Store
from engine.keep.verifying import verify_journal
from engine.language.problems import StoreFault
from tests.keep.crowd import broken, fork, head_of, open_journal, open_store
from tests.server import Server

WRITERS = 4
KILLS = 20  # of the server, to one journal


def write(url: str, who: int, out: int) -> None:
    """Writes to the journal until it is killed itself; where the server is away, it waits until it is back."""
    while True:
        with suppress(StoreFault), Store(find_store(url)) as store:
            id_ = head_of(store).id
            while say(store, id_, who, out):
                pass
        sleep(0.01)


def say(store: Store, id_: str, who: int, out: int) -> bool:
    """One transaction, of one to three events, and what became of it; whether the store can still be used."""
    last, many = "", 1 + os.urandom(1)[0] % 3
    try:
        with store.writing(id_) as writer:
            for at in range(many):
                writer.append("noted", {"note": f"{who} 0 {at + 1} {many}"}, str(who))
                last = f"{writer.seq}:{writer.hash}"
        became = "kept"
    except StoreFault as fault:
        became = "open" if "is not known" in str(fault) else "lost" if "nothing was recorded" in str(fault) else f"wrong {fault}"
    os.write(out, f"{became} {last}\n".encode())
    return became == "kept"


def heard_from(pipes: dict[int, bytes]) -> Iterator[tuple[str, str]]:
    """What the writers have said since, by what became of it."""
    for pipe, before in pipes.items():
        said = before
        with suppress(BlockingIOError):
            while found := os.read(pipe, 1 << 16):
                said += found
        *lines, pipes[pipe] = said.split(b"\n")
        for line in lines:
            became, _, last = line.decode().rpartition(" ")
            yield became, last


def heard_of_success(pipes: dict[int, bytes]) -> list[tuple[str, str]]:
    """What the writers say until one of them has written something: the server is back for them too."""
    told: list[tuple[str, str]] = []
    until = perf_counter() + 60
    while not any(became == "kept" for became, _ in told):
        assert perf_counter() < until, "nobody writes"
        sleep(0.005)
        told += heard_from(pipes)
    return told


def outages(many: int) -> dict[str, Any]:
    """So many kills of a server, each at a moment of its own."""
    random, begun, seen = Random(5), perf_counter(), Counter[str]()
    found: dict[str, Any] = {"killed": 0, "events": 0, "missing": 0, "undead": 0, "broken": 0, "flaws": []}
    server = Server()
    try:
        while found["killed"] < many:
            url = server.database()
            with open_store(url, create=True) as store:
                open_journal(store)
            writers = [fork(partial(write, url, who)) for who in range(WRITERS)]
            pipes = {pipe: b"" for _, pipe in writers}
            for pipe in pipes:
                os.set_blocking(pipe, False)
            told: list[tuple[str, str]] = []
            for _ in range(min(KILLS, many - found["killed"])):
                told += heard_of_success(pipes)
                sleep(random.uniform(0, 0.12))
                server.kill()
                found["killed"] += 1
                server.start()
            told += heard_of_success(pipes)
            for pid, _ in writers:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            told += heard_from(pipes)
            for pipe in pipes:
                os.close(pipe)
            check(url, told, found)
            seen.update(became for became, _ in told)
    finally:
        server.remove()
    return found | {"told": dict(seen), "seconds": round(perf_counter() - begun)}


def check(url: str, told: list[tuple[str, str]], found: dict[str, Any]) -> None:
    """Whether what the writers were told is so."""
    with open_store(url) as store:
        head = head_of(store)
        if flaw := verify_journal(store, head).flaw:
            found["flaws"].append(flaw)
        stored = list(store.stored(head.id))
    hashes = {f"{row.seq}:{row.hash}" for row in stored}
    found["events"] += len(stored)
    found["missing"] += sum(last not in hashes for became, last in told if became == "kept")
    found["undead"] += sum(last in hashes for became, last in told if became == "lost" and last)
    found["broken"] += broken([json.loads(row.text)["body"]["note"].split()[2:] for row in stored[1:]])


if __name__ == "__main__":
    print(json.dumps(outages(int(sys.argv[1]))))
