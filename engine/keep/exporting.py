"""A journal as a file that stands on its own: one JSON line for each event, and for each text that events name.

The first line tells the format, how many events there are, and the hash of the last. Every line is canonical JSON
(RFC 8785) and ends in a line feed; a text stands before the first event that names it, once. So there is one way to write
a journal, and any other byte shows. ``verify_journal.py`` beside this file checks it without the rest of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from engine.infer.situation import canonical_json
from engine.keep.desk import check_name
from engine.keep.events import Event, hash_of, read_event
from engine.keep.journal import Journal
from engine.keep.rows import Head, Spoken, Stored
from engine.keep.store import Store
from engine.keep.verifying import Unsound, Verification, chain, fold, read_head, texts_of
from engine.language.folders import find_folder, shipped_bases
from engine.language.problems import InvalidInput, Place, invalid

FORMAT, VERSION = "kakehashi.journal", 1

Line = TypeVar("Line", bound=Struct)


class Heading(Struct, frozen=True, forbid_unknown_fields=True):
    """The first line of an export."""

    events: int
    format: str
    head: str
    version: int


class TextLine(Struct, forbid_unknown_fields=True):
    """A text that events name, under its SHA-256."""

    hash: str
    text: str


class EventLine(Struct, forbid_unknown_fields=True):
    """An event, and the SHA-256 of its text."""

    event: msgspec.Raw
    hash: str


def export_lines(journal: Journal) -> Iterator[str]:
    """The lines of a journal's export. Raises `StoreFault` where an event or a text was changed."""
    last = journal.store.texts(journal.head.id, [journal.seq])[journal.seq]
    heading = Heading(journal.seq, FORMAT, hash_of(last), VERSION)
    yield canonical_json(msgspec.structs.asdict(heading)).decode() + "\n"
    written: set[str] = set()
    for stored in journal.store.intact(journal.head.id, 1, journal.seq):
        for hash_ in texts_of(read_event(stored.text, journal.place(stored.seq))):
            if hash_ not in written:
                written.add(hash_)
                yield canonical_json({"hash": hash_, "text": journal.store.archived(hash_)}).decode() + "\n"
        yield f'{{"event":{stored.text},"hash":"{stored.hash}"}}\n'


class Export(Struct):
    """An export read line by line, every one checked as it comes; raises `Unsound` at the first flaw."""

    path: Path
    texts: dict[str, str] = {}
    heading: Heading | None = None

    def events(self, kept: tuple[int, str] | None = None) -> Iterator[tuple[Event, str]]:
        """The events with their hashes; the texts that they name are in `texts` by then."""
        count, last = 0, ""
        for event, hash_ in chain(self._stored(), self.texts.__contains__, kept):
            yield event, hash_
            count, last = event.seq, hash_
        assert self.heading is not None
        if count != self.heading.events:
            message = f"line 1 speaks of {self.heading.events} events; the file holds {count}"
            raise Unsound(message, min(count, self.heading.events) + 1)
        if last != self.heading.head:
            raise Unsound(f"the hash in line 1 is not that of event {count}, the last one", count)

    def _stored(self) -> Iterator[Stored]:
        seq = 0
        new: list[str] = []  # texts since the last event
        with self.path.open("rb") as file:
            for number, data in enumerate(file, start=1):
                if self.heading is None:
                    self.heading = _heading(data)
                elif data.startswith(b'{"hash":'):
                    said = _decode(data, TextLine, number, seq + 1)
                    if hash_of(said.text) != said.hash or said.hash in self.texts:
                        raise Unsound(f"the text in line {number} is not the one that was hashed, or stands twice", seq + 1)
                    self.texts[said.hash] = said.text
                    new.append(said.hash)
                else:
                    found, seq = _decode(data, EventLine, number, seq + 1), seq + 1
                    event = self._event(bytes(found.event).decode(), seq)
                    if new != [name for name in dict.fromkeys(texts_of(event)) if name in new]:
                        raise Unsound(f"the texts before event {seq} are not those that it names", seq)
                    new = []
                    yield Stored(event.seq, event.prev, found.hash, event.recorded, event.kind, event.text)
        if new or self.heading is None:
            raise Unsound("there is no event where one is due", seq + 1 if new else 0)

    def _event(self, text: str, seq: int) -> Event:
        try:
            return read_event(text, Place(f"event {seq}"))
        except InvalidInput as error:
            raise Unsound(f"event {seq}: {error.problems[0].message}", seq) from None


