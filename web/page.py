"""The page: its files as they ship, and its one blank, the token."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

BLANK = "__KAKEHASHI_TOKEN__"  # in index.html: <meta name="kakehashi-token" content="__KAKEHASHI_TOKEN__">
MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class Assets:
    """The files of the page by their names: those that were there at the start, and no others.

    No path is made of what was asked, so that none leads out of the folder; what leads into it is who installed it.
    """

    def __init__(self) -> None:
        self.files = dict(_listed(files("web") / "static", ""))

    def index(self, token: str) -> str:
        """The page, its blank filled in."""
        return (files("web") / "static" / "index.html").read_text(encoding="utf-8").replace(BLANK, token)

    def file(self, name: str) -> tuple[bytes, str, str] | None:
        """The bytes of a file, its type and its tag; None where there is no such file."""
        found = self.files.get(name)
        if found is None:
            return None
        data = found.read_bytes()
        return data, MEDIA[_suffix(name)], f'"{sha256(data).hexdigest()[:32]}"'


def _listed(folder: Traversable, within: str) -> list[tuple[str, Traversable]]:
    found = []
    for item in folder.iterdir():
        name = within + item.name
        if item.is_dir():
            found += _listed(item, f"{name}/")
        elif _suffix(name) in MEDIA:
            found.append((name, item))
    return found


def _suffix(name: str) -> str:
    return name[name.rfind(".") :] if "." in name else ""
