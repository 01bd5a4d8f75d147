"""Files stay small enough to be read at one sitting, and say nothing of the machine they were written on."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT, files_in, named, project_files

MAX_LINES = 400
PYTHON = dict(files_in("cli.py", "commands", "engine", "web", "tests", "benchmarks", suffixes=[".py"]))
# A folder at the root of somebody's machine; one within an address of the web is none.
FOLDERS = "|".join(["home", "root", "work", "Users"])
MACHINE = re.compile(rf"(?<![\w./~$}}>-])/(?:{FOLDERS})/|[A-Z]:\\Users\\")


@pytest.mark.parametrize("path", PYTHON)
def test_a_file_has_at_most_400_lines(path: str) -> None:
    assert PYTHON[path].count("\n") <= MAX_LINES


def test_no_file_names_a_folder_of_a_machine() -> None:
    found = []
    for path in project_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{named(path)}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}" for match in MACHINE.finditer(text)]
    assert not found


@pytest.mark.parametrize(
    ("text", "is_machine"), [("see {}", True), ("'{}x'", True), ("https://example.org{}", False), ("a{}b", False)]
)
def test_the_pattern_tells_a_folder_from_an_address(text: str, is_machine: bool) -> None:
    assert bool(MACHINE.search(text.format("/".join(["", "home", ""])))) is is_machine


def test_the_walk_finds_the_project() -> None:
    assert {"pyproject.toml", ".ci/run", "engine/infer/settling.py"} <= set(map(named, project_files()))
    assert ROOT / "tests" / "house" / "test_size.py" in project_files()
