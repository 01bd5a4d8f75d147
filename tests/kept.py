"""Data that was read and found right, kept in files: what differs from it now is told, or put in its place."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path


def keep(about: str, now: Iterable[tuple[Path, str]]) -> int:
    """The end of a program that keeps files, `now` being what each would hold; 1 where one differs and was not rewritten."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put what comes out now in place of what differs")
    write = parser.parse_args().write
    wrong = 0
    for file, text in now:
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            print(f"{file.name}: {'rewritten' if write else 'differs'}")
            wrong += not write
            if write:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, encoding="utf-8")
    return 1 if wrong else 0
