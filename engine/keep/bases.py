"""The rule base of a journal: where it is found, and its full text kept in the store by its hashes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.keep.events import EventKind
from engine.keep.journal import Journal, Told, open_journal
from engine.keep.rows import Spoken
from engine.keep.shelf import base_in
from engine.language.base import RuleBase
from engine.language.folders import Folder, find_folder, folder_of, shipped_bases
from engine.language.hashes import VOCABULARY, texts_json
from engine.language.loading import load_base
from engine.language.matrix_bases import ARCHIVED
from engine.language.problems import InvalidInput, Place, invalid

if TYPE_CHECKING:
    from engine.keep.store import Store
    from engine.keep.writer import Writer

_NAMING: tuple[EventKind, ...] = ("rebased", "assessed")  # events that name a base, beside the first one


def note_of(base: RuleBase) -> dict[str, str]:
    """What an event says of a rule base: which one, and which text of it."""
    return {"name": base.name, "title": base.title, "rules_hash": base.rules_hash, "vocabulary_hash": base.vocabulary_hash}


def archive_base(writer: Writer, base: RuleBase) -> None:
    """Keeps the full text of a rule base and of its vocabulary, each under the hash that every trace names."""
    for is_vocabulary in (False, True):
        texts = {name: text for name, text in base.texts.items() if name.startswith(VOCABULARY) is is_vocabulary}
        hash_ = writer.archive(texts_json(texts).decode())
        assert hash_ == (base.vocabulary_hash if is_vocabulary else base.rules_hash)


def archived_base(store: Store, note: dict[str, str]) -> RuleBase:
    """The rule base that an event names, as it was then. Raises `StoreFault` where its text is not kept or was changed."""
    texts = {n: t for part in ("rules_hash", "vocabulary_hash") for n, t in json.loads(store.archived(note[part])).items()}
    shown = f"{note['name']}@{note['rules_hash'][:8]}"
    return load_base(folder_of(texts, shown, f"rules/{ARCHIVED}"))


def as_told(journal: Journal, base: RuleBase, spoken: Iterable[Spoken]) -> list[Told]:
    """The facts that the table beside the events names; one that the base has no place for any more is read with the base under
    which it was told, so that it can be taken back. Raises `StoreFault` where the text of that is not kept.
    """
    listed = list(spoken)
    try:
        return journal.told(base, listed)
    except InvalidInput:  # one of them, at least
        found = []
        for one in listed:
            try:
                found += journal.told(base, [one])
            except InvalidInput:
                found += journal.told(archived_base(journal.store, replace(journal, seq=one.seq).base_note), [one])
        return found


def kept_base(store: Store | None, said: str, place: Place) -> RuleBase:
    """The newest base that is kept in the store under a hash of its rules, of which the beginning is said: ``a1b2c3d4``, or
    ``name@a1b2c3d4``. Raises `InvalidInput` where there is none, as in no store (None), or where several begin so.
    """
    beginning = said.rpartition("@")[2]
    found: dict[str, dict[str, str]] = {}
    for note in _notes(store) if store is not None else ():
        if note["rules_hash"].startswith(beginning):
            found[note["rules_hash"]] = note
    if store is None or len(found) != 1:
        several = "several rule bases are kept whose hash begins" if found else "no rule base is kept whose hash begins"
        hint = (
            "Say more of the hash." if found else "`kakehashi audit log` lists what was recorded; `audit show` tells the hashes."
        )
        raise invalid(place, "no-base", f"{several} with {beginning}", hint)
    return archived_base(store, next(iter(found.values())))


def _notes(store: Store) -> Iterator[dict[str, str]]:
    """What the events of a store say of rule bases, the newest of a case last."""
    for head in store.journals():
        journal = open_journal(store, head)
        seqs = {1} | {stored.seq for kind in _NAMING for stored in store.of_kind(head.id, kind, head.seq)}
        for seq in sorted(seqs):
            yield journal.event(seq).body["base"]


def is_hash(said: str) -> bool:
    """Whether a word has the form of the hash of a base, or of its beginning."""
    return re.fullmatch(r"(?:[\w.-]+@)?[0-9a-f]{8,64}", said) is not None


def located(base_name: str) -> str:
    """How the store remembers where a base is: a shipped one by its name, another by its whole path."""
    return base_name if base_name in shipped_bases() else str(Path(base_name).absolute())


def base_of(journal: Journal) -> tuple[RuleBase, Folder | None]:
    """The rule base to ask a journal with: as it is written today where it is found, else as it is kept in the store."""
    if journal.head.base:
        try:
            folder = find_folder(journal.head.base)
        except InvalidInput:  # its files are not here any more; the store has them
            return archived_base(journal.store, journal.base_note), None
        return base_in(folder), folder
    return archived_base(journal.store, journal.base_note), None
