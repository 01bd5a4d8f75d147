"""The page of the explorer as somebody uses it: what is pressed, and what is read there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.browser.conftest import Opened, Scheme, opened
from tests.web.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

THAW = "set=us_russia.relations=thawing&set=g7.front=divided"  # neutral by the case, positive by these


class Explorer:
    """The page, open on an answer."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.page: Page = opened.page
        self.wait()

    def wait(self) -> None:
        """Until there is an answer, or a word on why there is none."""
        self.page.locator("#verdict, section.problem").first.wait_for()

    def part(self, name: str) -> Locator:
        """A part of the page, by its id."""
        return self.page.locator(f"#{name}")

    def verdict(self) -> str:
        """The verdict, as it is read."""
        return self.page.locator(".verdict-line").inner_text()

    def turned(self) -> int:
        """How many answers were painted."""
        return int(self.part("verdict").get_attribute("data-turn") or "0")

    @contextmanager
    def turning(self) -> Iterator[None]:
        """Something that has the page answered anew."""
        before = self.turned()
        yield
        self.page.wait_for_function("before => Number(document.getElementById('verdict').dataset.turn) > before", arg=before)

    def fact(self, name: str) -> Locator:
        """The row of a descriptor."""
        return self.page.locator(f'[data-descriptor="{name}"]')

    def state(self, name: str, state: str) -> Locator:
        """The button of a state."""
        return self.fact(name).locator(".state", has_text=state)

    def press(self, name: str, state: str) -> None:
        """Supposes that a descriptor is in a state."""
        with self.turning():
            self.state(name, state).click()

    def pressed(self, name: str) -> list[str]:
        """The states that are pressed."""
        return [one.inner_text().split("\n")[-1].strip() for one in self.fact(name).locator('.state[aria-pressed="true"]').all()]

    def chips(self) -> list[str]:
        """What is changed for the question, as the bar says it."""
        return [one.inner_text() for one in self.page.locator(".chip").all()]

    def spoken(self) -> str:
        """What was said last to who listens."""
        return self.part("spoken").inner_text()

    def focused(self) -> str:
        """What has the focus, by its label or its text."""
        return str(self.page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"))


@contextmanager
def exploring(
    browser: Browser, server: Served, query: str = "", width: int = 1440, scheme: Scheme = "light"
) -> Iterator[Explorer]:
    """The page of a server, open on a question. At the end it has loaded nothing from elsewhere, and nothing went wrong in it."""
    address = server.address + (f"?{query}" if query else "")
    with opened(browser, address, width, scheme) as page:
        yield Explorer(page)
        assert [url for url in page.requests if not url.startswith((server.address, "blob:", "data:"))] == []
        assert page.complaints == []
