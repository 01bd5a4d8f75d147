"""Commands on a disk that fails at each of its writes in turn: `python -m tests.keep.failing FOLDER`, with the shim loaded.

Each line that is printed is about one command and one error: how many of its writes were made to fail, and what was wrong.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from engine.keep.location import Location
from engine.keep.store import Store
from engine.keep.verifying import verify_journal
from tests.bad_input.asking import Answer, ask

DISK = ctypes.CDLL(None)
ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EROFS": errno.EROFS}
COMMANDS = {
    "assert": ["assert", "town.mood=calm", "--since", "2015-03-01"],
    "retract": ["retract", "town.mood", "--why", "a misprint"],
    "record": ["assess", "--record"],
    "use": ["case", "use", "mine"],
    "new": ["case", "new", "other", "--from", "mine"],
    "import": ["case", "import", "FOLDER/journal.jsonl", "--as", "other"],
    "export": ["audit", "export", "-o", "FOLDER/out.jsonl"],
    "first": ["assert", "town.mood=calm", "--since", "2015-03-01", "--base", "BASE"],  # of a store that is not there yet
}
IN_FULL = ("assert", "export")
IN_PART = (("ENOSPC", False), ("EIO", True))  # what the errors are called makes little difference to SQLite


def prepared(folder: Path, base: str) -> None:
    """A store with a case, and an export of another."""
    os.environ["KAKEHASHI_STORE"] = f"sqlite:///{folder / 'cases.db'}"
    for words in (["case", "new", "mine", "--base", base], ["case", "new", "away", "--base", base]):
        assert ask(words).code == 0
    assert ask(["audit", "export", "-o", str(folder / "journal.jsonl")]).code == 0
    (folder / "cases.db").rename(folder / "gone.db")
    assert ask(["case", "new", "mine", "--base", base]).code == 0


def contents(folder: Path) -> tuple[dict[str, list[str]], list[str]]:
    """The hashes of every journal in a store, and what is wrong with any."""
    if not (folder / "cases.db").exists():
        return {}, []
    with Store(Location(folder / "cases.db", "the store")) as store:
        heads = [] if store.is_empty else store.journals()
        found = {head.name: [stored.hash for stored in store.stored(head.id)] for head in heads}
        return found, [flaw for head in heads if (flaw := verify_journal(store, head).flaw)]


def wrongs(
    folder: Path, name: str, words: list[str], for_good: bool, answer: Answer, before: dict[str, list[str]]
) -> Iterator[str]:
    """What a command that failed, or did not, left behind that it should not have."""
    if answer.code not in (0, 3, 2 if name == "export" else 3):
        yield f"exit code {answer.code}"
    if answer.code and (answer.out or answer.err.count("\n") != 1 or "Traceback" in answer.err):
        yield f"said {answer.out!r} and {answer.err!r}"
    after, flaws = contents(folder)
    yield from flaws
    for journal, hashes in before.items():
        if after.get(journal, [])[: len(hashes)] != hashes:
            yield f"lost events of {journal}"
    more = sum(map(len, after.values())) - sum(map(len, before.values()))
    if answer.code == 0 and name not in ("export", "use") and not more:
        yield "lost what it acknowledged"
    if name == "export":
        kept = [path.name for path in folder.iterdir() if path.name.startswith("out") or path.suffix == ".part"]
        if answer.code == 0 and ask(["audit", "verify", str(folder / "out.jsonl")]).code:
            yield "left a file that is not sound"
        if answer.code and kept and not for_good:  # where nothing can be done any more, nothing can be taken away
            yield f"left {kept} behind"
    (folder / "out.jsonl").unlink(missing_ok=True)
    again = ask(words if answer.code else ["case", "list"])
    if again.code and not (more and name in ("new", "import", "retract")):  # it is there already
        yield f"does not go on: {again.err}"
    if contents(folder)[1]:
        yield "is not sound after going on"


def every_write(home: Path, base: str, name: str, error: str, for_good: bool) -> dict[str, Any]:
    """One command, as often as it writes: each time another write fails."""
    found: dict[str, Any] = {"command": name, "error": error, "for good": for_good, "failed": 0, "refused": 0, "wrong": []}
    found["there all the same"] = 0
    folder = home / "disk"
    words = [word.replace("FOLDER", str(folder)).replace("BASE", base) for word in COMMANDS[name]]
    os.environ["KAKEHASHI_STORE"] = f"sqlite:///{folder / 'cases.db'}"
    nth = 0
    while True:
        nth += 1
        shutil.copytree(home / "prepared", folder)
        if name == "first":
            (folder / "cases.db").unlink()
        before, _ = contents(folder)
        DISK.disk_fails(str(folder).encode(), nth, ERRORS[error], int(for_good))
        answer = ask(words)
        reached = DISK.disk_calls() >= nth
        DISK.disk_fails(b"", 0, 0, 0)
        found["failed"] += reached
        found["refused"] += answer.code != 0
        if answer.code:
            after = contents(folder)[0]
            found["there all the same"] += sum(map(len, after.values())) > sum(map(len, before.values()))
        found["wrong"] += [f"write {nth}: {wrong}" for wrong in wrongs(folder, name, words, for_good, answer, before)]
        shutil.rmtree(folder)
        if not reached:
            assert answer.code == 0, answer
            return found


def main(home: Path) -> None:
    base = str(home / "base")
    shutil.copytree(Path(__file__).parents[1] / "bad_input" / "good", base)
    (home / "prepared").mkdir()
    prepared(home / "prepared", base)
    for name in COMMANDS:
        for error, for_good in product(ERRORS, (False, True)) if name in IN_FULL else IN_PART:
            print(json.dumps(every_write(home, base, name, error, for_good)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
