"""What a journal costs: answers from a long one against a short one, appends, and a cold `assert` against a cold `assess`.

A report; nothing is asserted. The journals are of the shipped base: one fact an event, on any of the observed descriptors,
over ten years, one in ten told late by up to a year; one event in twenty takes back what its descriptor stood at, one in
twenty corrects it. Everything is asked of a file (SQLite), and of a server of its own (PostgreSQL, from the wheel of the extra
`test`, through its socket, ``fsync`` on). ``python -m benchmarks.journal`` from the root of the project; about ten minutes.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from unittest.mock import patch

from benchmarks.startup import KAKEHASHI, processor, seconds
from engine.ask.assess import assess
from engine.ask.question import ask_of
from engine.infer.situation import fact_record
from engine.keep import clock
from engine.keep.desk import open_case
from engine.keep.events import EventKind
from engine.keep.exporting import export_lines, verify_export
from engine.keep.journal import open_journal
from engine.keep.location import find_store
from engine.keep.store import Store
from engine.keep.verifying import verify_journal
from engine.language.base import RuleBase
from engine.language.cases import load_case
from engine.language.facts import Case, Fact
from engine.language.folders import SHIPPED, find_folder
from engine.language.loading import load_base

SIZES = (1_000, 100_000)
SERVED = (1_000, 20_000)  # on a server, where each of them takes several turns between two processes
FIRST, DAYS = date(2005, 1, 1), 3_650
ASKED = 40  # questions in each row
ROUNDS = 15  # of cold commands
APPENDS, CROWD, WRITERS = 400, 1_600, 8


def events(base: RuleBase, many: int, random: Random) -> Iterator[tuple[int, EventKind, dict[str, object]]]:
    """The day, kind and body of the events of a made-up history."""
    derived = {name for rule in base.rules.values() for name in (*dict(rule.then), *dict(rule.impact))}
    names = [d.id for d in base.descriptors.values() if d.id not in derived and d.number is None]
    newest: dict[str, tuple[int, str]] = {}
    for seq in range(2, many + 1):
        day = seq * DAYS // many
        said = max(0, day - random.randrange(365)) if random.random() < 0.1 else day
        name, drawn = random.choice(names), random.random()
        if name in newest and drawn < 0.05:
            yield day, "retracted", {"facts": [newest.pop(name)[1]], "why": "a misprint"}
            continue
        replaces = [newest[name][1]] if name in newest and drawn < 0.1 else []
        # A state of its own for each day, so that two facts of one day never clash.
        states = base.descriptors[name].states
        fact = Fact(name, (states[said % len(states)],), FIRST + timedelta(said), grade="B2", note=f"report {seq}")
        if name not in newest or said >= newest[name][0] or replaces:
            newest[name] = said, str(seq)
        yield day, "asserted", {"facts": [fact_record(fact)], "replaces": replaces}


def make(url: str, base: RuleBase, many: int) -> None:
    """A store with a journal of so many events."""
    at = 0
    time = patch.object(clock, "utc_now", lambda: f"{FIRST + timedelta(at)}T12:00:00.000000Z")
    with time, Store(find_store(url), create=True) as store:  # noqa: SIM117 (the case is opened in the store)
        with open_case(store, "long", base, SHIPPED, Case("", "no facts"), "", "benchmark") as desk:
            for day, kind, body in events(base, many, Random(5)):
                at = day
                desk.writer.append(kind, body, "benchmark")


def answers(url: str, base: RuleBase, questions: list[tuple[date | None, str]]) -> float:
    """The median milliseconds from opening the store to the answer."""
    taken = []
    for as_of, known_by in questions:
        begun = perf_counter()
        with Store(find_store(url)) as store:
            head = store.find("long")
            assert head is not None
            journal = open_journal(store, head, known_by)
            assess(ask_of(base, journal.case(base, as_of), as_of=as_of))
        taken.append((perf_counter() - begun) * 1000)
    return median(taken)


def rows() -> dict[str, list[tuple[date | None, str]]]:
    """The questions, by what is asked."""
    random = Random(7)
    days = [FIRST + timedelta(random.randrange(DAYS)) for _ in range(ASKED)]
    times = [f"{FIRST + timedelta(random.randrange(1, DAYS))}" for _ in range(ASKED)]
    return {
        "today": [(None, "")] * ASKED,
        "as of any date": [(day, "") for day in days],
        "known by any time": [(None, time) for time in times],
        "known by any time, as of any date": list(zip(days, times, strict=True)),
        "known in the first month, as of today": [(FIRST + timedelta(DAYS), f"{FIRST + timedelta(30)}")] * ASKED,
    }


def append(url: str, many: int) -> None:
    """So many events, each acknowledged before the next."""
    with Store(find_store(url)) as store:
        head = store.find("long")
        assert head is not None
        for number in range(many):
            with store.writing(head.id) as writer:
                writer.append("noted", {"note": f"note {number}"}, "benchmark")


def timed(work: Callable[..., object], *values: object) -> float:
    begun = perf_counter()
    work(*values)
    return perf_counter() - begun


def crowd(url: str) -> None:
    """The appends of several processes at once."""
    context = get_context("spawn")
    writers = [context.Process(target=append, args=(url, CROWD // WRITERS)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


def cold(url: str) -> tuple[float, float]:
    """The median milliseconds of a cold `assess` and a cold `assert`, in turn, of a case with a few facts."""
    store = {"KAKEHASHI_STORE": url, "KAKEHASHI_AUTHOR": "benchmark"}
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("KAKEHASHI", "PYTHON"))} | store
    subprocess.run([KAKEHASHI, "case", "new", "cold"], env=kept, stdout=subprocess.DEVNULL, check=True)
    taken: dict[str, list[float]] = {"assess": [], "assert": []}
    for at in range(ROUNDS + 1):  # the first unmeasured
        day = FIRST + timedelta(4_000 + at)
        for name, words in (("assess", []), ("assert", ["ukraine.course=stabilising", "--since", day.isoformat()])):
            taken[name].append(seconds([KAKEHASHI, name, *words], kept) * 1000)
    return median(taken["assess"][1:]), median(taken["assert"][1:])


def report(base: RuleBase, folder: Path, sizes: tuple[int, int], few: str, lots: str, another: str) -> None:
    """The tables of one kind of store: a short journal in one, a long one in another, and one more for cold commands."""
    for many, url in zip(sizes, (few, lots), strict=True):
        print(f"made {many:,} events in {timed(make, url, base, many):.1f} s", flush=True)
    print(f"\n{'an answer, ms':<40}{sizes[0]:>10,}{sizes[1]:>10,}{'ratio':>8}{'goal':>8}")
    for row, questions in rows().items():
        short, long = (answers(url, base, questions) for url in (few, lots))
        print(f"{row:<40}{short:>10.1f}{long:>10.1f}{long / short:>8.2f}{'≤ 5':>8}", flush=True)
    for what, work in WHOLE.items():
        short, long = (timed(work, url, folder) * 1000 for url in (few, lots))
        print(f"{what:<40}{short:>10.0f}{long:>10.0f}{long / short:>8.1f}", flush=True)
    print("\nappends a second, each on the disk before the next")
    print(f"{'one process':<40}{APPENDS / timed(append, lots, APPENDS):>10.0f}")
    print(f"{f'{WRITERS} processes (their start included)':<40}{CROWD / timed(crowd, lots):>10.0f}", flush=True)
    plain, written = cold(another)
    print(f"\n{'a cold command, ms':<40}{'assess':>10}{'assert':>10}{'ratio':>8}{'goal':>8}")
    print(f"{f'medians of {ROUNDS} in turn':<40}{plain:>10.0f}{written:>10.0f}{written / plain:>8.2f}{'≤ 1.3':>8}\n", flush=True)


def main() -> None:
    """Makes the journals and prints the tables."""
    base = load_base(find_folder(SHIPPED))
    assert load_case(base, find_folder(SHIPPED)).facts
    print(f"{processor()}, {os.cpu_count()} cores; {platform.python_implementation()} {platform.python_version()}\n")
    with tempfile.TemporaryDirectory() as name:
        print("A file (SQLite)\n")
        report(base, Path(name), SIZES, *(f"sqlite:///{name}/{store}.db" for store in ("few", "lots", "cold")))
    from tests.server import Server  # what serves the tests serves here

    server = Server(memory=False)
    try:
        print("A server (PostgreSQL)\n")
        with tempfile.TemporaryDirectory() as name:
            report(base, Path(name), SERVED, *(server.database() for _ in range(3)))
    finally:
        server.remove()


def _verify(url: str, _: Path) -> None:
    with Store(find_store(url)) as store:
        head = store.find("long")
        assert head is not None
        assert verify_journal(store, head).is_sound


def _export(url: str, folder: Path) -> None:
    with Store(find_store(url)) as store, (folder / "e.jsonl").open("w", encoding="utf-8") as file:
        head = store.find("long")
        assert head is not None
        file.writelines(export_lines(open_journal(store, head)))


def _verify_export(_: str, folder: Path) -> None:
    assert verify_export(folder / "e.jsonl").is_sound


def _second_program(_: str, folder: Path) -> None:
    program = Path(sys.modules["engine.keep"].__path__[0]) / "verify_journal.py"
    subprocess.run([sys.executable, program, folder / "e.jsonl"], stdout=subprocess.DEVNULL, check=True)


def _log(url: str, _: Path) -> None:
    with Store(find_store(url)) as store:
        head = store.find("long")
        assert head is not None
        assert sum(1 for _ in open_journal(store, head).events()) == head.seq


WHOLE = {
    "verify": _verify,
    "read every event": _log,
    "export": _export,
    "verify an export (the long one both times)": _verify_export,
    "the second program (the long one too)": _second_program,
}

if __name__ == "__main__":
    main()
