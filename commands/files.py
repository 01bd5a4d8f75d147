"""Where pictures, reports and exports go: into a file, whole or not at all, or to stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from errno import EBADF
from pathlib import Path
from secrets import token_hex

import click

from engine.language.problems import Place, invalid

_SUFFIX = ".part"


def write_bytes(text: str) -> None:
    """Writes to stdout what would be a file: UTF-8, whatever the terminal speaks."""
    if sys.stdout is None:  # closed by whoever started us
        raise OSError(EBADF, "stdout is closed")
    click.echo(text.encode(), nl=False)


def write_file(name: str | Path, parts: Iterable[str]) -> None:
    """Writes the file that `-o` names, beside what is there first and then in its place, so that nobody meets half of it.

    Raises `InvalidInput` where there can be no such file, and `OSError` where writing fails midway (a full disk).
    """
    path = Path(os.path.realpath(name))  # what a link leads to is written, not the link
    try:
        if path.exists() and not path.is_file():
            file = path.open("w", encoding="utf-8", newline="\n")  # a device, a pipe: nothing can take its place
            beside = None
        else:
            beside = path.with_name(f".{token_hex(8)}{_SUFFIX}")
            file = beside.open("x", encoding="utf-8", newline="\n")
    except OSError as error:
        said = f"`{name}` cannot be written: {error.strerror or error}"
        raise invalid(Place("-o"), "unwritable", said, "Name another place; nothing was written.") from None
    try:
        with file:
            file.writelines(parts)
            if beside is not None:
                file.flush()
                os.fsync(file.fileno())
        if beside is not None:
            if path.exists():
                beside.chmod(path.stat().st_mode & 0o7777)
            beside.replace(path)
    except BaseException:
        if beside is not None:
            with suppress(OSError):  # on a disk that fails, the first failure is told
                beside.unlink()
        raise
