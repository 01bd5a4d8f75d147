"""The page where it has to wait, and where somebody else writes: nothing typed or pressed is lost, nothing is said wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.exploring import Explorer, exploring
from tests.web.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

pytestmark = pytest.mark.browser

STABLE = "set=ukraine.course=stabilising"
# From now on what is asked waits until it is let go, or given up; `wait` names what has to be in its address.
HELD = """(wait) => {
  const real = window.fetch;
  let free;
  window.held = 0;
  const freed = new Promise(done => { free = done; });
  window.letGo = () => { window.fetch = real; free(); };
  window.fetch = async (address, options) => {
    if (String(address).includes(wait)) {
      window.held += 1;
      await freed;
    }
    return await real(address, options);
  };
}"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A server with a store of the test's own."""
    with Served(tmp_path) as served:
        yield served


def hold(explorer: Explorer, what: str) -> None:
    explorer.page.evaluate(HELD, what)


def is_held(explorer: Explorer, times: int = 1) -> None:
    explorer.page.wait_for_function("times => window.held >= times", arg=times)


def let_go(explorer: Explorer) -> None:
    explorer.page.evaluate("window.letGo()")


def opened(explorer: Explorer) -> Locator:
    """The form that asserts the course of the crisis."""
    explorer.fact("ukraine.course").get_by_role("button", name="Assert").click()
    return explorer.page.locator("dialog")


def test_what_was_typed_outlives_the_page_until_it_is_sent(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, STABLE) as explorer:
        form = opened(explorer)
        form.get_by_label("Source", exact=True).fill("Package of measures")
        form.get_by_label("Note").fill("Signed in Minsk.")
        form.get_by_label("Reliability of the source").select_option("B")
        form.get_by_label("Credibility of the statement").select_option("3")
        form.get_by_role("checkbox", name="It corrects").check()
        # Another start of the server has another token.
        explorer.page.evaluate("document.querySelector('meta[name=kakehashi-token]').content = 'earlier'")
        form.get_by_role("button", name="Assert", exact=True).click()
        form.locator("[role=alert]").wait_for()
        explorer.opened.complaints.clear()  # the browser notes that the server said 403
        form.get_by_role("button", name="Load the page again").click()
        explorer.page.wait_for_function("() => document.querySelector('meta[name=kakehashi-token]').content.length > 40")
        explorer.wait()
        form = opened(explorer)
        assert form.get_by_role("checkbox", name="stabilising").is_checked()
        assert form.get_by_role("checkbox", name="It corrects").is_checked()
        assert form.get_by_label("Source", exact=True).input_value() == "Package of measures"
        form.get_by_role("checkbox", name="It corrects").uncheck()
        with explorer.turning():
            form.get_by_role("button", name="Assert", exact=True).click()
        facts = server.get("facts?case=my-case").json()["case"]["facts"]
        (stated,) = [fact for fact in facts if fact["descriptor"] == "ukraine.course"]
        assert (stated["grade"], stated["note"]) == ("B3", "Signed in Minsk.")
        explorer.press("ukraine.course", "escalating")
        assert opened(explorer).get_by_label("Source", exact=True).input_value() == ""
        explorer.page.keyboard.press("Escape")
        explorer.press("ukraine.course", "stabilising")
        assert explorer.page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft')).length") == 0


def test_what_is_typed_about_one_state_is_not_said_of_another(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, STABLE) as explorer:
        opened(explorer).get_by_label("Source", exact=True).fill("Package of measures")
        explorer.page.keyboard.press("Escape")
        explorer.press("ukraine.course", "escalating")
        form = opened(explorer)
        assert form.get_by_label("Source", exact=True).input_value() == ""
        assert form.get_by_role("checkbox", name="escalating").is_checked()
        explorer.page.keyboard.press("Escape")
        explorer.press("ukraine.course", "stabilising")
        assert opened(explorer).get_by_label("Source", exact=True).input_value() == "Package of measures"


