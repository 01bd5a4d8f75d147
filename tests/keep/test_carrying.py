"""Journals carried between stores of any kind: hashes kept, only what is missing added, forks refused, all or nothing."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path
from shlex import split
from time import sleep

import pytest

from engine.keep.assessments import assess_and_record
from engine.keep.carrying import carry
from engine.keep.exporting import export_lines
from engine.keep.location import find_store
from engine.keep.store import Store
from engine.keep.verifying import verify_journal
from engine.language.problems import InvalidInput, StoreFault
from tests.desk import Desk
from tests.keep.crowd import fork
from tests.keep.town import AUTHOR, a_hundred_events, add_notes, journal_of, town_store
from tests.server import Server
from tests.stores import KINDS, Stores

WAYS = [(one, other) for one in KINDS for other in KINDS]
Pair = tuple[Stores, Stores]


@pytest.fixture(params=WAYS, ids="-to-".join)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Pair:
    """Stores of one kind and of another, or of the same."""
    made = []
    for at, kind in enumerate(request.param):
        (tmp_path / str(at)).mkdir()
        made.append(Stores(kind, tmp_path / str(at), lambda: request.getfixturevalue("server")))
    return made[0], made[1]


def texts(store: Store) -> str:
    return "".join(export_lines(journal_of(store)))


def test_a_journal_arrives_byte_by_byte_and_only_what_is_missing_follows(pair: Pair, tmp_path: Path) -> None:
    near, far = pair
    with town_store(tmp_path / "town", url=near.url()) as store, far.open(create=True) as other:
        journal = a_hundred_events(tmp_path / "town", store)
        carried = carry(store, journal.head, other)
        assert (carried.before, carried.added, carried.ahead, carried.made) == (0, 100, 0, True)
        assert texts(other) == texts(store)
        assert verify_journal(other, carried.head, str(journal.head)).is_sound
        again = carry(store, journal.head, other)
        assert (again.before, again.added, again.ahead, again.made) == (100, 0, 0, False)
        add_notes(store, 3)
        more = carry(store, journal.head, other)
        assert (more.before, more.added) == (100, 3)
        add_notes(other, 2)  # it goes on there
        assert (carry(store, journal.head, other).ahead, carry(other, journal.head, store).added) == (2, 2)
        assert texts(other) == texts(store)
        assert verify_journal(store, journal_of(store).head).events == 105


def test_a_fork_is_refused_and_the_first_event_that_differs_is_named(pair: Pair, tmp_path: Path) -> None:
    near, far = pair
    with town_store(tmp_path / "town", url=near.url()) as store, far.open(create=True) as other:
        add_notes(store, 3)
        carry(store, journal_of(store).head, other)
        add_notes(store, 1)
        add_notes(other, 2)
        before = texts(store), texts(other)
        for one, another in ((store, other), (other, store)):
            with pytest.raises(InvalidInput) as refused:
                carry(one, journal_of(one).head, another)
            (problem,) = refused.value.problems
            assert (problem.place.file, problem.code) == (journal_of(one).head.name, "forked")
            assert "event 5 is not the same in both" in problem.message
            assert f"in {one.location} it is {texts(one).splitlines()[-1 if one is store else -2][-66:-54]}" in problem.message
        assert (texts(store), texts(other)) == before


def test_what_is_not_sound_is_carried_nowhere(pair: Pair, tmp_path: Path) -> None:
    near, far = pair
    with town_store(tmp_path / "town", url=near.url()) as store:
        add_notes(store, 5)
    near.unguarded("UPDATE event SET text = replace(text, 'note 3', 'note 7') WHERE seq = 5")
    with near.open() as store, far.open(create=True) as other:
        head = store.journals()[0]
        with pytest.raises(InvalidInput) as refused:
            carry(store, head, other)
        (problem,) = refused.value.problems
        assert (problem.code, "event 5 is not the text that was hashed" in problem.message) == ("unsound-journal", True)
        assert other.journals() == []
    near.tell("UPDATE archive SET text = 'x'")
    with near.open() as store, far.open(create=True) as other:
        with pytest.raises(StoreFault, match="was changed"):
            carry(store, store.journals()[0], other)
        assert other.journals() == []


def carry_on(near: str, far: str, out: int) -> None:
    with Store(find_store(near)) as store, Store(find_store(far), create=True) as other:
        os.write(out, b"begun\n")
        carry(store, store.journals()[0], other)
        sleep(60)


def test_one_that_is_interrupted_leaves_nothing_half_written(pair: Pair, tmp_path: Path) -> None:
    near, far = pair
    with town_store(tmp_path / "town", url=near.url()) as store:
        a_hundred_events(tmp_path / "town", store)
        whole = texts(store)
    with far.open(create=True):
        pass
    found = set()
    for turn in range(12):
        pid, heard = fork(partial(carry_on, near.url(), far.url()))
        assert os.read(heard, 6) == b"begun\n"
        sleep(turn * 0.006)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(heard)
        with far.open() as other:
            found.add(tuple(head.seq for head in other.journals()))
    assert found <= {(), (100,)}
    with near.open() as store, far.open() as other:
        carry(store, journal_of(store).head, other)
        assert texts(other) == whole


@pytest.mark.parametrize("stores", ["postgres"], indirect=True)
def test_a_case_is_pushed_pulled_and_replayed_without_the_folder_of_its_base(stores: Stores, desk: Desk, tmp_path: Path) -> None:
    team, mine, others = stores.url("team"), f"sqlite:///{tmp_path}/mine.db", f"sqlite:///{tmp_path}/others.db"
    town = desk.town()
    desk.monkeypatch.setenv("KAKEHASHI_STORE", mine)
    desk.said("case", "new", "ferry-desk", "--base", town)
    desk.said("assert", "town.mood=calm", "--since", "2015-03-01")
    recorded = desk.told("assess", "--record")
    assert "Case ferry-desk is now in" in desk.said("case", "push", "--to", team).out
    pushed = desk.told("case", "push", "ferry-desk", "--to", team)
    assert (pushed["before"], pushed["added"], pushed["made"]) == (3, 0, False)
    (tmp_path / "town").rename(tmp_path / "moved")
    desk.monkeypatch.setenv("KAKEHASHI_STORE", others)
    pulled = desk.told("case", "pull", "ferry-desk", "--from", team, "--as", "borrowed")
    assert (pulled["case"]["name"], pulled["case"]["head"], pulled["added"]) == ("borrowed", pushed["case"]["head"], 3)
    assert desk.told("assess")["verdict"] == recorded["verdict"]
    assert desk.told("audit", "replay", "3")["same"]
    assert desk.told("audit", "verify", "--head", pushed["case"]["head"])["sound"]
    desk.said("assert", "town.mood=tense", "--since", "2015-03-02")
    assert desk.told("case", "push", "borrowed", "--to", team)["added"] == 1
    desk.monkeypatch.setenv("KAKEHASHI_STORE", mine)
    said = " ".join(desk.said("case", "push", "ferry-desk", "--to", team).out.split())
    assert "lacks nothing" in said
    assert f"{team} has 1 event that is not in {mine}; this carries it there:" in said
    assert f"`kakehashi case pull ferry-desk --from '{team}'`" in said
    assert desk.told("case", "pull", "ferry-desk", "--from", team)["added"] == 1
    assert desk.told("audit", "log")["head"] == desk.told("audit", "log", "--store", team, "-c", "ferry-desk")["head"]


def test_the_command_that_carries_back_names_the_store_that_was_named(desk: Desk, tmp_path: Path) -> None:
    team, mine = (f"sqlite:///{tmp_path}/{name}.db" for name in ("team", "mine"))
    desk.said("case", "new", "strait", "--empty", "--store", mine)
    desk.said("case", "push", "strait", "--to", team, "--store", mine)

    def suggested(*words: str) -> list[str]:
        said = desk.said(*words).out
        return split(said.partition("`kakehashi ")[2].partition("`")[0])

    desk.said("assert", "g7.front=divided", "--since", "2015-03-01", "-c", "strait", "--store", team)
    back = suggested("case", "push", "strait", "--to", team, "--store", mine)
    assert back == ["case", "pull", "strait", "--from", team, "--store", mine]
    assert desk.told(*back)["added"] == 1
    desk.said("assert", "g7.front=consolidated", "--since", "2015-04-01", "-c", "strait", "--store", mine)
    desk.said("assert", "g7.front=divided", "--since", "2015-05-01", "-c", "strait", "--store", mine)
    back = suggested("case", "pull", "strait", "--from", team, "--store", mine)
    assert back == ["case", "push", "strait", "--to", team, "--store", mine]
    assert desk.told(*back)["added"] == 2


@pytest.mark.parametrize("stores", KINDS, indirect=True)
def test_what_cannot_be_carried_is_refused(stores: Stores, desk: Desk, tmp_path: Path) -> None:
    team = stores.url("team")
    desk.said("case", "new", "mine")
    assert desk.codes("case", "push", "nobody", "--to", team) == ["no-case"]
    assert desk.codes("case", "pull", "mine", "--from", team) == ["no-store"]
    assert desk.codes("case", "push", "mine", "--to", "team.db") == ["wrong-store"]
    desk.said("case", "push", "mine", "--to", team)
    desk.move("another")
    desk.said("case", "new", "mine")
    assert desk.codes("case", "push", "mine", "--to", team) == ["case-exists"]
    assert desk.told("case", "push", "mine", "--to", team, "--as", "theirs")["case"]["name"] == "theirs"
    assert "Did you mean `theirs`?" in desk.said("case", "pull", "their", "--from", team, code=2).err
    assert desk.codes("case", "pull", "mine", "--from", team) == ["case-exists"]
    assert desk.told("case", "pull", "mine", "--from", team, "--as", "first")["made"]
    desk.said("case", "archive", "theirs", "--store", team)
    assert desk.told("case", "push", "mine", "--to", team)["added"] == 0
    desk.said("assert", "ukraine.course=stabilising", "-c", "mine")
    assert desk.codes("case", "push", "mine", "--to", team) == ["case-archived"]
    assert desk.codes("case", "push", "mine", "--to", team, "--base", "/nowhere") in (["case-archived"], ["no-base"])


def test_a_server_that_goes_away_meanwhile_leaves_nothing_half_written(tmp_path: Path) -> None:
    server = Server(fsync="off")
    try:
        far = Stores("postgres", tmp_path, lambda: server)
        with town_store(tmp_path / "town") as store, far.open(create=True) as other:
            add_notes(store, 20)
            assess_and_record(store, AUTHOR, "town")
            archived = store.archived

            def killing(hash_: str) -> str:
                if journal_of(store).seq and hash_ not in first:
                    server.kill()
                return archived(hash_)

            base = journal_of(store).base_note
            first = {base["rules_hash"], base["vocabulary_hash"]}
            store.archived = killing  # type: ignore[method-assign]  # kills in between
            with pytest.raises(StoreFault, match="nothing was recorded"):
                carry(store, journal_of(store).head, other)
        server.start()
        with far.open() as other:
            assert other.journals() == []
    finally:
        server.remove()
