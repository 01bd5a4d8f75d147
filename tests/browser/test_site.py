"""The site in a real Chromium: it is built without a warning, loads nothing from outside, and is searched offline."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Scheme, opened
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

# What a page loads by itself; a link to another page is followed by hand only.
LOADED = re.compile(r"<(?:script|img|iframe|source|link)\b[^>]*?\b(?:src|href)=[\"']?((?:https?:)?//[^\"'\s>]+)", re.I)
BY_STYLE = re.compile(r"(?:url\(|@import\s+)[\"']?((?:https?:)?//[^\"')\s]+)", re.I)
SEEN = ["index.html", "commands.html", "python.html", "tutorial-analysts.html"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as CONTRIBUTING.md has it, but elsewhere."""
    folder = tmp_path_factory.mktemp("site")
    words = ["-q", "-W", "--keep-going", "-n", "-b", "html", "-d", str(folder / "trees"), "docs", str(folder / "html")]
    line = [sys.executable, "-m", "sphinx", *words]
    ran = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert ran.returncode == 0, ran.stderr
    return folder / "html"


def test_no_page_and_no_style_names_anything_outside_to_be_loaded(site: Path) -> None:
    pages = dict.fromkeys(site.rglob("*.html"), LOADED) | dict.fromkeys(site.rglob("*.css"), BY_STYLE)
    assert len(pages) > 30
    found = {path.name: pattern.findall(path.read_text(encoding="utf-8")) for path, pattern in pages.items()}
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


def test_the_search_for_what_is_loaded_finds_it() -> None:
    assert LOADED.findall('<script defer src="https://a.org/x.js"></script><a href="https://b.org">b</a>') == [
        "https://a.org/x.js"
    ]
    assert LOADED.findall('<link rel=stylesheet href="//a.org/x.css">') == ["//a.org/x.css"]
    assert BY_STYLE.findall("src: url(https://a.org/f.woff2); url(f.woff2)") == ["https://a.org/f.woff2"]


@pytest.mark.parametrize("name", SEEN)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_asks_no_other_host_and_axe_finds_nothing_wrong(chromium: Browser, site: Path, name: str, scheme: Scheme) -> None:
    with opened(chromium, site / name, scheme=scheme) as seen:
        seen.page.wait_for_load_state("networkidle")
        assert [url for url in seen.requests if not url.startswith(site.as_uri())] == []
        assert seen.violations() == []


@pytest.mark.parametrize("name", SEEN)
def test_a_page_is_not_scrolled_sideways_on_a_phone(chromium: Browser, site: Path, name: str) -> None:
    with opened(chromium, site / name, 320) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_search_answers_without_a_server(chromium: Browser, site: Path) -> None:
    with opened(chromium, site / "search.html") as seen:
        seen.page.goto((site / "search.html").as_uri() + "?q=tension")
        seen.page.wait_for_selector("ul.search li a", timeout=60_000)
        found = [link.get_attribute("href") or "" for link in seen.page.locator("ul.search li a").all()]
        assert any(link.startswith("semantics.html") for link in found)
