"""The base that the examples of `docs/rule-language.md` make together: every construct of the language is in it."""

from __future__ import annotations

from tests.house.console import blocks
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "rule-language.md").read_text(encoding="utf-8")
FILES = {"base": "rules/base.yaml", "rules": "rules/evening.yaml", "vocabulary": "facts/vocabulary.yaml"}


def ferry_files(base: str = "") -> dict[str, str]:
    """The texts of its files, by their path in the base; of `matrix` those of the other base of the page, a matrix once."""
    texts: dict[str, str] = {}
    for block in blocks(PAGE):
        if block.language == "yaml" and block.marks["example"].startswith("matrix ") == (base == "matrix"):
            kind, _, name = block.marks["example"].removeprefix("matrix ").partition(" ")
            path = f"facts/cases/{name}.yaml" if kind == "case" else FILES[kind]
            texts[path] = texts.get(path, "") + block.body
    return texts
