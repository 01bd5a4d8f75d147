"""The page of the explorer for everybody: by keyboard alone, read aloud, narrow, dark, enlarged; and whatever users wrote."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Scheme
from tests.browser.exploring import THAW, Explorer, exploring
from tests.house.tree import ROOT
from tests.web.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

TURNED = "\u202e"  # turns the order of the letters that follow round
HOSTILE = f"<img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>{TURNED}gnp.exe"
# Every element that reaches beyond the window: but for the map, which may be scrolled, and what only screen readers read.
BEYOND = """(wide) => [...document.body.querySelectorAll('*')]
  .filter(one => one.getBoundingClientRect().right > wide + 1 && !one.closest('.plane-frame, .unseen, svg'))
  .map(one => `${one.tagName}.${one.className} ${one.textContent.slice(0, 40)}`)"""
OPENINGS = {
    "assert": ".chip .small",
    "rule": "#accounts .cite",
    "case": ".case-name",
    "export": ".tools button:has-text('Export')",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on the shipped base, and one case of one's own in which everything that can be written is hostile."""
    with Served(tmp_path_factory.mktemp("served")) as served:
        written = {"source": HOSTILE, "publisher": HOSTILE, "locator": HOSTILE, "note": HOSTILE, "grade": "B2"}
        assert served.post("assert", {"facts": ["ukraine.course=stabilising"], **written}).status_code == 200
        yield served


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on a base whose every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(ROOT / "tests" / "bases" / "toy", folder / "base")
    for file in (folder / "base").rglob("*.yaml"):
        lines = file.read_text(encoding="utf-8").splitlines()
        for at, line in enumerate(lines):
            head, colon, _ = line.partition(":")
            if colon and head.strip(" -") in ("title", "question", "says", "note", "gist"):
                lines[at] = f"{head}: {json.dumps(HOSTILE.replace(TURNED, ''))}"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with Served(folder, "--base", str(folder / "base")) as served:
        yield served


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (900, "light"), (320, "light"), (320, "dark")])
@pytest.mark.parametrize("query", [f"case=baseline&{THAW}", "case=a09-nothing-known", "case=my-case"])
def test_axe_finds_nothing_wrong(chromium: Browser, server: Served, query: str, width: int, scheme: Scheme) -> None:
    with exploring(chromium, server, query, width, scheme) as explorer:
        explorer.page.locator(".proof, .detail .quiet").first.wait_for()
        assert explorer.opened.violations() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("opening", OPENINGS)
def test_axe_finds_nothing_wrong_in_a_dialog(chromium: Browser, server: Served, opening: str, scheme: Scheme) -> None:
    with exploring(chromium, server, f"case=baseline&{THAW}", 1440, scheme) as explorer:
        opener = explorer.page.locator(OPENINGS[opening]).first
        opener.focus()
        explorer.page.keyboard.press("Enter")
        explorer.page.locator("dialog header h2").wait_for()
        assert explorer.opened.violations() == []
        explorer.page.keyboard.press("Escape")
        assert opener.evaluate("one => one === document.activeElement")


def test_axe_finds_nothing_wrong_in_what_was_worked_out(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, "case=baseline") as explorer:
        explorer.part("ways").get_by_role("button", name="Find the ways").click()
        explorer.part("ways").locator(".result").wait_for()
        explorer.part("watch").get_by_role("button", name="Work it out").click()
        explorer.part("watch").locator(".result").wait_for()
        explorer.page.locator(".scale button").first.click()
        explorer.page.locator(".absence").wait_for()
        assert explorer.opened.violations() == []


def test_a_session_by_keyboard_alone(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, "case=baseline") as explorer:
        keyboard = explorer.page.keyboard
        _tab_to(explorer, "tense", ".state")
        keyboard.press("ArrowRight")
        assert "thawing" in explorer.focused()
        with explorer.turning():
            keyboard.press("Enter")
        assert "thawing" in explorer.focused()  # the focus is where it was
        assert explorer.pressed("us_russia.relations") == ["thawing"]
        _tab_to(explorer, "consolidated", ".state")
        keyboard.press("ArrowLeft")
        with explorer.turning():
            keyboard.press(" ")
        assert explorer.verdict() == "positive is indicated"
        _tab_to(explorer, "Source of Alliance", ".badge")
        keyboard.press("Enter")
        assert "RIAC" in explorer.fact("us_japan.alliance").locator(".source").inner_text()

        # Through the graph by arrows, and into what is looked at.
        _tab_to(explorer, "Scenario of Russian-Japanese relations", ".node")
        keyboard.press("ArrowUp")
        assert "Scenario" not in explorer.focused()
        reached = explorer.focused()
        keyboard.press("Enter")
        assert reached.startswith(explorer.part("detail").locator("h2").inner_text())
        assert explorer.focused() == reached

        # A what-if is taken back from the bar; the focus is not lost though its button is gone.
        explorer.page.locator(".chip .remove").first.focus()
        with explorer.turning():
            keyboard.press("Enter")
        assert explorer.page.evaluate("document.activeElement !== document.body")
        with explorer.turning():
            keyboard.press("Control+z")
        assert explorer.verdict() == "positive is indicated"