def verify_export(path: Path, kept: str = "") -> Verification:
    """Goes through an exported journal. Raises `InvalidInput` where the file cannot be read or `kept` is no head."""
    wanted = read_head(kept)
    export, sound, last, name = Export(path), 0, "", path.name
    facts: dict[tuple[int, int], Spoken] = {}
    try:
        for event, hash_ in export.events(wanted):
            fold(facts, event)
            sound, last = event.seq, f"{event.seq}:{hash_}"
    except Unsound as flaw:
        return Verification(name, sound, last, str(flaw), flaw.at, kept)
    except OSError as error:
        raise _unreadable(path, error) from None
    return Verification(name, sound, last, kept=kept)


def verifier_text() -> str:
    """The text of the second program, which verifies an export without the rest of this one."""
    return (files("engine.keep") / "verify_journal.py").read_text(encoding="utf-8")


def import_journal(store: Store, path: Path, name: str, base: str, author: str) -> Head:
    """A journal from its export, every hash kept. Raises `InvalidInput` where it is not sound, or is here already.

    `name` is what it goes by here (empty: as it did where it was opened), `base` where its rule base is found here
    (empty: among those that ship, or else only in the store).
    """
    try:
        export = Export(path)
        events = list(export.events())
    except Unsound as flaw:
        hint = "Nothing was imported; ask for another copy."
        raise invalid(Place(str(path)), "unsound-journal", f"the journal is not sound: {flaw}", hint) from None
    except OSError as error:
        raise _unreadable(path, error) from None
    opened = events[0][0]
    here = [head for head in store.journals() if head.id == opened.body["id"]]
    if here:
        hint = f"It is the case `{here[0].name}`; export that one to compare the two."
        raise invalid(Place(str(path)), "case-exists", "this journal is in the store already", hint)
    note = opened.body["base"]["name"]
    found_at = base or (note if note in shipped_bases() else "")
    name = check_name(name or opened.body["name"], find_folder(found_at) if found_at else None, "--as")
    with store.opening(opened.body["id"], name, found_at, "--as") as writer:
        for text in export.texts.values():
            writer.archive(text)
        for event, _ in events:
            writer.add(event)
        writer.make_current(author)
    return store.head(opened.body["id"])


def _heading(data: bytes) -> Heading:
    heading = _decode(data, Heading, 1, 0)
    if (heading.format, heading.version) != (FORMAT, VERSION):
        raise Unsound(f"this is no export of a journal that is known here: {heading.format}, version {heading.version}")
    return heading


def _decode(data: bytes, kind: type[Line], number: int, at: int) -> Line:
    """A line as the values it tells; it must be written in the one way that there is."""
    if not data.endswith(b"\n"):
        raise Unsound(f"line {number} is cut off", at)
    try:
        found = msgspec.json.decode(data.decode(), type=kind)
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, or not of that kind
        raise Unsound(f"line {number} cannot be read: {error}", at) from None
    if canonical_json(msgspec.structs.asdict(found)) + b"\n" != data:
        raise Unsound(f"line {number} is not written as it was exported", at)
    return found


def _unreadable(path: Path, error: OSError) -> InvalidInput:
    hint = "Give the path of an exported journal."
    return invalid(Place(str(path)), "unreadable", f"the file cannot be read: {error.strerror}", hint)
