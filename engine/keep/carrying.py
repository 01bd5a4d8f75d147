"""A journal carried from one store to another, every hash kept: what is missing there is added, in one transaction.

One journal in two stores is one journal as long as the shorter is the beginning of the longer. Where both went on by
themselves it has forked: neither is changed, and the first event that differs is named.
"""

from __future__ import annotations

from itertools import zip_longest

from msgspec import Struct

from engine.keep.desk import check_name
from engine.keep.events import read_event
from engine.keep.rows import Head, Stored
from engine.keep.store import Store
from engine.keep.verifying import Unsound, chain
from engine.keep.writer import Writer
from engine.language.folders import find_folder, shipped_bases
from engine.language.problems import InvalidInput, Place, did_you_mean, invalid


class Carried(Struct, frozen=True):
    """What was carried, and how the journal stands in the other store now.

    `origin` and `target` are the two stores, `before` the events that were there, `added` those that came. `ahead` is how many
    it has there that the origin lacks, `made` whether it was not there at all.
    """

    head: Head
    origin: str
    target: str
    before: int
    added: int
    ahead: int
    made: bool


def carry(origin: Store, head: Head, target: Store, name: str = "", base: str = "", worker: str = "") -> Carried:
    """Carries a journal over: all that is missing in the other store, with the texts that it names, or nothing.

    Where it is new there, `name` is what it goes by (empty: as here), `base` where its rule base is found (empty: as here where
    it ships with the program, else only in the store), and `worker` works on it from now on. Raises `InvalidInput` where the
    two have forked, where the name is taken, or where what is to be carried is not sound.
    """
    with origin.snapshot():
        head = origin.head(head.id)
        there = target.known(head.id)
        try:
            if there is None:
                _open(origin, head, target, name, base, worker)
            elif there.seq < head.seq:
                _refuse_aside(there, target)
                with target.writing(head.id) as writer:
                    there = target.head(head.id)  # another may have been quicker
                    _refuse_fork(origin, head, target, there)
                    if there.seq < head.seq:
                        _add(origin, head, writer)
            else:
                _refuse_fork(origin, head, target, there)
        except Unsound as flaw:
            hint = "Nothing was carried; `kakehashi audit verify` tells more."
            message = f"{head.name} in {origin.location} is not sound: {flaw}"
            raise invalid(Place(head.name), "unsound-journal", message, hint) from None
    now, before = target.head(head.id), there.seq if there else 0
    added, ahead = max(0, head.seq - before), max(0, now.seq - head.seq)
    return Carried(now, str(origin.location), str(target.location), before, added, ahead, there is None)


def find_journal_in(store: Store, name: str, here: Store | None) -> Head:
    """The journal that is meant by a name in another store: it goes by it there, or here. Raises `InvalidInput`."""
    found = store.find(name)
    if found is None and here is not None and (known := here.find(name)) is not None:
        found = store.known(known.id)
    if found is None:
        names = [head.name for head in store.journals()]
        hint = did_you_mean(name, names, "There is no case in it yet.")
        raise invalid(Place("NAME"), "no-case", f"there is no case `{name[:80]}` in {store.location}", hint)
    return found


def _open(origin: Store, head: Head, target: Store, name: str, base: str, worker: str) -> None:
    found_at = base or (head.base if head.base in shipped_bases() else "")
    name = check_name(name or head.name, find_folder(found_at) if found_at else None, "--as")
    if target.find(name) is not None:
        hint = "Give it another name there: --as NAME."
        raise invalid(Place("--as"), "case-exists", f"there is another case `{name}` in {target.location}", hint)
    with target.opening(head.id, name, found_at, "--as") as writer:
        _add(origin, head, writer)
        if worker:
            writer.make_current(worker)


def _add(origin: Store, head: Head, writer: Writer) -> None:
    """Adds the events that are missing, each checked as it comes, and before it the texts that it names."""
    kept: set[str] = set()

    def keep(hash_: str) -> bool:
        if hash_ not in kept:
            kept.add(writer.archive(origin.archived(hash_)))
        return True

    missing = origin.stored(head.id, writer.seq + 1, head.seq)
    for event, _ in chain(missing, keep, None, (writer.seq, writer.hash, writer.recorded)):
        writer.add(event)
    if (writer.seq, writer.hash) != (head.seq, head.hash):
        raise Unsound(f"its head is {head}; its last event is {writer.seq}:{writer.hash}", writer.seq)


def _refuse_aside(there: Head, target: Store) -> None:
    if there.archived:
        hint = f"Take it back there with `kakehashi case archive --undo {there.name}`."
        raise invalid(Place("NAME"), "case-archived", f"the case {there.name} was put aside in {target.location}", hint)


def _refuse_fork(origin: Store, head: Head, target: Store, there: Head) -> None:
    """Raises `InvalidInput` where neither journal is the beginning of the other, naming the first event that differs."""
    last = min(head.seq, there.seq)
    if _hashes(origin, head, last, last) == _hashes(target, there, last, last):
        return
    for here, other in zip_longest(origin.stored(head.id, 1, last), target.stored(there.id, 1, last)):
        if here is None or other is None or here.hash != other.hash:
            raise _forked(head.name, origin, here, target, other)


def _hashes(store: Store, head: Head, first: int, last: int) -> list[str]:
    return [stored.hash for stored in store.stored(head.id, first, last)]


def _forked(name: str, origin: Store, here: Stored | None, target: Store, there: Stored | None) -> InvalidInput:
    seq = (here or there or Stored(0, "", "", "", "", "")).seq
    sides = ((origin, here), (target, there))
    said = [f"in {store.location} it is {_told(stored)}" for store, stored in sides]
    message = f"the journal has forked: event {seq} is not the same in both; {' and '.join(said)}"
    hint = "Journals are never merged. Keep one of them, and tell it with `assert` what only the other was told."
    return invalid(Place(name), "forked", message, hint)


def _told(stored: Stored | None) -> str:
    if stored is None:
        return "missing"
    event = read_event(stored.text, Place(f"event {stored.seq}"))
    return f"{stored.hash[:12]}… ({event.kind} by {event.author}, {event.recorded})"