def _tab_to(explorer: Explorer, label: str, kind: str) -> None:
    """Goes on with the tabulator until something of that kind has the focus."""
    for _ in range(200):
        explorer.page.keyboard.press("Tab")
        if label in explorer.focused() and explorer.page.evaluate("kind => document.activeElement.matches(kind)", kind):
            return
    raise AssertionError(f"{label} is not reached")


@pytest.mark.parametrize("query", ["case=baseline", f"case=baseline&{THAW}", "case=a09-nothing-known"])
def test_nothing_reaches_beyond_a_narrow_window(chromium: Browser, server: Served, query: str) -> None:
    with exploring(chromium, server, query, 320) as explorer:
        explorer.page.locator(".plane-table").wait_for()
        assert explorer.page.evaluate("document.documentElement.scrollWidth") <= 320
        assert explorer.page.evaluate(BEYOND, 320) == []
        assert explorer.page.locator(".now").inner_text().startswith(explorer.verdict())


def test_at_twice_the_size_it_can_be_used(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, "case=baseline", 640) as explorer:  # 1280 pixels at 200 per cent
        assert explorer.page.evaluate("document.documentElement.scrollWidth") <= 640
        explorer.press("us_russia.relations", "thawing")
        explorer.press("g7.front", "divided")
        assert explorer.page.locator(".now").inner_text().startswith("positive is indicated")
        explorer.page.locator(".jumps a", has_text="Why").click()
        assert explorer.page.evaluate("document.activeElement.id") == "accounts"


def test_what_is_pressed_is_told_without_colour(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, "case=baseline&set=ukraine.course=unresolved|stabilising") as explorer:
        marks = [one.inner_text() for one in explorer.fact("ukraine.course").locator(".mark").all()]
        assert marks == ["○", "◐", "◐", "?"]
        assert [one.inner_text() for one in explorer.fact("g7.front").locator(".mark").all()] == ["○", "●", "?"]
        assert explorer.fact("ukraine.course").locator(".whatif").inner_text() == "what if"


def test_what_a_user_wrote_is_shown_and_nothing_else(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, "case=my-case") as explorer:
        row = explorer.fact("ukraine.course")
        row.locator(".badge").hover()
        tip = explorer.part("tip")
        tip.wait_for()
        row.locator(".badge").click()
        explorer.page.locator('.dot[data-node="ukraine.course"]').click()
        for shown in (row.locator(".source"), explorer.part("detail")):
            assert "<img src=x onerror=" in shown.inner_text()
            assert "⟨U+202E⟩gnp.exe" in shown.inner_text()
        assert explorer.page.evaluate(f"!document.body.innerText.includes({TURNED!r})")
        assert explorer.page.locator("#page img, #page script, #tip img").count() == 0
        assert explorer.page.title().endswith("Kakehashi")


def test_a_base_whose_every_text_is_hostile_is_shown_as_any_other(chromium: Browser, hostile: Served) -> None:
    with exploring(chromium, hostile) as explorer:
        explorer.page.locator(".proof, .detail .quiet").first.wait_for()
        explorer.page.locator(".cite").first.click()
        assert "<script>" in explorer.page.locator("dialog").inner_text()
        explorer.page.keyboard.press("Escape")
        assert explorer.page.locator("#page img, #page script, dialog img").count() == 0
        assert explorer.page.title().endswith("Kakehashi")
        assert explorer.opened.violations() == []


@pytest.mark.parametrize(
    "query",
    [
        "set=ukraine.corse=stabilising",
        "case=nobody",
        f"set=x={TURNED}<img src=x onerror=alert(1)>",
        "weight=a",
        "without=it",
    ],
)
def test_a_question_that_has_no_answer_is_said_and_left(chromium: Browser, server: Served, query: str) -> None:
    with exploring(chromium, server, query) as explorer:
        problem = explorer.page.locator("section.problem")
        problem.wait_for()
        assert explorer.page.locator("section.problem li").count() >= 1
        if query.startswith("set=ukraine"):
            assert "Did you mean `ukraine.course`?" in problem.inner_text()
        explorer.opened.complaints.clear()  # the browser notes that the server said 400
        if query == "case=nobody":
            problem.get_by_role("link", name="Ask the case of this server").click()
        else:
            problem.get_by_role("button", name="Ask the case itself").click()
        explorer.part("verdict").wait_for()
        assert explorer.verdict().endswith("is indicated")


def test_the_last_of_quick_touches_is_what_stands(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, "case=baseline") as explorer:
        with explorer.turning():
            explorer.page.evaluate("""() => {
              const press = word => [...document.querySelectorAll('[data-descriptor="us_russia.relations"] .state')]
                .find(one => one.textContent.includes(word)).click();
              for (const word of ['worsening', 'thawing', 'worsening', 'thawing']) press(word);
            }""")
        explorer.page.wait_for_function("() => document.querySelectorAll('.chip').length === 1")
        assert explorer.pressed("us_russia.relations") == ["thawing"]
        assert "set=us_russia.relations=thawing" in explorer.page.url
