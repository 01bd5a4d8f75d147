"""How long a touch on the page of the explorer takes until it is on the screen, beside a request that asks nothing.

``python -m benchmarks.toggling`` from the root of the project; it needs Debian's Chromium and the extra `browser`. A state is
pressed and its answer painted, and in turn a path is asked under which there is nothing, so that what else the machine does
falls on both. Prints medians and 95th percentiles in milliseconds, and the touch beyond the request in frames of the screen.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.conftest import NEEDED, SWITCHES
from tests.browser.exploring import exploring
from tests.browser.toggles import at, measure
from tests.web.served import Served

PARTS = {"median": 0.5, "95th percentile": 0.95}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", type=int, nargs="?", default=30, help="of two touches each [default: 30]")
    rounds = parser.parse_args().rounds
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise SystemExit(NEEDED)
    with sync_playwright() as playwright, TemporaryDirectory() as folder, Served(Path(folder)) as server:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        with exploring(browser, server) as explorer:
            explorer.page.locator(".plane-table").wait_for()
            touches = measure(explorer.page, rounds)
            explorer.opened.complaints.clear()  # nothing is under the path that is asked for nothing, and the browser says so
        browser.close()
    print(f"{2 * rounds} touches, a frame of {touches.frame:.1f} ms")
    print(f"{'':16}{'touch':>10}{'answer':>10}{'request':>10}{'frames beyond':>16}")
    for name, part in PARTS.items():
        row = (at(touches.touches, part), at(touches.answers, part), at(touches.requests, part))
        print(f"{name:16}{row[0]:10.1f}{row[1]:10.1f}{row[2]:10.1f}{touches.beyond(part):16.2f}")


if __name__ == "__main__":
    main()
