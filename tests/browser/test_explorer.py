"""A whole session on the page of the explorer: from a verdict to its turn, its reasons, a fact asserted, and a link shared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.exploring import THAW, exploring
from tests.house.tree import ROOT
from tests.web.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A server with a store of the test's own."""
    with Served(tmp_path) as served:
        yield served


@pytest.mark.parametrize("place", ["%", "%E0%A4", "constructor", "no.such.descriptor"])
def test_an_address_that_names_no_descriptor_looks_at_the_verdict(chromium: Browser, server: Served, place: str) -> None:
    with exploring(chromium, server, f"#{place}") as explorer:
        assert explorer.verdict() == "neutral is indicated"
        assert explorer.part("detail").locator("h2").inner_text() == "Scenario of Russian-Japanese relations"
        assert explorer.opened.complaints == []


def test_a_session(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server) as explorer:
        page = explorer.page
        assert explorer.verdict() == "neutral is indicated"
        assert explorer.chips() == []

        # One touch moves an account, the second turns the verdict.
        explorer.press("us_russia.relations", "thawing")
        assert explorer.verdict() == "neutral is indicated"
        assert explorer.spoken() == "As before: neutral is indicated."
        explorer.press("g7.front", "divided")
        assert explorer.verdict() == "positive is indicated"
        assert explorer.spoken() == "positive is indicated. In the case itself: neutral is indicated."
        assert "In the case itself: neutral is indicated" in explorer.part("verdict").inner_text()
        changes = page.locator(".changes")
        assert re.search(r"Japan's sanctions course\s+hold\s*→\s*lift", changes.inner_text())
        page.locator(".blame").wait_for()
        assert "without any one of" in page.locator(".blame").inner_text()
        assert "what if" in explorer.fact("g7.front").inner_text()
        assert "in the case: consolidated" in explorer.fact("g7.front").inner_text()

        # Why, down to a fact; why not, with the nearest miss.
        page.locator('[data-node="japan.sanctions_course"]').click()
        detail = explorer.part("detail")
        detail.locator(".steps").first.wait_for()
        assert detail.locator("h2").inner_text() == "Japan's sanctions course"
        assert "lift +2" in detail.locator(".proof").inner_text()
        detail.locator(".otherwise button", has_text="hold").click()
        detail.locator(".absence").wait_for()
        assert "hold is outweighed: it is 4 behind lift" in detail.inner_text()

        # What it would take, from here back.
        ways = explorer.part("ways")
        ways.get_by_label("to be").select_option("neutral")
        ways.get_by_role("button", name="Find the ways").click()
        ways.locator(".ways-list > li").first.wait_for()
        with explorer.turning():
            ways.get_by_role("button", name="Try it").first.click()
        assert explorer.verdict() == "neutral is indicated"
        assert ways.locator(".stale").count() == 1

        # Back, and forth, and back.
        with explorer.turning():
            page.get_by_role("button", name="Undo", exact=True).click()
        assert explorer.verdict() == "positive is indicated"
        with explorer.turning():
            page.get_by_role("button", name="Undo", exact=True).click()
        assert explorer.verdict() == "neutral is indicated"
        with explorer.turning():
            page.keyboard.press("Control+y")
        assert explorer.verdict() == "positive is indicated"
        assert page.url.split("?")[1].split("#")[0] == THAW


def test_what_to_watch_is_worked_out_and_can_be_tried(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server) as explorer:
        watch = explorer.part("watch")
        watch.get_by_role("button", name="Work it out").click()
        watch.locator(".watched").first.wait_for()
        assert "Tips it alone" in watch.inner_text()
        assert "Alliance of Japan and the United States is firm" in watch.inner_text()
        with explorer.turning():
            watch.get_by_role("button", name="strained").first.click()
        assert explorer.verdict() == "open between neutral and positive, leaning to positive"
        assert explorer.page.locator("#verdict .waits").count() == 0  # nothing that is left to find out would part them

        # How robust the open verdict is: rules by their titles, each with the verdict without it, and its dialog.
        watch.get_by_role("button", name="Work it out").click()
        robust = watch.locator("section", has_text="Left out, 12 rules tip it:")
        robust.wait_for()
        assert "Asia is not Europe ¶2, ¶14: neutral is indicated" in robust.inner_text()
        assert "One step up or down, 12 weights tip it:" in robust.inner_text()
        robust.get_by_role("button", name="Asia is not Europe").first.click()
        assert explorer.page.locator("dialog h2").inner_text() == "Asia is not Europe"


