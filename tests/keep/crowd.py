"""Many processes that write to one store, some of them killed while they do: `python -m tests.keep.crowd WHAT PLACE N`.

The place is a folder, in which stores are files, or the address of a database on a server, beside which others are made.
The processes are forked from this one, which loads the store and nothing else of the program, and has no other thread. A
writer says what was acknowledged, the number and hash of an event, through a pipe, after its transaction has ended and not
before.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from select import select
from time import perf_counter, sleep
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from engine.keep import clock
from engine.keep.location import find_store
from engine.keep.rows import Head
from engine.keep.store import Store
from engine.keep.verifying import verify_journal

NAME = "crowded"
NOTHING = sha256(b"{}").hexdigest()
BASE = {"name": "b", "title": "B", "rules_hash": NOTHING, "vocabulary_hash": NOTHING}


def open_store(place: str, create: bool = False) -> Store:
    return Store(find_store(place if is_server(place) else f"sqlite:///{place}/cases.db"), create)


def is_server(place: str) -> bool:
    return place.startswith("postgresql:")


def next_place(place: str, at: int) -> str:
    """Another place, beside or within the one that is given."""
    if not is_server(place):
        found = Path(place, str(at))
        found.mkdir()
        return str(found)
    name = f"{unquote(urlsplit(place).path[1:])}_{at}"
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return urlunsplit(urlsplit(place)._replace(path=f"/{name}"))


def a_while(place: str) -> float:
    """The seconds in which a process has opened the store, or not quite."""
    return 0.2 if is_server(place) else 0.012


def open_journal(store: Store, name: str = NAME) -> Head:
    """A journal with its first event."""
    id_ = clock.new_id()
    body: dict[str, Any] = {"id": id_, "name": name, "title": "", "from": "", "as_of": None, "base": BASE, "facts": []}
    with store.opening(id_, name, "") as writer:
        writer.archive("{}")
        writer.append("opened", body, "crowd")
    return head_of(store, name)


def head_of(store: Store, name: str = NAME) -> Head:
    head = store.find(name)
    assert head is not None
    return head


def write(place: str, who: int, times: int | None, too_early: bool, out: int) -> None:
    """Writes to the journal so often (None: until it is killed, and one to three events at once).

    `too_early` acknowledges what is not written yet: that must be found out.
    """
    with open_store(place) as store:
        id_, turn = head_of(store).id, 0
        while times is None or turn < times:
            turn += 1
            many = 1 if times else 1 + turn % 3
            with store.writing(id_) as writer:
                for at in range(many):
                    writer.append("noted", {"note": f"{who} {turn} {at + 1} {many}"}, str(who))
                if too_early:
                    os.write(out, f"{writer.seq}:{writer.hash}\n".encode())
                    sleep(0.001)  # a commit that was sent is carried out by a server, whoever is killed then
            if not too_early:
                os.write(out, f"{writer.seq}:{writer.hash}\n".encode())


def fork(work: Callable[[int], None]) -> tuple[int, int]:
    """A process that does some work, and the end of the pipe on which it speaks."""
    heard, spoken = os.pipe()
    pid = os.fork()
    if pid:
        os.close(spoken)
        return pid, heard
    code = 1
    try:
        os.close(heard)
        work(spoken)
        code = 0
    finally:
        os._exit(code)


def said_by(heard: int) -> list[str]:
    """The whole lines that a process has said until its end."""
    with os.fdopen(heard, encoding="ascii") as lines:
        return [line.strip() for line in lines if line.endswith("\n")]


def count(place: str, many: int) -> None:
    """So many processes write a thousand events each; nothing is lost, and all is in order."""
    with open_store(place, create=True) as store:
        open_journal(store)
    begun = perf_counter()
    writers = [fork(partial(write, place, who, 1000, False)) for who in range(many)]
    said = [said_by(heard) for _, heard in writers]
    taken = perf_counter() - begun
    codes = [os.waitpid(pid, 0)[1] for pid, _ in writers]
    with open_store(place) as store:
        head = head_of(store)
        found = verify_journal(store, head)
        hashes = {f"{stored.seq}:{stored.hash}": json.loads(stored.text) for stored in store.stored(head.id)}
    turns: dict[int, list[int]] = {who: [] for who in range(many)}
    for event in hashes.values():
        if event["kind"] == "noted":
            who, turn, *_ = event["body"]["note"].split()
            turns[int(who)].append(int(turn))
    answer = {
        "codes": codes,
        "events": found.events,
        "flaw": found.flaw,
        "lost": sum(line not in hashes for lines in said for line in lines),
        "acknowledged": sum(map(len, said)),
        "each in order": all(order == list(range(1, 1001)) for order in turns.values()),
        "a second": round(many * 1000 / taken),
    }
    print(json.dumps(answer))


def kill(place: str, many: int, too_early: bool = False) -> None:
    """So many writers are killed, eight at a time on one store, each at a moment of its own."""
    random = Random(4)
    found: dict[str, Any] = {"killed": 0, "acknowledged": 0, "lost": 0, "broken": 0, "flaws": []}
    known: set[str] = set()
    while found["killed"] < many:
        if found["killed"] % 80 == 0:  # another store, so that checking does not take ever longer
            place = next_place(place, found["killed"])
            known.clear()
            with open_store(place, create=True) as store:
                open_journal(store)
        writers = [fork(partial(write, place, who, None, too_early)) for who in range(8)]
        if is_server(place) and found["killed"] % 16:
            select([heard for _, heard in writers], [], [], 30)  # until one has written, which takes a server longer
        sleep(random.uniform(0, 0.06 if is_server(place) else 0.012))  # until the first of them have opened the store
        for pid, _ in random.sample(writers, len(writers)):
            sleep(random.uniform(0, 0.004))
            os.kill(pid, signal.SIGKILL)
        assert all(os.waitpid(pid, 0)[1] == signal.SIGKILL for pid, _ in writers)
        said = [line for _, heard in writers for line in said_by(heard)]
        known.update(said)
        with open_store(place) as store:
            with store.writing(head_of(store).id) as writer:  # at once
                writer.append("noted", {"note": "- 1 1 1"}, "-")
            head = head_of(store)
            if flaw := verify_journal(store, head).flaw:
                found["flaws"].append(flaw)
            stored = list(store.stored(head.id))
        found["killed"] += len(writers)
        found["acknowledged"] += len(said)
        found["lost"] += len(known - {f"{row.seq}:{row.hash}" for row in stored})
        found["broken"] += broken([json.loads(row.text)["body"]["note"].split()[2:] for row in stored[1:]])
    print(json.dumps(found))


def broken(parts: list[list[str]]) -> int:
    """How many transactions are there in part only: events are `at` of `all`, and stand together."""
    whole = [("1", "1"), ("1", "2"), ("2", "2"), ("1", "3"), ("2", "3"), ("3", "3")]
    due, count = "1", 0
    for at, many in parts:
        count += at != due or (at, many) not in whole
        due = "1" if at == many else str(int(at) + 1)
    return count + (due != "1")


def kill_openers(place_of_all: str, many: int) -> None:
    """So many processes are killed, two at a time, while they make a store and a journal in it."""
    random, opened = Random(4), 0

    def work(out: int) -> None:
        with open_store(place, create=True) as store:
            open_journal(store, f"case-{os.getpid()}")
        os.write(out, f"case-{os.getpid()}\n".encode())

    for at in range(many // 2):
        place = next_place(place_of_all, at)
        writers = [fork(work) for _ in range(2)]
        for pid, _ in writers:
            sleep(random.uniform(0, a_while(place)))
            os.kill(pid, signal.SIGKILL)
        said = {line for _, heard in writers for line in said_by(heard)}
        for pid, _ in writers:
            os.waitpid(pid, 0)
        opened += len(said)
        with open_store(place, create=True) as store:
            assert said <= {head.name for head in store.journals()}, "what was acknowledged is there"
            open_journal(store)
            assert all(verify_journal(store, head).is_sound for head in store.journals())
    print(json.dumps({"killed": many, "opened": opened}))


def open_at_once(place_of_all: str, many: int) -> None:
    """So many processes open one store that is not there yet, time and again."""

    def work(out: int) -> None:
        with open_store(place, create=True) as store:
            open_journal(store, f"case-{os.getpid()}")
        os.write(out, b"opened\n")

    opened = 0
    for at in range(10):
        place = next_place(place_of_all, at)
        writers = [fork(work) for _ in range(many)]
        opened += sum(len(said_by(heard)) for _, heard in writers)
        assert all(os.waitpid(pid, 0)[1] == 0 for pid, _ in writers)
    print(json.dumps({"opened": opened}))


WORK: dict[str, Callable[[str, int], None]] = {
    "count": count,
    "kill": kill,
    "kill-too-early": partial(kill, too_early=True),
    "kill-openers": kill_openers,
    "open-at-once": open_at_once,
}
if __name__ == "__main__":
    WORK[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
