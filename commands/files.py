"""Where pictures go: into a file, whole or not at all, or to stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from errno import EBADF
from pathlib import Path

import click

from engine.language.problems import Place, invalid

_SUFFIX = ".part"


def write_bytes(text: str) -> None:
    """Writes to stdout what would be a file: UTF-8, whatever the terminal speaks."""
    if sys.stdout is None:  # closed by whoever started us
        raise OSError(EBADF, "stdout is closed")
    click.echo(text.encode(), nl=False)


def write_file(name: str, text: str, option: str) -> None:
    """Writes a file, beside what is there first and then in its place, so that nobody meets half of it.

    Raises `InvalidInput` where there can be no such file, and `OSError` where writing fails midway (a full disk).
    """
    path = Path(os.path.realpath(name))
    try:
        if path.exists() and not path.is_file():
            file = path.open("w", encoding="utf-8", newline="\n")  # a device, a pipe: nothing can take its place
            beside = None
        else:
            beside = path.with_name(f".{os.getpid()}{_SUFFIX}")
            file = beside.open("x", encoding="utf-8", newline="\n")
    except OSError as error:
        said = f"`{name}` cannot be written: {error.strerror or error}"
        raise invalid(Place(option), "unwritable-file", said, "Name a file in a folder of yours.") from None
    try:
        with file:
            file.write(text)
        if beside is not None:
            if path.exists():
                beside.chmod(path.stat().st_mode & 0o7777)
            beside.replace(path)
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def write_files(folder: str, texts: Mapping[str, str], option: str) -> None:
    """Writes files into a folder, which is made where it is not there. None that is there is written over.

    Raises `InvalidInput` where one of them is there, or the folder cannot be made; then nothing is written.
    """
    place = Path(folder)
    there = [name for name in texts if (place / name).exists()]
    if there:
        said = f"`{place / there[0]}` is there already"
        raise invalid(Place(option), "file-exists", said, "Name an empty folder, or move what is there.")
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = f"the folder `{folder}` cannot be made: {error.strerror or error}"
        raise invalid(Place(option), "unwritable-file", said, "Name a folder of yours.") from None
    for name, text in texts.items():
        write_file(str(place / name), text, option)