def test_what_is_only_stated_is_not_called_indicated(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, "case=a09-nothing-known&set=scenario=positive") as explorer:
        assert explorer.verdict() == "positive is stated; the rules alone leave confrontational, neutral or positive"
        assert explorer.page.locator(".scale .is-it .standing").inner_text() == "stated"
    with exploring(chromium, server, "set=scenario=neutral") as explorer:
        assert explorer.verdict() == "neutral is indicated"
        assert explorer.page.locator(".scale .is-it .standing").inner_text() == "indicated"


# What is read on the page, but for what is said to be an id, and what is only shown when it is pointed at.
READ = """() => {
  const copy = document.getElementById('page').cloneNode(true);
  for (const one of copy.querySelectorAll('code')) one.remove();
  const labels = [...copy.querySelectorAll('[aria-label]')].map(one => one.getAttribute('aria-label'));
  return [document.title, document.getElementById('spoken').textContent, copy.textContent, ...labels].join(' ');
}"""


@pytest.mark.parametrize(
    "query",
    [
        "unset=ukraine.course",
        "set=us_japan.alliance=strained&without=asia-is-not-europe&weight=alignment-stays-symbolic:stiffen=%2B2",
        "set=japan.sanctions_course=stiffen#japan.border_motive",
        "base=alliances-1914",
    ],
)
def test_sentences_name_things_by_the_words_of_the_vocabulary(chromium: Browser, server: Served, query: str) -> None:
    with exploring(chromium, server, query) as explorer:
        explorer.part("watch").get_by_role("button", name="Work it out").click()
        explorer.part("watch").locator(".result").wait_for()
        explorer.part("ways").get_by_role("button", name="Find the ways").click()
        explorer.part("ways").locator(".result").wait_for()
        explorer.page.locator(".otherwise button").first.click()
        explorer.page.locator(".otherwise .absence, .otherwise p:not(.acts)").first.wait_for()
        explorer.page.locator(".plane-table").wait_for()
        text = explorer.page.evaluate(READ)
        board = server.get("board" + ("?base=alliances-1914" if "alliances" in query else "")).json()
        ids = [one["id"] for one in board["descriptors"] if re.search("[._]", one["id"])] + [one["id"] for one in board["rules"]]
        assert [name for name in ids if re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text)] == []
        assert re.findall(r"\w*[a-z]_[a-z]\w*", text) == []


def test_a_contradiction_is_called_one_wherever_it_stands(chromium: Browser, tmp_path: Path) -> None:
    base = str(ROOT / "tests" / "bases" / "toy")
    with Served(tmp_path, "--base", base) as own, exploring(chromium, own, "case=no-way-out") as explorer:
        assert explorer.verdict() == "contradiction: the rules that fired exclude every scenario"
        assert explorer.page.locator('.node[data-node="festival"]').get_attribute("aria-label") == "The festival, contradiction"
        assert "contradiction The rules that fired leave none of its states." in explorer.part("detail").inner_text()
        explorer.page.locator(".plane-table").wait_for()
        assert {cell.inner_text().split("\n")[0] for cell in explorer.page.locator(".cell").all()} == {"contradiction"}


def test_a_link_opens_the_same_question_in_another_browser(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, THAW) as first:
        first.press("us_japan.alliance", "strained")
        address = first.page.url
        first.page.get_by_role("button", name="Share", exact=True).click()
        assert first.page.get_by_role("textbox", name="Address").input_value() == address
        command = first.page.get_by_role("textbox", name="On a command line").input_value()
        said = [first.verdict(), first.chips(), first.page.locator(".changes .turns").first.inner_text()]
    assert command == (
        "kakehashi assess --set us_russia.relations=thawing --set g7.front=divided --set us_japan.alliance=strained"
    )
    with exploring(chromium, server, address.partition("?")[2]) as second:
        assert [second.verdict(), second.chips(), second.page.locator(".changes .turns").first.inner_text()] == said
        assert second.page.get_by_role("button", name="Undo", exact=True).is_disabled()


