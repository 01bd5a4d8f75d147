"""The pages say what the program does: their console blocks are run, their examples loaded, their headings kept."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from tests.house.console import Block, Ran, blocks, commands, matches, pages, rewritten, run_page
from tests.house.tree import ROOT, named, run_python
from tests.show.schemas import check_document


def python_of(page: Path) -> str:
    """The Python blocks of a page, in their order."""
    return "\n".join(block.body for block in blocks(page.read_text(encoding="utf-8")) if block.language == "python")


HEADINGS = (
    "Knowledge", "Facts", "Tests", "Conditions", "Rules", "Effects", "Order", "Settling", "Status", "What this buys",
    "Consistent bundles", "What-ifs", "Dissent", "Numeric descriptors", "Generic rules",
)  # fmt: skip


@pytest.mark.parametrize("page", pages(), ids=named)
def test_console_blocks_print_what_they_say(page: Path, tmp_path: Path) -> None:
    for ran in run_page(page.read_text(encoding="utf-8"), tmp_path):
        at = f"{named(page)}:{ran.block.line + 1}"
        assert ran.exit == ran.expected_exit, f"{at} exits with {ran.exit}:\n{ran.printed}"
        assert matches(ran.expected, ran.printed), (
            f"{at} prints otherwise (mend it, or run `python -m tests.house.console --write`):\n{ran.command}{ran.printed}"
        )
        if "--json" in ran.command:
            check_document(json.loads(ran.printed))


@pytest.mark.parametrize("page", [page for page in pages() if python_of(page)], ids=named)
def test_python_blocks_run(page: Path, tmp_path: Path) -> None:
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ran = run_python(python_of(page), folder=tmp_path, extra={"PATH": programs})
    assert ran.returncode == 0, ran.stdout


def test_the_readme_shows_the_program_at_work() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = [command for block in blocks(text) if block.language == "console" for command, _ in commands(block.body)]
    assert any(command.startswith("$ kakehashi assess") for command in shown)


@pytest.mark.parametrize("mark", ["main", "tests"])
def test_the_readme_has_its_two_commands(mark: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = [block for block in blocks(text) if block.marks.get("run") == mark]
    assert len(found) == 1, f"exactly one fenced block stands right after <!-- run: {mark} -->"
    lines = found[0].body.replace("\\\n", " ").splitlines()
    assert len(lines) == 1, "one command"
    assert not lines[0].startswith("$"), "it is run as written, so without a prompt"


def test_the_meaning_has_all_of_its_sections() -> None:
    text = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^## (.*)$", text, re.M)) == HEADINGS


PAGE = """\
<!-- exit: 2 -->
```console
$ kakehashi assess \\
    --no-such-option
first
...
last
$ kakehashi --help
Usage
```
"""


def test_a_block_is_read_with_its_marks_and_commands() -> None:
    (block,) = blocks(PAGE)
    assert (block.language, block.marks, block.line) == ("console", {"exit": "2"}, 2)
    assert list(commands(block.body)) == [
        ("$ kakehashi assess \\\n    --no-such-option\n", "first\n...\nlast\n"),
        ("$ kakehashi --help\n", "Usage\n"),
    ]
    assert list(blocks("<!-- run: main -->\n```sh\nx\n```\n")) == [Block("sh", {"run": "main"}, "x\n", 25, 2)]


def test_a_block_of_other_commands_is_refused() -> None:
    with pytest.raises(ValueError, match="commands of ours only"):
        list(commands("$ ls\n"))
    with pytest.raises(ValueError, match="begins with a command"):
        list(commands("stray\n$ kakehashi\n"))


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a  \nb\n\n", True),
        ("a\nb\n", "a\nc\n", False),
        ("a\n", "a\nb\n", False),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a\n...\nd\n", "a\nd\n", True),
        ("a\n...\nd\n", "a\nb\nc\n", False),
        ("a...\n", "abc\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_output_matches_line_by_line(expected: str, printed: str, same: bool) -> None:
    assert matches(expected, printed) is same


def test_only_what_differs_is_rewritten() -> None:
    (block,) = blocks(PAGE)
    said = [(c, e) for c, e in commands(block.body)]
    ran = [Ran(block, said[0][0], 2, 2, said[0][1], "first\n2\nlast\n"), Ran(block, said[1][0], 2, 2, said[1][1], "Usage: new\n")]
    assert rewritten(PAGE, ran) == PAGE.replace("Usage\n", "Usage: new\n").replace("last\n$", "last\n\n$")