def test_a_page_sees_that_a_case_was_begun_on_another(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server) as one, exploring(chromium, server, STABLE) as other:
        with other.turning():
            opened(other).get_by_role("button", name="Assert", exact=True).click()
        assert "baseline" in one.page.locator(".case-name").inner_text()
        one.press("g7.front", "divided")
        assert one.page.locator(".case-name").inner_text().startswith("Your case my-case")
        assert one.pressed("ukraine.course") == ["stabilising"]
        one.fact("g7.front").get_by_role("button", name="Assert").click()
        assert "It is written to your case my-case" in one.page.locator("dialog").inner_text()


def test_two_pages_write_at_once(chromium: Browser, server: Served) -> None:
    facts = {"g7.front": "divided", "ukraine.course": "stabilising"}
    assert server.post("assert", {"facts": ["us_japan.alliance=strained"]}).status_code == 200
    with exploring(chromium, server) as one, exploring(chromium, server) as other:
        for explorer, (name, state) in zip((one, other), facts.items(), strict=True):
            explorer.press(name, state)
            explorer.fact(name).get_by_role("button", name="Assert").click()
            hold(explorer, "api/assert")
            explorer.page.locator("dialog").get_by_role("button", name="Assert", exact=True).click()
            is_held(explorer)
        turns = [explorer.turned() for explorer in (one, other)]
        for explorer in (one, other):
            let_go(explorer)
        for explorer, before in zip((one, other), turns, strict=True):
            explorer.page.wait_for_function("n => Number(document.getElementById('verdict').dataset.turn) > n", arg=before)
            assert explorer.chips() == []
    told = server.get("log?case=my-case").json()["events"]
    assert [event["kind"] for event in told][-2:] == ["asserted", "asserted"]
    known = server.get("facts?case=my-case").json()["knowledge"]
    assert {name: known[name] for name in facts} == {name: [state] for name, state in facts.items()}


def test_states_that_are_pressed_before_an_answer_are_all_left(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server) as explorer:
        explorer.page.get_by_label("choose several").check()
        hold(explorer, "api/explore")
        explorer.state("ukraine.course", "stabilising").click()
        is_held(explorer)
        explorer.page.locator("main[aria-busy]").wait_for()
        explorer.state("ukraine.course", "unresolved").click()
        is_held(explorer, 2)
        with explorer.turning():
            let_go(explorer)
        assert explorer.pressed("ukraine.course") == ["stabilising"]
        assert explorer.page.locator("main[aria-busy]").count() == 0


def test_a_proof_of_the_question_before_is_marked_until_there_is_another(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server) as explorer:
        explorer.page.locator(".proof").wait_for()
        assert explorer.page.locator(".detail .is-stale").count() == 0
        hold(explorer, "api/why")
        explorer.press("g7.front", "divided")
        is_held(explorer)
        assert explorer.page.locator(".detail .is-stale .proof").count() == 1
        let_go(explorer)
        explorer.page.wait_for_function("() => document.querySelector('.detail .is-stale') === null")
        assert explorer.page.locator(".proof").count() == 1


def test_a_write_that_fails_after_its_form_was_closed_is_shown(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, STABLE) as explorer:
        form = opened(explorer)
        form.get_by_label("Your case").fill("nobodys")
        hold(explorer, "api/assert")
        form.get_by_role("button", name="Assert", exact=True).click()
        is_held(explorer)
        explorer.page.keyboard.press("Escape")
        assert form.is_hidden()
        let_go(explorer)
        form.locator("[role=alert]").wait_for()
        explorer.opened.complaints.clear()  # the browser notes that the server said 400
        assert "nobodys" in form.locator("[role=alert]").inner_text()
        assert form.get_by_label("Your case").input_value() == "nobodys"


def test_a_write_leaves_another_dialog_open(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, STABLE) as explorer:
        form = opened(explorer)
        hold(explorer, "api/assert")
        form.get_by_role("button", name="Assert", exact=True).click()
        is_held(explorer)
        explorer.page.keyboard.press("Escape")
        explorer.page.get_by_role("button", name="Export", exact=True).click()
        with explorer.turning():
            let_go(explorer)
        assert form.locator("h2").inner_text() == "Export"


def test_what_comes_from_a_source_can_be_selected(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server) as explorer:
        explorer.fact("us_japan.alliance").locator(".badge").click()
        lines = explorer.fact("us_japan.alliance").locator(".source dl")
        assert lines.evaluate("one => getComputedStyle(one).pointerEvents") == "auto"
