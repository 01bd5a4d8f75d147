"""Cases that several begin at once: one name is one case, and one author's first facts go to one case."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest

from engine.keep import clock
from engine.keep.desk import sit_down
from engine.keep.recording import add_note
from engine.keep.verifying import verify_journal
from engine.language.problems import InvalidInput
from tests.keep.town import town_store
from tests.stores import KINDS, Stores

pytestmark = pytest.mark.parametrize("stores", KINDS, indirect=True)


def test_of_many_that_open_a_case_of_one_name_one_does(stores: Stores, tmp_path: Path) -> None:
    with town_store(tmp_path, url=stores.url()):
        pass
    said: list[str] = []
    all_of_them = Barrier(4)

    def work() -> None:
        with stores.open() as store:
            all_of_them.wait()
            try:
                with store.opening(clock.new_id(), "same", "") as writer:
                    said.append(store.head(writer.journal).name)
            except InvalidInput as error:
                said.append(error.problems[0].code)

    in_threads(work, work, work, work)
    assert sorted(said) == ["case-exists"] * 3 + ["same"]


@pytest.mark.parametrize("authors", [["anna"] * 4, ["anna", "ben", "zoe", "vera"]], ids=["by one", "by all"])
def test_of_many_first_facts_told_at_once_those_of_one_author_go_to_one_case(
    authors: list[str], stores: Stores, tmp_path: Path
) -> None:
    with town_store(tmp_path, url=stores.url()):
        pass
    base = str(tmp_path / "base")
    made: list[bool] = []
    all_of_them = Barrier(4)

    def work(author: str) -> None:
        with stores.open() as store:
            all_of_them.wait()
            with sit_down(store, "", base, author) as desk:
                add_note(desk, "first")
                made.append(desk.made is not None)

    in_threads(*(partial(work, author) for author in authors))
    with stores.open() as store:
        heads = {author: store.current(author) for author in authors}
        new = [head for head in store.journals() if head.name != "town"]
        assert None not in heads.values()
        assert {head.id for head in new} == {head.id for head in heads.values() if head}
        assert sum(made) == len(new) == len(heads)
        assert sum(head.seq for head in new) == len(new) + 4
        assert all(verify_journal(store, head).is_sound for head in new)


def in_threads(*work: Callable[[], None]) -> None:
    threads = [Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
