"""What is kept is what is written in the files: a base or a case is read again whenever one of them is otherwise."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from engine.keep import shelf
from engine.language.cases import load_case
from engine.language.folders import find_folder
from engine.language.loading import load_base
from tests.house.tree import ROOT

OLD = time.time() - 60


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_SHELF", shelf._Shelf())
    shelf.begin()


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A base whose files were written a while ago."""
    shutil.copytree(ROOT / "tests" / "bases" / "toy", tmp_path / "toy")
    for path in (tmp_path / "toy").rglob("*"):
        os.utime(path, (OLD, OLD))
    return tmp_path / "toy"


def rewrite(path: Path, old: str, new: str, when: float) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    os.utime(path, (when, when))


def test_before_it_is_begun_nothing_is_kept(town: Path) -> None:
    folder = find_folder(str(town))
    assert shelf.base_in(folder) is not shelf.base_in(folder)


@pytest.mark.usefixtures("opened")
def test_what_is_unchanged_is_the_very_same(town: Path) -> None:
    folder = find_folder(str(town))
    base = shelf.base_in(folder)
    assert shelf.base_in(find_folder(str(town))) is base
    assert base.rules_hash == load_base(folder).rules_hash
    case = shelf.case_in(base, folder, "fine-day")
    assert shelf.case_in(base, folder, "fine-day") is case
    assert case == load_case(base, folder, "fine-day")


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("file", ["rules/base.yaml", "facts/vocabulary.yaml"])
def test_a_changed_file_is_read_again(town: Path, file: str) -> None:
    folder = find_folder(str(town))
    base = shelf.base_in(folder)
    rewrite(town / file, "title: ", "title: x", OLD + 1)
    after = shelf.base_in(folder)
    assert (after.rules_hash, after.vocabulary_hash) != (base.rules_hash, base.vocabulary_hash)


@pytest.mark.usefixtures("opened")
def test_a_file_more_is_seen(town: Path) -> None:
    folder = find_folder(str(town))
    base = shelf.base_in(folder)
    (town / "rules" / "more.yaml").write_text("[]\n", encoding="utf-8")
    os.utime(town / "rules" / "more.yaml", (OLD, OLD))
    assert shelf.base_in(folder).rules_hash != base.rules_hash
    (town / "rules" / "more.yaml").unlink()
    assert shelf.base_in(folder).rules_hash == base.rules_hash


@pytest.mark.usefixtures("opened")
def test_a_case_is_read_again_where_what_it_extends_has_changed(town: Path) -> None:
    folder = find_folder(str(town))
    base = shelf.base_in(folder)
    cases = (town / "facts" / "cases").iterdir()
    extending = next(path for path in cases if "extends: fine-day" in path.read_text(encoding="utf-8"))
    before = shelf.case_in(base, folder, extending.stem)
    rewrite(town / "facts" / "cases" / "fine-day.yaml", "title: ", "title: x", OLD + 1)
    assert shelf.case_in(base, folder, extending.stem) is not before


@pytest.mark.usefixtures("opened")
def test_what_was_written_just_now_is_not_kept(town: Path) -> None:
    folder = find_folder(str(town))
    (town / "rules" / "base.yaml").touch()
    assert shelf.base_in(folder) is not shelf.base_in(folder)


@pytest.mark.usefixtures("opened")
def test_a_case_in_a_file_is_read_again_when_it_is_another(town: Path) -> None:
    folder = find_folder(str(town))
    base = shelf.base_in(folder)
    mine = town.parent / "mine.yaml"
    mine.write_text("title: Mine\nextends: fine-day\n", encoding="utf-8")
    os.utime(mine, (OLD, OLD))
    before = shelf.case_in(base, folder, str(mine))
    assert shelf.case_in(base, folder, str(mine)) is before
    rewrite(mine, "Mine", "Ours", OLD + 1)
    assert shelf.case_in(base, folder, str(mine)).title == "Ours"


@pytest.mark.usefixtures("opened")
def test_so_many_are_kept_and_no_more(town: Path) -> None:
    for at in range(shelf.MOST_BASES + 3):
        shutil.copytree(town, town.parent / f"town{at}", copy_function=shutil.copy2)
        shelf.base_in(find_folder(str(town.parent / f"town{at}")))
    assert len(shelf._SHELF.bases) == shelf.MOST_BASES
