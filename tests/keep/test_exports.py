"""Whatever is changed in an exported journal, both programs see it, and name the same event first."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from random import Random
from typing import Any

import pytest

from engine.keep import exporting, verify_journal, verifying
from engine.keep.exporting import export_lines, verify_export
from tests.keep.town import a_hundred_events, town_store

EVENT = b'{"event":'
Found = tuple[bool, int]  # sound, and the event that is named


class Export:
    """An export as its lines, and what both programs find in one that was made of it."""

    def __init__(self, text: str) -> None:
        self.lines = text.encode().splitlines(keepends=True)
        self.head = f"100:{json.loads(self.lines[-1])['hash']}"

    def event_at(self, line: int) -> int:
        """The event that a line belongs to: a text to the one after it; the first line to none."""
        return 1 + sum(before.startswith(EVENT) for before in self.lines[:line]) if line else 0

    def found(self, lines: list[bytes], kept: str = "") -> Found:
        """What both programs find, which is the same."""
        lines = BytesIO(b"".join(lines)).readlines()  # a line feed may have come or gone
        ours = verify_export(Held(lines), kept)  # type: ignore[arg-type]  # what it needs of a file
        seq, _, hash_ = kept.partition(":")
        flaw = None
        try:
            verify_journal.verify(lines, (int(seq), hash_) if kept else None)
        except verify_journal.Flaw as found:
            flaw = found
        assert (ours.is_sound, ours.at) == (flaw is None, flaw.at if flaw else 0), (ours.flaw, str(flaw))
        return ours.is_sound, ours.at

    def changed(self, at: int, *lines: bytes) -> list[bytes]:
        """The lines with others in the place of one."""
        return [*self.lines[:at], *lines, *self.lines[at + 1 :]]

    def chained_anew(self, lines: list[bytes], first: int) -> list[bytes]:
        """The lines with every hash from some line on made anew, and the first line changed to fit."""
        rest, last = [], next((json.loads(line)["hash"] for line in reversed(lines[:first]) if line.startswith(EVENT)), "")
        number = sum(line.startswith(EVENT) for line in lines[:first])
        for line in lines[first:]:
            if line.startswith(EVENT):
                number += 1
                event = json.loads(line)["event"] | {"prev": last, "seq": number}
                last = sha256(canonical(event)).hexdigest()
                line = canonical({"event": event, "hash": last}) + b"\n"
            rest.append(line)
        heading = json.loads(lines[0]) | {"events": number, "head": last}
        return [canonical(heading) + b"\n", *lines[1:first], *rest]


class Held:
    """A file that is held in memory, as its lines."""

    name = "journal.jsonl"

    def __init__(self, lines: list[bytes]) -> None:
        self.lines = lines

    def open(self, mode: str) -> nullcontext[list[bytes]]:
        assert mode == "rb"
        return nullcontext(self.lines)


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Export:
    folder = tmp_path_factory.mktemp("town")
    with town_store(folder) as store:
        return Export("".join(export_lines(a_hundred_events(folder, store))))


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is a function of a line alone is worked out once for each line: thousands of files differ in one of theirs."""

    for module, names in (
        (exporting, ("_decode", "read_event", "hash_of")),
        (verifying, ("read_event", "hash_of")),
        (verify_journal, ("read", "hash_of")),
    ):
        for name in names:
            monkeypatch.setattr(module, name, lru_cache(5000)(getattr(module, name)))
    for name in ("fits", "canonical"):
        monkeypatch.setattr(verify_journal, name, once_for_each(getattr(verify_journal, name)))


