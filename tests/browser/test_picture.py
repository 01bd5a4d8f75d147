"""The picture of the explorer in the README: it is there, small, and the page still has what it shows."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.exploring import exploring
from tests.browser.pictured import HEIGHT, PICTURE, QUERY, SHOWN, WIDTH, take
from tests.house.tree import ROOT
from tests.web.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

MOST = 250_000  # bytes


def size_of(file: Path) -> tuple[int, int]:
    """The width and height of a PNG."""
    head = file.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = struct.unpack(">II", head[16:24])
    return wide, high


def test_the_readme_shows_it_and_it_is_small() -> None:
    assert f"({PICTURE.relative_to(ROOT)})" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert size_of(PICTURE) == (WIDTH, HEIGHT)
    assert PICTURE.stat().st_size < MOST


def test_the_page_still_has_what_it_shows(chromium: Browser, tmp_path: Path) -> None:
    with Served(tmp_path) as server, exploring(chromium, server, QUERY, WIDTH) as explorer:
        for place, text in SHOWN.items():
            part = explorer.page.locator(place).first
            assert text in " ".join(part.inner_text().split()), place
            box = part.bounding_box()
            assert box is not None
            assert 0 <= box["x"] < WIDTH
            assert 0 <= box["y"] < HEIGHT
        take(explorer, tmp_path / "again.png")
        assert size_of(tmp_path / "again.png") == (WIDTH, HEIGHT)
