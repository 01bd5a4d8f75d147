"""Nothing in the program knows what a base is about: what it knows of any it has read from its files."""

from __future__ import annotations

import pytest

from engine.language.folders import shipped_bases
from engine.language.loading import load_base
from tests.house.tree import files_in

PROGRAM = dict(files_in("cli.py", "commands", "engine", "web", suffixes=[".py", ".lp", ".sql"]))
DEFAULT = "engine/language/folders.py"  # where the base that is asked when none is named is named
# Of what the two bases are about, beside the names that they give.
SUBJECTS = ("ukraine", "kuril", "crimea", "tokyo", "moscow", "senkaku", "balkan", "belgrade", "vienna", "mobilis", "armistice")


@pytest.mark.parametrize("name", shipped_bases())
def test_no_actor_of_a_shipped_base_is_named_in_the_program(name: str) -> None:
    actors = load_base(name).actors.values()
    words = {*SUBJECTS, *(word.lower() for actor in actors for word in (actor.id, actor.title) if len(word) > 3)}
    named = [(path, word) for path, text in PROGRAM.items() for word in words if word in text.lower()]
    assert named == []


@pytest.mark.parametrize("name", shipped_bases())
def test_no_descriptor_of_a_shipped_base_is_named_in_the_program(name: str) -> None:
    names = [name.partition("(")[0] for name in load_base(name).descriptors]
    dotted = [name for name in names if "." in name]
    assert len(dotted) >= 5
    assert [(path, name) for path, text in PROGRAM.items() for name in dotted if name in text] == []


def test_a_base_is_named_in_one_place_only() -> None:
    assert len(shipped_bases()) >= 2
    assert {path for path, text in PROGRAM.items() for name in shipped_bases() if name in text} == {DEFAULT}
