"""The page's own files: nothing is fetched from elsewhere, nothing is made of markup, and every part that is named is there."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter

import pytest

from tests.house.tree import files_in
from web.page import BLANK, MEDIA, Assets

STATIC = dict(files_in("web/static", suffixes=[".html", ".css", ".js", ".svg"]))
SCRIPTS = {path: text for path, text in STATIC.items() if path.endswith(".js")}
STYLES = {path: text for path, text in STATIC.items() if path.endswith(".css")}
INDEX = STATIC["web/static/index.html"]
MARKUP = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc", "DOMParser")
ELSEWHERE = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}", re.I)
IMPORTED = {
    (file, name)
    for text in SCRIPTS.values()
    for names, file in re.findall(r'^import \{ ([^}]+) \} from "\./([a-z]+\.js)";$', text, re.M)
    for name in names.split(", ")
}
NAMESPACE = "http://www.w3.org/2000/svg"  # which is a name, and fetched by nobody


def test_there_is_something_to_look_at() -> None:
    assert len(SCRIPTS) > 10
    assert len(STYLES) > 3


@pytest.mark.parametrize("path", STATIC)
def test_nothing_is_fetched_from_elsewhere(path: str) -> None:
    text = STATIC[path].replace(NAMESPACE, "")
    assert ELSEWHERE.search(text) is None
    assert "@import" not in text
    assert "url(" not in text


@pytest.mark.parametrize("path", SCRIPTS)
def test_nothing_is_made_of_markup(path: str) -> None:
    assert [word for word in MARKUP if word in SCRIPTS[path]] == []
    assert 'setAttribute("style"' not in SCRIPTS[path]


@pytest.mark.parametrize("path", [*SCRIPTS, *STYLES])
def test_a_file_is_no_longer_than_one_of_ours_may_be(path: str) -> None:
    assert len(STATIC[path].splitlines()) <= 400


@pytest.mark.parametrize("path", SCRIPTS)
def test_every_import_is_there_and_used(path: str) -> None:
    text = SCRIPTS[path]
    for names, file in re.findall(r'^import \{ ([^}]+) \} from "\./([a-z]+\.js)";$', text, re.M):
        other = SCRIPTS[f"web/static/js/{file}"]
        for name in names.split(", "):
            assert re.search(rf"^export (?:async )?(?:function|const|class|let) {name}\b", other, re.M), (file, name)
            assert len(re.findall(rf"\b{name}\b", text)) > 1, f"{name} is imported for nothing"
    assert text.count("import ") == len(re.findall(r"^import \{ ", text, re.M))


def test_the_page_has_one_blank_and_nothing_inline() -> None:
    assert INDEX.count(BLANK) == 1
    assert re.findall(r"<script(?![^>]*\bsrc=)", INDEX) == []
    assert re.findall(r"<style|\bstyle=|\bon[a-z]+=", INDEX) == []


def test_every_file_that_is_named_is_served() -> None:
    assets = Assets()
    for name in re.findall(r'(?:href|src)="static/([^"]+)"', INDEX):
        found = assets.file(name)
        assert found is not None, name
        assert found[1] == MEDIA[name[name.rfind(".") :]]
    assert {path.removeprefix("web/static/") for path in STATIC} - {"index.html"} == set(assets.files)


def test_every_word_of_a_style_is_one_that_the_page_uses() -> None:
    """A class that is styled and never given is left over from something that is gone."""
    used = "".join(SCRIPTS.values()) + INDEX
    given = set(re.findall(r"[\w-]+", used))
    styled = {name for text in STYLES.values() for name in re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", text))}
    built = re.compile(r"^(is-|fill)")  # put together of a word and a state
    assert sorted(name for name in styled - given if not built.match(name)) == []


@pytest.mark.parametrize("path", SCRIPTS)
def test_every_export_is_imported_somewhere(path: str) -> None:
    exported = re.findall(r"^export (?:async )?(?:function|const|class|let) (\w+)", SCRIPTS[path], re.M)
    assert sorted(name for name in exported if (path.rpartition("/")[2], name) not in IMPORTED) == []


def test_no_script_imports_itself_by_way_of_others() -> None:
    imports = {path: set(re.findall(r'^import .* from "\./([a-z]+\.js)";$', text, re.M)) for path, text in SCRIPTS.items()}
    graph = {path.rpartition("/")[2]: names for path, names in imports.items()}
    assert list(TopologicalSorter(graph).static_order())[-1] == "main.js"


def test_every_class_that_is_given_is_styled_or_looked_for() -> None:
    """A class that no style and no test knows says nothing."""
    scripts = "".join(SCRIPTS.values())
    tags = re.findall(r'\bh\(\s*"\w+((?:\.[\w-]+)+)"', scripts)
    given = {name for tag in tags for name in tag.split(".")[1:]}
    tests = "".join(text for _, text in files_in("tests/browser", suffixes=[".py"]))
    known = set(re.findall(r"\.([a-z][\w-]*)", "".join(STYLES.values()) + tests))
    assert len(given) > 50
    assert sorted(given - known) == []
