"""A Chromium of Debian's, driven by Playwright, and the pages it opens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:  # who runs the other tests has no Playwright
    from playwright.sync_api import Browser, Page

NEEDED = "the browser tests need Chromium (apt-get install chromium) and the extra `browser` (pip install -e '.[browser]')"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]  # root has no sandbox to run in

Scheme = Literal["light", "dark"]


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser. Raises `ModuleNotFoundError`, which says what is needed, where it or Playwright is not there."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None or find_spec("playwright") is None:
        raise ModuleNotFoundError(NEEDED)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser. Where there is none, nothing of this run can be made, and it says what it needs."""
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(launched())
        except ModuleNotFoundError as error:
            pytest.exit(str(error), returncode=1)
        yield browser


class Opened:
    """A page that is open, what it asked the network for, and what the browser had to say about it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(address)

    def violations(self) -> list[str]:
        """What axe finds wrong, each with the elements it is found in."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']} ({one['impact']}): {[node['target'] for node in one['nodes']][:5]}" for one in found]


@contextmanager
def opened(browser: Browser, place: Path | str, width: int = 1280, scheme: Scheme = "light") -> Iterator[Opened]:
    """A file, or an address, opened in a window of a width."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(60_000)  # of a machine that does much else
    try:
        yield Opened(context.new_page(), place.as_uri() if isinstance(place, Path) else place)
    finally:
        context.close()