def once_for_each(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function worked out once for the same values: the very same, which are kept."""
    known: dict[tuple[int, ...], tuple[Any, Any]] = {}

    def remembering(*values: Any) -> Any:
        key = tuple(map(id, values))
        if key not in known:
            if len(known) > 50_000:
                known.clear()
            known[key] = function(*values), values
        return known[key][0]

    return remembering


def test_the_journal_is_sound_and_holds_every_kind_of_event(export: Export) -> None:
    assert export.found(export.lines) == export.found(export.lines, export.head) == (True, 0)
    kinds = {json.loads(line)["event"]["kind"] for line in export.lines if line.startswith(EVENT)}
    assert kinds == {"opened", "asserted", "retracted", "rebased", "assessed", "noted"}
    assert sum(line.startswith(EVENT) for line in export.lines) == 100


def flips(line: bytes) -> Iterator[bytes]:
    """The line with each of its bytes changed to one other, and one of them to all others."""
    random = Random(line)
    fully = random.randrange(len(line)) if random.random() < 0.1 else -1
    for place, byte in enumerate(line):
        others = [other for other in range(256) if other != byte]
        for other in others if place == fully else [random.choice(others)]:
            yield line[:place] + bytes([other]) + line[place + 1 :]


@pytest.mark.usefixtures("remembered")
def test_every_byte_that_is_changed_shows(export: Export) -> None:
    count = 0
    for at, line in enumerate(export.lines):
        for flipped in flips(line):
            sound, event = export.found(export.changed(at, flipped))
            assert not sound
            # What shows at the end only is what the first line says of it.
            assert event == export.event_at(at) if at else event <= 101
            count += 1
    assert count > sum(map(len, export.lines)) > 25_000


def test_every_line_that_is_missing_moved_or_doubled_shows(export: Export) -> None:
    for at, line in enumerate(export.lines):
        due = export.event_at(at)
        is_last = at == len(export.lines) - 1
        assert export.found(export.changed(at)) == (False, due), "missing"
        assert export.found(export.changed(at, line, line)) == (False, due + line.startswith(EVENT) if at else 1), "doubled"
        if not is_last:
            swapped = [*export.lines[:at], export.lines[at + 1], line, *export.lines[at + 2 :]]
            assert export.found(swapped) == (False, due), "swapped with its neighbour"


def test_every_end_that_is_cut_off_shows(export: Export) -> None:
    random = Random(4)
    for at, line in enumerate(export.lines):
        assert export.found(export.lines[:at]) == (False, export.event_at(at)), "whole lines"
        middle = random.randrange(1, len(line))
        assert export.found([*export.lines[:at], line[:middle]]) == (False, export.event_at(at)), "in the middle of a line"


def test_every_event_that_is_written_anew_with_all_after_it_shows_beside_a_kept_head(export: Export) -> None:
    for at, line in enumerate(export.lines):
        if not line.startswith(EVENT):
            continue
        number = export.event_at(at)
        event = json.loads(line)["event"] | {"author": "forger"}
        forged = export.chained_anew(export.changed(at, canonical({"event": event}) + b"\n"), at)
        assert export.found(forged) == (True, 0), "a chain alone cannot show it"
        assert export.found(forged, export.head) == (False, 100), "the kept head can"
        kept = f"{number}:{json.loads(line)['hash']}"
        assert export.found(forged, kept) == (False, number)
        before = [json.loads(other)["hash"] for other in export.lines[:at] if other.startswith(EVENT)]
        if before:
            assert export.found(forged, f"{number - 1}:{before[-1]}") == (True, 0), "what was kept before it is still so"


def test_an_end_cut_off_with_the_first_line_made_anew_shows_beside_a_kept_head(export: Export) -> None:
    for at in range(len(export.lines) - 1, 0, -1):
        if export.lines[at - 1].startswith(EVENT):
            shorter = export.chained_anew(export.lines[:at], at)
            assert export.found(shorter) == (True, 0), "a chain alone cannot show it"
            assert export.found(shorter, export.head) == (False, export.event_at(at - 1) + 1)


def test_events_taken_out_or_moved_and_all_chained_anew_show_where_they_can(export: Export) -> None:
    first = next(at for at, line in enumerate(export.lines) if line.startswith(EVENT))
    for at in range(first + 1, len(export.lines)):
        if export.lines[at].startswith(EVENT):
            assert export.found(export.chained_anew(export.changed(at), at), export.head)[0] is False
            doubled = export.chained_anew(export.changed(at, export.lines[at], export.lines[at]), at + 1)
            is_last = at == len(export.lines) - 1  # one more at the end is what may come any day
            assert export.found(doubled, export.head)[0] is is_last
    assert export.found(export.chained_anew(export.changed(first), first)) == (False, 1), "without a beginning"
