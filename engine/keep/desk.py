"""The case that is written to: the one that is named or worked on, or a new one, held for one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from shlex import quote

from msgspec import Struct
from msgspec.structs import replace

from engine.infer.situation import fact_record
from engine.keep import clock
from engine.keep.bases import archive_base, base_of, located, note_of
from engine.keep.events import Event
from engine.keep.journal import Journal, open_journal
from engine.keep.questions import file_case, find_journal
from engine.keep.rows import Head
from engine.keep.shelf import base_in
from engine.keep.store import Store
from engine.keep.writer import Writer
from engine.language.base import RuleBase
from engine.language.facts import Case
from engine.language.folders import SHIPPED, Folder, find_folder
from engine.language.problems import InvalidInput, Place, invalid

FIRST_NAME = "my-case"  # of a case that is made because there was none to write to


class Desk(Struct, frozen=True):
    """A journal within a transaction that writes to it; `journal` is as it was before anything was written.

    `made` is the event that opened it, where it was made for this; `author` is who writes.
    """

    writer: Writer
    journal: Journal
    base: RuleBase
    author: str
    made: Event | None = None

    def written(self) -> Journal:
        """The journal with what has been written so far."""
        writer = self.writer
        head = replace(self.journal.head, seq=writer.seq, hash=writer.hash, recorded=writer.recorded)
        return replace(self.journal, head=head, seq=writer.seq)


@contextmanager
def sit_down(store: Store, case_name: str, base_name: str, author: str) -> Iterator[Desk]:
    """The case of that name (empty: the one worked on, else a new one from the baseline), to write to.

    Raises `InvalidInput` where it is a case to be read only, or one that was put aside.
    """
    with ExitStack() as transaction:
        desk: Desk | None = None
        while desk is None:
            head = find_journal(store, case_name, base_name, author)
            if head is not None:
                desk = transaction.enter_context(_go_on(store, head, author))
            else:
                desk = _begin(store, case_name, base_name, author, transaction)
        yield desk


@contextmanager
def _go_on(store: Store, head: Head, author: str) -> Iterator[Desk]:
    """A case of one's own, to write to."""
    if head.archived:
        hint = f"Take it back with `kakehashi case archive --undo {head.name}`."
        raise invalid(Place("--case"), "case-archived", f"the case {head.name} was put aside", hint)
    base, _ = base_of(open_journal(store, head))
    with store.writing(head.id) as writer:
        journal = open_journal(store, replace(head, seq=writer.seq, hash=writer.hash, recorded=writer.recorded))
        yield Desk(writer, journal, base, author)


def _begin(store: Store, case_name: str, base_name: str, author: str, transaction: ExitStack) -> Desk | None:
    """A new case from the baseline, to write to within a transaction; None where another was quicker, who may be the same
    author: then there is one to write to, or the name is taken.
    """
    folder = find_folder(base_name or SHIPPED)
    base = base_in(folder)
    case = file_case(store, base, folder, case_name)
    if case_name:
        from_it = f"--from {quote(case_name)}{f' --base {quote(base_name)}' if base_name else ''}"
        hint = f"Make a case of your own from it: `kakehashi case new NAME {from_it}`."
        raise invalid(Place("--case"), "read-only", f"{case.name} is a file, and nothing is written to it", hint)
    names = (f"{FIRST_NAME}{f'-{at}' if at > 1 else ''}" for at in count(1))
    name = next(name for name in names if store.find(name) is None)
    if find_journal(store, case_name, base_name, author) is not None:  # another that takes the name from now on is met below
        return None
    try:
        return transaction.enter_context(open_case(store, name, base, located(base_name or SHIPPED), case, "", author))
    except InvalidInput as error:
        if [problem.code for problem in error.problems] != ["case-exists"]:
            raise
        return None


@contextmanager
def open_case(store: Store, name: str, base: RuleBase, found_at: str, case: Case, title: str, author: str) -> Iterator[Desk]:
    """A new case with the facts of another, which its author works on from now on; more may be written to it at once.

    `found_at` is where the base is found here. Raises `InvalidInput` where the name is taken.
    """
    id_, day = clock.new_id(), case.latest_date()
    body = {
        "id": id_,
        "name": name,
        "title": title or (f"from {case.name}: {case.title}" if case.facts else "begun with no facts"),
        "from": case.name,
        "as_of": day.isoformat() if day else None,
        "base": note_of(base),
        "facts": [fact_record(fact) for fact in case.facts],
    }
    with store.opening(id_, name, found_at) as writer:
        archive_base(writer, base)
        opened = writer.append("opened", body, author)
        writer.make_current(author)
        head = replace(store.head(id_), seq=writer.seq, hash=writer.hash, recorded=writer.recorded)
        yield Desk(writer, Journal(store, head, writer.seq, opened), base, author, opened)


def check_name(name: str, folder: Folder | None, option: str = "NAME") -> str:
    """The name of a new case. Raises `InvalidInput` where it is none, or that of a case file of its base (None: not here)."""
    place = Place(option)
    if not name or len(name) > 60 or not all(char.isalnum() or char in "-_." for char in name) or not name[0].isalnum():
        raise invalid(
            place, "wrong-name", f"`{name[:60]}` is no name of a case", "Letters, digits, `-`, `_` and `.`: harbour-desk."
        )
    if name in (folder.case_files() if folder else ()) or name.endswith((".yaml", ".yml", ".csv", ".jsonl")):
        raise invalid(place, "case-exists", f"`{name}` is what a file is called", "Give yours another name.")
    return name
