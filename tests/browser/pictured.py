"""The picture of the explorer in the README: ``python -m tests.browser.pictured --write`` takes it anew."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.conftest import launched
from tests.browser.exploring import THAW, Explorer, exploring
from tests.house.tree import ROOT
from tests.web.served import Served

PICTURE = ROOT / "docs" / "pictures" / "explorer.png"
WIDTH, HEIGHT = 1440, 900
QUERY = f"case=baseline&{THAW}"
# What is to be seen on it; the page that is served must still have it, where it is seen there.
SHOWN = {
    "#verdict": "positive is indicated",
    ".bar": "Relations between the United States and Russia thawing",
    ".changes": "What changed by that",
    "#graph": "What carries it",
    "#facts": "Ukraine and the great powers",
}


def take(explorer: Explorer, file: Path) -> None:
    """Takes the picture of a page that is open on `QUERY`, in 256 colours: it has few, and the file is then small."""
    from PIL import Image

    explorer.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    explorer.page.locator(".blame").wait_for()
    explorer.page.locator("#drawing .way").first.wait_for(state="attached")
    explorer.page.screenshot(path=file, animations="disabled")
    with Image.open(file) as taken:
        small = taken.convert("RGB").quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", required=True)
    parser.parse_args()
    PICTURE.parent.mkdir(exist_ok=True)
    with (
        launched() as browser,
        TemporaryDirectory() as folder,
        Served(Path(folder)) as server,
        exploring(browser, server, QUERY, WIDTH) as explorer,
    ):
        take(explorer, PICTURE)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
