"""A store with a case on a small base, written to without the command line."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from engine.keep.assessments import assess_and_record
from engine.keep.desk import Desk, open_case, sit_down
from engine.keep.journal import Journal, open_journal
from engine.keep.location import find_store
from engine.keep.recording import add_note, assert_facts, retract_facts
from engine.keep.statements import Saying, facts_said
from engine.keep.store import Store
from engine.language.cases import load_case
from engine.language.facts import Source
from engine.language.folders import find_folder
from engine.language.loading import load_base
from tests.desk import TOWN

AUTHOR = "clerk"
SAID = ("road.state=open", "road.state=narrow|open", "river.level=1..3", "town.mood=calm", "convoy.size=4..")


@contextmanager
def town_store(folder: Path, name: str = "town", url: str = "") -> Iterator[Store]:
    """A store with one case on a base that is a copy of the town's: in a folder that is made for both, or at an address."""
    shutil.copytree(TOWN, folder / "base")
    found = find_folder(str(folder / "base"))
    base = load_base(found)
    with Store(find_store(url or f"sqlite:///{folder / 'cases.db'}"), create=True) as store:
        with open_case(store, name, base, str(folder / "base"), load_case(base, found), "", AUTHOR):
            pass
        yield store


@contextmanager
def at_desk(store: Store, name: str = "town") -> Iterator[Desk]:
    with sit_down(store, name, "", AUTHOR) as desk:
        yield desk


def journal_of(store: Store, name: str = "town") -> Journal:
    head = store.find(name)
    assert head is not None
    return open_journal(store, head)


def rewrite_rules(folder: Path, comment: str) -> None:
    """Writes the base otherwise, to the same meaning."""
    with (folder / "base" / "rules" / "r.yaml").open("a", encoding="utf-8") as file:
        file.write(f"# {comment}\n")


def a_hundred_events(folder: Path, store: Store) -> Journal:
    """The case written to until it has 100 events, of every kind."""
    assess_and_record(store, AUTHOR, "town")
    rewrite_rules(folder, "asked by the council: “is the river low?” 𝄞")
    while (seq := journal_of(store).seq) < 100:
        with at_desk(store) as desk:
            if seq % 4:
                add_note(desk, f"№ {seq}")
            elif seq % 20 == 12:
                retract_facts(desk, ["road.state"], "a misprint", all_of_them=True)
            else:
                saying = Saying(date(2015, 3, 1 + seq % 28), source=Source(title="Gauge"), grade="B2")
                assert_facts(desk, facts_said(desk.base, [SAID[seq // 4 % 5]], saying), correct=seq == 16)
    return journal_of(store)


def add_notes(store: Store, many: int) -> None:
    for number in range(many):
        with at_desk(store) as desk:
            add_note(desk, f"note {number}")
