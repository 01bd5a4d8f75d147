"""Bad words and files given to commands that write, kept as files: each is refused in full, and nothing is written.

`writing/expected.yaml` lists them: `run` is the command, `first` what is done before it (a command, or `FILE: [old, new]`,
text of a file replaced), `problems` as in `test_bad_input`; `TOO-LONG` stands for 4,004 letters. The other files there are
copied to the folder that the command stands in. The store has a case `mine` on the good base (in the folder `town`), which
is worked on, and `old`, put aside.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from shlex import split
from typing import Any

import pytest
import yaml

from engine.keep.location import find_store
from engine.keep.store import Store
from tests.bad_input.asking import ask, ask_apart
from tests.bad_input.test_bad_input import in_json, line_of, place_and_code, refusal
from tests.stores import KINDS, Stores

HERE = Path(__file__).parent
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "writing" / "expected.yaml").read_text(encoding="utf-8"))
FILES = [path for path in sorted((HERE / "writing").iterdir()) if path.name != "expected.yaml"]
IN_TEXT_ONLY = ("export", "verifier")  # what they write is no document
TABLES = ("journal", "journal_head", "event", "fact", "archive", "current_case")
APART = ("assert-unknown-state", "import-changed", "export-to-no-folder", "store-of-another-kind")


@pytest.fixture(scope="module", params=KINDS)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """The folder of the base and of the store that every test begins with."""
    folder = tmp_path_factory.mktemp("desk")
    stores = Stores(request.param, folder, lambda: request.getfixturevalue("server"))
    shutil.copytree(HERE / "good", folder / "town")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAKEHASHI_STORE", stores.url())
        for words in (["new", "old"], ["new", "mine"]):
            assert ask(["case", *words, "--base", str(folder / "town")]).code == 0
        assert ask(["case", "archive", "old"]).code == 0
    return stores


@pytest.fixture
def folder(town: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a store and files of its own."""
    shutil.copytree(HERE / "good", tmp_path / "town")
    for file in FILES:
        shutil.copy(file, tmp_path)
    if town.kind == "sqlite":
        shutil.copy(town.folder / "cases.db", tmp_path)
    monkeypatch.setenv("KAKEHASHI_STORE", "sqlite:///cases.db" if town.kind == "sqlite" else town.copied())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def prepare(entry: dict[str, Any]) -> None:
    """What is done before the command."""
    for first in entry.get("first", []):
        if isinstance(first, str):
            assert ask(split(first)).code == 0
            continue
        for name, (old, new) in first.items():
            text = Path(name).read_text(encoding="utf-8")
            assert old in text
            Path(name).write_text(text.replace(old, new, 1), encoding="utf-8")


def contents(folder: Path) -> tuple[list[str], list[str]]:
    """Everything in the store, and the names of the files."""
    with Store(find_store()) as store:
        held = [f"{table}: {row}" for table in TABLES for row in store.rows(f"SELECT * FROM {table} ORDER BY 1, 2")]
    return held, sorted(os.listdir(folder))


def test_every_file_is_used_and_there_are_enough_of_them() -> None:
    said = " ".join(entry["run"] for entry in EXPECTED.values())
    assert [file.name for file in FILES if file.name not in said] == []
    assert len(EXPECTED) >= 60


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_refused_in_full_and_nothing_is_written(name: str, folder: Path) -> None:
    entry = EXPECTED[name]
    prepare(entry)
    before, words = contents(folder), split(entry["run"].replace("TOO-LONG", "long" * 1001))
    text = ask(words)
    assert (text.code, text.out) == (2, "")
    assert "Traceback" not in text.err
    if any(word in IN_TEXT_ONLY for word in words):
        for expected in entry["problems"]:
            assert f"{expected['file']}: {expected['message']}" in text.err
            assert f"[{expected['code']}] {expected['hint']}" in text.err
    else:
        told = refusal(ask([*words, "--json"]))
        for problem, expected in zip(told, entry["problems"], strict=True):
            assert place_and_code(problem) == (expected["file"], *expected.get("at", (0, 0)), expected["code"])
            assert expected["message"] in problem["message"]
            assert expected.get("hint", "") in problem["hint"]
            assert bool(problem["hint"]) == ("hint" in expected), f"the hint is {problem['hint']!r}"
            assert line_of(problem) in text.err
    assert contents(folder) == before


@pytest.mark.parametrize("name", APART)
def test_it_is_refused_so_in_a_process_of_its_own(name: str, folder: Path) -> None:
    prepare(EXPECTED[name])
    words = split(EXPECTED[name]["run"])
    for line in [words] if any(word in IN_TEXT_ONLY for word in words) else [words, in_json(words)]:
        assert ask_apart(line, folder) == ask(line)
