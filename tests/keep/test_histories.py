"""Random histories of a case, against a model that folds their events in plain Python: always the same state.

Facts are asserted, corrected and retracted; the base is written otherwise; the store crashes; the journal moves to another
store by its export; and its facts go through YAML and CSV. After each step both programs verify it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from engine.infer.situation import situate
from engine.keep import clock, verify_journal
from engine.keep.carrying import carry
from engine.keep.desk import Desk, open_case, sit_down
from engine.keep.exporting import export_lines, import_journal
from engine.keep.journal import Journal, open_journal
from engine.keep.location import find_store
from engine.keep.recording import add_note, assert_facts, retract_facts
from engine.keep.statements import Saying, facts_said
from engine.keep.store import Store
from engine.keep.transfer import case_in_table, case_text
from engine.keep.verifying import verify_journal as verify_stored
from engine.language.base import RuleBase
from engine.language.cases import load_case
from engine.language.facts import Case, Fact
from engine.language.folders import find_folder
from engine.language.loading import load_base
from engine.language.problems import InvalidInput
from tests.desk import TOWN
from tests.keep.history import Entry, History, Refused, Said, left
from tests.keep.town import AUTHOR, rewrite_rules
from tests.stores import Stores

MEMORY = Path("/dev/shm")
STATES = {"road.state": ("closed", "narrow", "open"), "town.mood": ("calm", "tense"), "crossing": ("refused", "allowed")}
DAYS = [date(2015, 1, 31) + timedelta(days) for days in range(7)]  # the baseline's facts begin on 1 February, or never
days = st.sampled_from(DAYS)
ODD = (
    "a\nb",
    "a\tb",
    "a\u2028b",
    "a\u2029b",
    "a\ufeffb",
    "a\uffffb",
    "𝄞",
    "- a: b # c",
    "'",
    '"a", \\b',
    "{a}",
    "a;b",
    "null",
    "1.10",
)
notes = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8).map(str.strip)
words = st.sampled_from(
    [*STATES, "river.level", *map(str, range(1, 30)), *(f"{n}.{at}" for n in range(1, 9) for at in (1, 2, 3))]
)


@st.composite
def sayings(draw: Callable[[Any], Any]) -> tuple[str, Any]:
    """A descriptor with what is said of it: a proper part of its states, or a range."""
    name = draw(st.sampled_from([*STATES, "river.level"]))
    if name in STATES:
        states = STATES[name]
        return name, frozenset(draw(st.lists(st.sampled_from(states), min_size=1, max_size=len(states) - 1, unique=True)))
    low = draw(st.integers(0, 11))
    return name, (low, draw(st.integers(low, 12 if low else 11)))


def said(fact: Fact) -> Said:
    """A fact of the engine as one of the model."""
    if isinstance(fact.value, tuple):
        value: Any = frozenset(fact.value)
    else:
        assert fact.value.low is not None
        assert fact.value.high is not None
        value = fact.value.low, fact.value.high
    return Said(fact.descriptor, value, fact.since, fact.until, fact.note)


def as_words(name: str, value: Any) -> str:
    return f"{name}={'|'.join(sorted(value))}" if isinstance(value, frozenset) else f"{name}={value[0]}..{value[1]}"


def by_text(facts: Any) -> list[str]:
    """Facts in an order that does not matter."""
    return sorted(f"{f.descriptor} {sorted(map(str, f.value))} {f.since} {f.until} {f.note!r}" for f in facts)


class Histories(RuleBasedStateMachine):
    """A case, and the model of it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.time = datetime(2026, 1, 1)  # noqa: DTZ001 (it is only written down)
        self.stores = self.others = 0
        self.clock = patch.object(clock, "utc_now", self.now)
        self.clock.start()
        shutil.copytree(TOWN, self.folder / "base")
        self.base = str(self.folder / "base")
        self.is_rewritten = False

    def now(self) -> str:
        return f"{self.time:%Y-%m-%dT%H:%M:%S.%fZ}"

    def teardown(self) -> None:
        self.clock.stop()
        self.store.__exit__()
        shutil.rmtree(self.folder)

    def open(self) -> None:
        self.store = self.at(f"{self.stores}.db")

    def at(self, name: str) -> Store:
        """The store of that name, made where it is not there."""
        return Store(find_store(f"sqlite:///{self.folder / name}"), create=True)

    def journal(self, known_by: str = "") -> Journal:
        head = self.store.find("mine")
        assert head is not None
        return open_journal(self.store, head, known_by)

    def loaded(self) -> RuleBase:
        return load_base(find_folder(self.base))

    @initialize(empty=st.booleans())
    def begin(self, empty: bool) -> None:
        self.open()
        base = self.loaded()
        case = Case("", "") if empty else load_case(base, find_folder(self.base))
        facts = [said(f) for f in case.facts if f.descriptor != "convoy.size"]  # a range without an end, which the model has not
        case = Case("start", "t", tuple(f for f in case.facts if f.descriptor != "convoy.size"))
        with open_case(self.store, "mine", base, self.base, case, "", AUTHOR):
            pass
        self.model = History([Entry("opened", self.now(), facts)], case.latest_date())

    def wrote(self, work: Callable[[Desk], object], entry: Callable[[], Entry], rebases: bool = True) -> None:
        """Does one thing to the case and to the model; they have to agree whether it can be done."""
        expected, refused = None, ""
        try:
            expected = entry()
        except Refused as error:
            refused = str(error)
        before, codes = self.journal().head, set[str]()
        try:
            with sit_down(self.store, "mine", "", AUTHOR) as desk:
                work(desk)
        except InvalidInput as error:
            codes = {problem.code for problem in error.problems}
        assert codes == ({refused} if refused else set()), (codes, refused)
        if expected is None:
            assert self.journal().head == before
            return
        recorded = max(self.now(), self.model.entries[-1].recorded)
        if rebases and self.is_rewritten:
            self.model.entries.append(Entry("rebased", recorded))
            self.is_rewritten = False
        expected.recorded = recorded
        self.model.entries.append(expected)

    @rule(
        facts=st.lists(sayings(), min_size=1, max_size=3), since=days, until=st.none() | days, note=notes, correct=st.booleans()
    )
    def tell(self, facts: list[tuple[str, Any]], since: date, until: date | None, note: str, correct: bool) -> None:
        told = [Said(name, value, since, until, note) for name, value in facts]
        saying = Saying(since, until, note=note)
        self.wrote(
            lambda desk: assert_facts(desk, facts_said(desk.base, [as_words(*fact) for fact in facts], saying), correct),
            lambda: self.model.asserting(told, correct),
        )

    @rule(facts=st.lists(sayings(), min_size=1, max_size=2), until=st.none() | days)
    def correct(self, facts: list[tuple[str, Any]], until: date | None) -> None:
        """What stands today was wrong."""
        told = [Said(name, value, None, until) for name, value in facts]
        saying = Saying(None, until)
        self.wrote(
            lambda desk: assert_facts(desk, facts_said(desk.base, [as_words(*fact) for fact in facts], saying), True),
            lambda: self.model.asserting(told, True),
        )

    @rule(named=st.lists(words, min_size=1, max_size=2), all_of_them=st.booleans())
    def retract(self, named: list[str], all_of_them: bool) -> None:
        self.wrote(
            lambda desk: retract_facts(desk, named, "wrong", all_of_them), lambda: self.model.retracting(named, all_of_them)
        )

    @rule(data=st.data())
    def retract_what_is_told(self, data: st.DataObject) -> None:
        known = list(self.model.told())
        if known:
            self.retract([data.draw(st.sampled_from(known))], False)

    @rule(note=notes)
    def note(self, note: str) -> None:
        self.wrote(lambda desk: add_note(desk, note), lambda: Entry("noted", ""), rebases=False)

    @rule()
    def rewrite_the_base(self) -> None:
        rewrite_rules(self.folder, "another comment")
        self.is_rewritten = True

    @rule(seconds=st.integers(-100, 100))
    def time_goes_by(self, seconds: int) -> None:
        """The clock of a machine may be set back as well."""
        self.time += timedelta(seconds=seconds)

    @rule(at_all=st.booleans())
    def crash(self, at_all: bool) -> None:
        """The program ends in the middle of writing, or between two commands."""
        if at_all:
            writing = self.store.writing(self.journal().head.id)
            writing.__enter__().append("noted", {"note": "never"}, AUTHOR)
            self.store.database.close()
            with suppress(Exception):
                writing.__exit__(None, None, None)
        self.store.__exit__()
        self.open()

    @precondition(lambda self: len(self.model.entries) > 3)
    @rule()
    def move(self) -> None:
        """The journal goes to another store, by its export."""
        file = self.folder / "moved.jsonl"
        file.write_text("".join(export_lines(self.journal())), encoding="utf-8", newline="")
        before = self.journal().head
        self.store.__exit__()
        self.stores += 1
        self.open()
        assert import_journal(self.store, file, "", self.base, AUTHOR) == before

    @rule(goes_on=st.booleans())
    def carry(self, goes_on: bool) -> None:
        """The journal goes to a store that has some of it or none of it; the work goes on in either."""
        with self.at("other.db") as other:
            head = self.journal().head
            carried = carry(self.store, head, other, base=self.base)
            assert (str(carried.head), carried.added + carried.before, carried.ahead) == (str(head), head.seq, 0)
            assert verify_stored(other, carried.head, str(head)).is_sound
            if goes_on:
                with sit_down(other, "mine", "", AUTHOR) as desk:
                    add_note(desk, "elsewhere")
                self.model.entries.append(Entry("noted", max(self.now(), self.model.entries[-1].recorded)))
                assert carry(other, other.head(head.id), self.store).added == 1

    @rule(form=st.sampled_from(["yaml", "csv"]))
    def go_through_a_file(self, form: str) -> None:
        """Its facts make another case, by a file, that says the same on every day."""
        base, file = self.loaded(), self.folder / f"facts.{form}"
        file.write_text(case_text(self.journal(), base, form), encoding="utf-8", newline="")
        read = case_in_table(base, file) if form == "csv" else load_case(base, find_folder(self.base), str(file), "FILE")
        assert by_text(map(said, read.facts)) == by_text(self.model.told().values())
        with self.at("other.db") as other:
            with open_case(other, f"other-{self.others}", base, self.base, read, "", AUTHOR) as desk:
                journal = desk.written()
            for day in DAYS:
                assert by_text(map(said, journal.case(base, day).facts)) == by_text(self.standing(day, None))
            if form == "yaml":
                assert journal.latest == self.model.latest()
        self.others += 1

    def standing(self, day: date | None, seq: int | None) -> list[Said]:
        return [fact for name in (*STATES, "river.level") for fact in self.model.standing(name, day, seq).values()]

    @rule(day=st.none() | days, back=st.integers(0, 12))
    def look_back(self, day: date | None, back: int) -> None:
        """The case on a day, by what was known when some event had been recorded."""
        moment = self.model.entries[max(0, len(self.model.entries) - 1 - back)].recorded
        seq = self.model.known_by(moment)
        journal = self.journal(moment)
        assert journal.seq == seq
        self.same(journal, day, seq)

    def same(self, journal: Journal, day: date | None, seq: int) -> None:
        base = self.loaded()
        case = journal.case(base, day)
        assert case.as_of == (day or self.model.latest(seq))
        assert by_text(map(said, case.facts)) == by_text(self.standing(day, seq))
        for given in situate(base, case, day).given:
            if given.descriptor in STATES:
                assert frozenset(given.states) == left(list(self.model.standing(given.descriptor, day, seq).values()))

    @invariant()
    def all_is_as_in_the_model(self) -> None:
        journal, base = self.journal(), self.loaded()
        assert journal.seq == len(self.model.entries)
        assert by_text(map(said, journal.whole_case(base).facts)) == by_text(self.model.told().values())
        assert [one.id for one in journal.told(base, self.store.told(journal.head.id, journal.seq))] == list(self.model.told())
        for day in (None, *DAYS[::2]):
            self.same(journal, day, journal.seq)
        kinds = [journal.event(seq).kind for seq in range(1, journal.seq + 1)]
        assert kinds == [entry.kind for entry in self.model.entries]
        assert verify_stored(self.store, journal.head, str(journal.head)).is_sound
        export = "".join(export_lines(journal)).encode()
        assert verify_journal.verify(BytesIO(export)) == (journal.seq, journal.head.hash)


class ServedHistories(Histories):
    """The same on a server: each store a database, the odd ones files, so that a journal goes from one kind to the other."""

    served: Stores
    run = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).run += 1

    def at(self, name: str) -> Store:
        if self.stores % 2:
            return super().at(name)
        return self.served.open(f"{self.run} {name}", create=True)


EVERY_HISTORY = settings(
    max_examples=40,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)


def test_every_history_comes_out_as_in_the_model() -> None:
    run_state_machine_as_test(Histories, settings=EVERY_HISTORY)


@pytest.mark.parametrize("stores", ["postgres"], indirect=True)
def test_every_history_on_a_server_comes_out_so_too(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ServedHistories, "served", stores, raising=False)
    run_state_machine_as_test(ServedHistories, settings=settings(EVERY_HISTORY, max_examples=8))
