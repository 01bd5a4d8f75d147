"""The pages are one site: each is in its table of contents, every link leads somewhere, the reference is complete."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import click
import pytest

import engine
from tests.house import command_page, document_page
from tests.house.command_page import all_commands
from tests.house.examples import EXAMPLES
from tests.house.links import anchors, broken, links
from tests.house.tree import ROOT, named, project_files

DOCS = ROOT / "docs"
SITE: dict[str, Any] = runpy.run_path(str(DOCS / "conf.py"))  # needs no Sphinx
PAGES = [path for path in project_files() if path.suffix == ".md" and not named(path).startswith("tests/")]
MEND = "mend it, or run `python -m tests.house.reference --write`"


def read(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def test_every_page_is_in_one_table_of_contents() -> None:
    listed = [page for pages in SITE["sections"](read("index")).values() for page in pages]
    assert sorted(listed) == sorted({path.stem for path in DOCS.glob("*.md")} - {"index"})


def test_the_sections_are_those_that_a_reader_looks_for() -> None:
    found = list(SITE["sections"](read("index")))
    assert found == ["Start", "Tutorials", "How-to guides", "Reference", "Explanation", "Development"]


def test_every_page_elsewhere_is_a_page_of_the_site() -> None:
    elsewhere = {(DOCS / file).resolve() for file in SITE["elsewhere"]().values()}
    assert elsewhere == {path for path in PAGES if path.parent != DOCS}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_every_name_of_the_api_is_on_its_page_once() -> None:
    assert sorted(SITE["names"](read("python"))) == sorted(engine.__all__)


def test_every_command_has_an_example_and_nothing_else_has() -> None:
    called = {words for words, command in all_commands().items() if not isinstance(command, click.Group)}
    assert called == set(EXAMPLES), "an example of each command, in tests/house/examples.py"


@pytest.mark.parametrize("words", all_commands())
def test_every_option_of_a_command_is_told_with_it(words: str) -> None:
    section = re.split(rf"^### {words}$", read("commands"), maxsplit=1, flags=re.M)[1]
    section = re.split(r"^##", section, maxsplit=1, flags=re.M)[0]
    options = [option for option in all_commands()[words].params if isinstance(option, click.Option)]
    assert [long for option in options for long in option.opts if long.startswith("--") and f"{long}" not in section] == []


def test_the_page_of_commands_is_up_to_date() -> None:
    assert command_page.unprinted(read("commands")) == command_page.page(), MEND


def test_the_page_of_documents_is_up_to_date() -> None:
    assert read("documents") == document_page.written(), MEND


def test_a_page_elsewhere_is_read_in_place_of_its_stub_with_its_links_turned() -> None:
    tour = SITE["as_site"]("tour", read("tour"))
    assert tour.startswith("# Kakehashi\n")
    assert {"cases.md", "changelog.md", "benchmarks.md"} <= {file for file, _ in links(tour)}
    assert {file for file, _ in links(tour) if not (DOCS / file).exists()} == set()


def test_the_lists_of_the_index_become_tables_of_contents() -> None:
    index = "# X\n\n## Start\n\n- [One](one.md): first,\n  and more.\n- [Two](two.md): then.\n"
    made = SITE["as_site"]("index", index)
    assert made.startswith(index)
    assert "```{toctree}\n:hidden:\n:caption: Start\n\nOne <one>\nTwo <two>\n```\n" in made


def test_links_and_anchors_are_found_as_a_code_host_has_them() -> None:
    text = "# A `b`-c, d!\n## Same\n## Same\n```text\n# none\n[x](y.md)\n```\n[1](z.md#q) [2](#same-1) `[3](no.md)` [4](https://x.org)\n"
    assert anchors(text) == {"a-b-c-d", "same", "same-1"}
    assert list(links(text)) == [("z.md", "q"), ("", "same-1")]