def test_a_fact_is_asserted_in_a_case_of_ones_own_and_stays(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server) as explorer:
        page = explorer.page
        explorer.press("ukraine.course", "stabilising")
        explorer.fact("ukraine.course").get_by_role("button", name="Assert").click()
        dialog = page.locator("dialog")
        assert "ships with the program and is read only" in dialog.inner_text()
        assert dialog.get_by_role("checkbox", name="stabilising").is_checked()
        dialog.get_by_label("Reliability of the source").select_option("B")
        dialog.get_by_role("button", name="Assert", exact=True).click()
        assert "A grade has two parts" in dialog.locator("[role=alert]").inner_text()
        assert dialog.get_by_role("checkbox", name="stabilising").is_checked()
        dialog.get_by_label("Credibility of the statement").select_option("3")
        dialog.get_by_label("Source", exact=True).fill("Package of measures")
        dialog.get_by_label("Since when it holds").fill("2015-02-12")
        dialog.get_by_label("Note").fill("Signed in Minsk.")
        with explorer.turning():
            dialog.get_by_role("button", name="Assert", exact=True).click()
        assert explorer.spoken() == "Course of the crisis in Ukraine is asserted in my-case."
        assert explorer.chips() == []
        assert "my-case" in page.locator(".case-name").inner_text()
        row = explorer.fact("ukraine.course")
        assert "B3" in row.inner_text()

        page.reload()
        explorer.wait()
        assert explorer.pressed("ukraine.course") == ["stabilising"]
        row.locator(".badge").click()
        assert "Package of measures" in row.locator(".source").inner_text()
        assert "Signed in Minsk." in row.locator(".source").inner_text()
    facts = server.get("facts?case=my-case&descriptor=ukraine.course").json()["case"]["facts"]
    (stated,) = [fact for fact in facts if fact["descriptor"] == "ukraine.course"]
    assert (stated["value"], stated["grade"], stated["since"]) == (["stabilising"], "B3", "2015-02-12")
    assert (stated["source"]["title"], stated["note"]) == ("Package of measures", "Signed in Minsk.")
    assert server.get("log?case=my-case").json()["events"][-1]["author"] == "anna"

    with exploring(chromium, server, "case=my-case") as explorer:
        row = explorer.fact("ukraine.course")
        row.locator(".badge").click()
        row.get_by_role("button", name="take back").click()
        dialog = explorer.page.locator("dialog")
        dialog.get_by_label("Why").fill("It was not kept.")
        with explorer.turning():
            dialog.get_by_role("button", name="Take it back").click()
        assert explorer.pressed("ukraine.course") == ["unresolved"]
    assert [event["kind"] for event in server.get("log?case=my-case").json()["events"]][-2:] == ["asserted", "retracted"]


def test_what_the_server_refuses_is_said_in_the_form_and_nothing_is_lost(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, "set=ukraine.course=stabilising") as explorer:
        explorer.fact("ukraine.course").get_by_role("button", name="Assert").click()
        dialog = explorer.page.locator("dialog")
        dialog.get_by_label("Your case").fill("nobodys")
        dialog.get_by_label("Source", exact=True).fill("A paper")
        dialog.get_by_role("button", name="Assert", exact=True).click()
        dialog.locator("[role=alert]").wait_for()
        assert "nobodys" in dialog.locator("[role=alert]").inner_text()
        assert dialog.get_by_label("Source", exact=True).input_value() == "A paper"
        explorer.page.keyboard.press("Escape")
        (chip,) = explorer.chips()
        assert "stabilising" in chip
        explorer.opened.complaints.clear()  # the browser notes that the server said 400
    assert server.get("cases").json()["cases"] == []


def test_a_rule_is_left_out_and_weighed_otherwise(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server) as explorer:
        page = explorer.page
        page.locator('#accounts .cite[title="alignment-stays-symbolic"]').click()
        dialog = page.locator("dialog")
        assert "alignment-stays-symbolic" in dialog.inner_text()
        assert "fired" in dialog.inner_text()
        with explorer.turning():
            dialog.get_by_label("stiffen").select_option("2")
        assert "your weight" in dialog.inner_text()
        with explorer.turning():
            dialog.get_by_role("button", name="Leave this rule out").click()
        page.keyboard.press("Escape")
        (chip,) = explorer.chips()
        assert chip.startswith("without")
        assert "without=alignment-stays-symbolic" in page.url
        with explorer.turning():
            page.locator(".chip .remove").click()
        assert explorer.chips() == []


