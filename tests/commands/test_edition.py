"""What the program says that it is: one version everywhere, and bases by the hashes that every answer names."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version

import pytest

from engine.keep.schema import VERSION
from engine.language.folders import find_folder, shipped_bases
from engine.language.hashes import hashes_in
from engine.language.loading import load_base
from tests.desk import Desk
from tests.house.tree import ROOT
from tests.show.told import TOY


def test_there_is_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert newest is not None
    assert project["version"] == newest[1] == version("kakehashi")


def test_it_names_what_it_reads_and_writes(desk: Desk) -> None:
    document = desk.told("--version")
    assert (document["program"], document["store"]) == (version("kakehashi"), VERSION)
    assert {"assessment/1", "journal/1", "trace/1", "version/1"} <= set(document["documents"])
    asked = [desk.told("assess", "--base", base["name"])["base"] for base in document["bases"]]
    assert [{key: one[key] for key in ("name", "rules_hash", "vocabulary_hash")} for one in asked] == document["bases"]
    page = desk.said("--version").out
    assert page.startswith(f"kakehashi {document['program']} on Python {document['python']}, ")
    for base in document["bases"]:
        assert f"base {base['name']}: rules {base['rules_hash'][:12]}, vocabulary {base['vocabulary_hash'][:12]}" in page


@pytest.mark.parametrize("base", [*shipped_bases(), TOY])
def test_the_hashes_of_a_folder_are_those_of_its_base(base: str) -> None:
    folder = find_folder(base)
    loaded = load_base(folder)
    assert hashes_in(folder) == (loaded.rules_hash, loaded.vocabulary_hash)


def test_json_alone_is_no_question(desk: Desk) -> None:
    assert "with `--version`" in desk.said("--json", "assess", code=2).out
