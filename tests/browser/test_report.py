"""A report in a real browser: it can be read by everybody, asks for nothing, and prints on A4."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Scheme, opened
from tests.commands.test_conventions import ask
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

TOY = ("--base", str(ROOT / "tests" / "bases" / "toy"))
REPORTS = {
    "a1": (),
    "a5": ("-c", "a05-calm-ukraine-hostile-russia"),
    "open": ("-c", "a09-nothing-known"),
    "dissent": ("--without", "asia-is-not-europe", "--weight", "alignment-stays-symbolic:stiffen=+1", "--unset", "japan.economy"),
    "tension": (*TOY, "-c", "stubborn-reports"),
    "contradiction": (*TOY, "-c", "no-way-out"),
}
MILLIMETRE = 96 / 25.4
A4 = (595.3, 841.9)  # points
UPRIGHT, ACROSS = 210 - 2 * 18, 297 - 2 * 12  # millimetres between the margins of paper.css

# Every element that reaches beyond the window, and every part that would have to be scrolled.
CUT_OFF = """(wide) => [...document.body.querySelectorAll('*')]
  .filter(one => one.getBoundingClientRect().right > wide + 1 || (getComputedStyle(one).overflowX !== 'visible'
    && one.scrollWidth > one.clientWidth + 1))
  .map(one => `${one.tagName}.${one.className} ${one.textContent.slice(0, 40)}`)"""


WRONG = """<!doctype html><title>x</title><p style="color:#ccc;background:#fff;width:2000px">pale and wide</p>
<img src="beside.png"><script>console.error("heard")</script>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every report, in a folder."""
    folder = tmp_path_factory.mktemp("reports")
    for name, words in REPORTS.items():
        ran = ask("report", *words, "-o", str(folder / f"{name}.html"), KAKEHASHI_STORE=f"sqlite:///{folder / 'cases.db'}")
        assert (ran.returncode, ran.stderr) == (0, "")
    return folder


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light")])
def test_axe_finds_nothing_wrong(chromium: Browser, folder: Path, name: str, width: int, scheme: Scheme) -> None:
    with opened(chromium, folder / f"{name}.html", width, scheme) as report:
        assert report.violations() == []


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_is_loaded_and_the_browser_has_nothing_to_say(chromium: Browser, folder: Path, name: str) -> None:
    file = folder / f"{name}.html"
    with opened(chromium, file) as report:
        report.page.wait_for_load_state("networkidle")
        for summary in report.page.locator("summary").all():
            summary.click()
        assert report.requests == [file.as_uri()]
        assert report.complaints == []


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_itself_is_never_scrolled_sideways(chromium: Browser, folder: Path, name: str, width: int) -> None:
    with opened(chromium, folder / f"{name}.html", width) as report:
        assert report.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", REPORTS)
def test_every_link_within_leads_somewhere(chromium: Browser, folder: Path, name: str) -> None:
    with opened(chromium, folder / f"{name}.html") as report:
        links = report.page.evaluate("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))")
        ids = report.page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
        assert len(links) > 10
        assert set(links) <= set(ids)
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", REPORTS)
def test_it_prints_on_a4_and_only_pictures_lie_across(chromium: Browser, folder: Path, name: str) -> None:
    with opened(chromium, folder / f"{name}.html") as report:
        pictures = report.page.locator("figure.wide").count()
        printed = report.page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    sizes = [(float(wide), float(high)) for wide, high in boxes]
    across = [size for size in sizes if size == pytest.approx(A4[::-1], abs=1)]
    assert len(across) == pictures
    assert all(size == pytest.approx(A4, abs=1) for size in sizes if size not in across)
    assert len(sizes) > len(across) >= 1


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(("section", "room"), [("upright", UPRIGHT), ("across", ACROSS)])
def test_nothing_is_cut_off_in_print(chromium: Browser, folder: Path, name: str, section: str, room: int) -> None:
    wide = int(room * MILLIMETRE)
    with opened(chromium, folder / f"{name}.html", wide) as report:
        report.page.emulate_media(media="print")
        report.page.add_style_tag(content=f"section:not(.{section}){{display:none!important}}")
        assert report.page.evaluate(CUT_OFF, wide) == []


def test_the_checks_see_what_is_wrong(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "wrong.html"
    file.write_text(WRONG, encoding="utf-8")
    with opened(chromium, file, 320) as page:
        found = " ".join(page.violations())
        assert "color-contrast" in found
        assert "image-alt" in found
        assert page.requests == [file.as_uri(), (tmp_path / "beside.png").as_uri()]
        assert "heard" in page.complaints
        assert page.page.evaluate("document.documentElement.scrollWidth") > 320
        assert page.page.evaluate(CUT_OFF, 320) != []


def test_the_trace_that_a_report_carries_is_the_one_that_it_names(chromium: Browser, folder: Path, tmp_path: Path) -> None:
    with opened(chromium, folder / "a1.html") as report:
        with report.page.expect_download() as download:
            report.page.get_by_role("link", name="trace.json").click()
        download.value.save_as(tmp_path / "trace.json")
        said = report.page.locator("dt:text-is('Trace') + dd").inner_text()
    assert hashlib.sha256((tmp_path / "trace.json").read_bytes()).hexdigest() == said