def test_a_cell_of_the_map_goes_there(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server) as explorer:
        plane = explorer.part("plane")
        plane.get_by_label("Down").select_option("us_russia.relations")
        plane.get_by_label("Across").select_option("g7.front")
        plane.locator(".cell").first.wait_for()
        told = server.get("sweep?over=us_russia.relations&over=g7.front").json()
        labels = [cell.get_attribute("aria-label") for cell in plane.locator(".cell").all()]
        assert [label.rpartition(": ")[2].partition(",")[0] for label in labels if label] == [
            told["outcomes"][number]["states"][0] for number in told["cells"]
        ]
        assert [label for label in labels if label and label.endswith("here now")] == ["tense, consolidated: neutral, here now"]
        with explorer.turning():
            plane.get_by_role("button", name="thawing, divided: positive").click()
        assert explorer.verdict() == "positive is indicated"
        plane.locator('.cell[aria-current="true"][aria-label^="thawing, divided"]').wait_for()
        with explorer.turning():
            plane.get_by_role("button", name="tense, consolidated: neutral").click()
        assert explorer.chips() == []  # what the case says itself is no what-if


def test_the_report_is_exported_as_it_is_asked(chromium: Browser, server: Served, tmp_path: Path) -> None:
    with exploring(chromium, server, THAW) as explorer:
        explorer.page.get_by_role("button", name="Export", exact=True).click()
        for name, file, said in (
            ("Report", "report.html", "<!doctype html>"),
            ("Report in Markdown", "report.md", "positive is indicated"),
            ("Picture of the proof", "graph.svg", "<svg "),
            ("Assessment as JSON", "assessment.json", '"kakehashi.assessment"'),
        ):
            with explorer.page.expect_download() as download:
                explorer.page.get_by_role("link", name=name, exact=True).click()
            assert download.value.suggested_filename == file
            download.value.save_as(tmp_path / file)
            text = (tmp_path / file).read_text(encoding="utf-8")
            assert said in text.lower() if file == "report.html" else said in text
            assert "thawing" in text


def test_another_case_and_another_base(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server, THAW) as explorer:
        page = explorer.page
        page.locator(".case-name").click()
        page.get_by_label("Find a case").fill("nothing")
        with explorer.turning():
            page.locator(".case", has_text="a09-nothing-known").click()
        assert explorer.verdict() == "open between confrontational, neutral and positive"
        assert explorer.chips() == []
        assert explorer.pressed("ukraine.course") == ["unknown"]
        with explorer.turning():
            page.locator(".waits button", has_text="escalating").first.click()
        assert explorer.pressed("ukraine.course") == ["escalating"]
        page.locator(".case-name").click()
        page.get_by_label("Rule base").select_option("alliances-1914")
        page.locator(".case").first.wait_for()
        with explorer.turning():
            page.locator(".case", has_text="british-alliance").first.click()
        assert "base=alliances-1914" in page.url
        assert "Who is bound to whom" in explorer.part("facts").inner_text()
        with explorer.turning():
            page.keyboard.press("Control+z")
        assert explorer.pressed("ukraine.course") == ["escalating"]


def test_part_of_a_fact_may_be_known(chromium: Browser, server: Served) -> None:
    with exploring(chromium, server) as explorer:
        with explorer.turning():
            explorer.state("ukraine.course", "stabilising").click(modifiers=["Control"])
        assert explorer.pressed("ukraine.course") == ["unresolved", "stabilising"]
        assert "set=ukraine.course=unresolved%7Cstabilising" in explorer.page.url
        explorer.page.get_by_label("choose several").check()
        explorer.press("ukraine.course", "unresolved")
        assert explorer.pressed("ukraine.course") == ["stabilising"]
        explorer.press("ukraine.course", "unknown")
        assert explorer.pressed("ukraine.course") == ["unknown"]
        assert "unset=ukraine.course" in explorer.page.url
        with explorer.turning():
            explorer.fact("ukraine.course").get_by_role("button", name="Reset").click()
        assert explorer.pressed("ukraine.course") == ["unresolved"]
        explorer.press("japan.sanctions_packages", "from 1 to below 4")
        assert explorer.pressed("japan.sanctions_packages") == ["from 1 to below 4 packages", "at least 4 packages"]
        assert "set=japan.sanctions_packages=%3E=1" in explorer.page.url
