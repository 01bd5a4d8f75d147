"""Where pictures, reports and exports go: into a file, whole or not at all, or to stdout."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EACCES, EBADF, EISDIR, ENOENT, ENOTDIR
from pathlib import Path, PurePath
from secrets import token_hex
from tempfile import mkdtemp
from typing import Any, BinaryIO

import click

from commands.output import write, write_document
from engine.language.problems import InvalidInput, Place, invalid, visible
from engine.show.page import Page

_SUFFIX = ".part"

output_option = click.option(
    "-o", "--output", "file", default="", metavar="FILE", help="Write it there, whole or not at all. [default: stdout]"
)


def form_of(file: str, said: str | None, endings: Mapping[str, str], otherwise: str, by_option: bool = True) -> str:
    """The form in which a file is written: the one that is said, else the one that its ending tells; `otherwise` where it has
    no ending. Raises `InvalidInput` where the ending tells none; `by_option` where --format may say it too.
    """
    ending = PurePath(file).suffix.lower()
    if said or not ending:
        return said or otherwise
    if ending not in endings:
        hint = f"Endings: {', '.join(endings)}{'; or say the format with --format' if by_option else ''}."
        raise invalid(Place("-o"), "unknown-format", f"the ending of `{file}` tells no format", hint)
    return endings[ending]


def check_place(name: str | Path | None, option: str = "-o") -> None:
    """Raises `InvalidInput` where no file can be written that an option names (None or empty: none is): before the work is
    done that it is for.
    """
    if name is None or str(name) in ("", "-"):
        return
    path, code = Path(name), 0
    try:
        if path.is_dir():
            code = EISDIR
        elif not path.parent.is_dir():
            code = ENOTDIR if path.parent.exists() else ENOENT
        elif not path.exists() and not os.access(path.parent, os.W_OK):
            code = EACCES
    except OSError as error:  # a name too long for a path, or a folder that may not be looked into
        raise unwritable(name, option, error) from None
    if code:
        raise unwritable(name, option, OSError(code, os.strerror(code)))


def unwritable(name: str | Path, option: str, error: OSError) -> InvalidInput:
    """What is said where the file that an option names cannot be written."""
    message = f"`{name}` cannot be written: {error.strerror or error}"
    return invalid(Place(option), "unwritable", message, "Name another place; nothing was written.")


def write_out(
    file: str, as_json: bool, text: Callable[[], str], document: Callable[[], Mapping[str, Any]], said: Callable[[], Page]
) -> None:
    """Writes the text to the file, and on stdout what is `said` of it; to stdout itself where no file is named.

    With `--json` the document is on stdout in any case, and the text only in a file.
    """
    to_stdout = file in ("", "-")
    if not to_stdout:
        write_file(file, [text()])
    elif not as_json:
        write_bytes(text())
    if as_json:
        write_document(document())
    elif not to_stdout:
        write(said())


def tell_written(file: str | Path, what: str) -> None:
    """Says on stderr what was written to a file beside the answer, or where the file is all of it: stdout has only the answer."""
    click.echo(f"{visible(str(file))}: {what} written", err=True)


def write_bytes(text: str) -> None:
    """Writes to stdout what would be a file: UTF-8, whatever the terminal speaks."""
    if sys.stdout is None:  # closed by whoever started us
        raise OSError(EBADF, "stdout is closed")
    click.echo(text.encode(), nl=False)


def write_file(name: str | Path, parts: Iterable[str], option: str = "-o") -> None:
    """Writes the file that an option names, whole or not at all.

    Raises `InvalidInput` where there can be no such file, and `OSError` where writing fails midway (a full disk).
    """
    with whole_file(name, option) as file:
        for part in parts:
            file.write(part.encode())


@contextmanager
def whole_file(name: str | Path, option: str = "-o") -> Iterator[BinaryIO]:
    """The file that an option names, beside what is there first and then in its place, so that nobody meets half of it.

    Raises `InvalidInput` where there can be no such file, and `OSError` where writing fails midway (a full disk).
    """
    path = Path(os.path.realpath(name))  # what a link leads to is written, not the link
    file: BinaryIO
    try:
        if path.exists() and not path.is_file():
            file = path.open("wb")  # a device, a pipe: nothing can take its place
            beside = None
        else:
            beside = path.with_name(f".{token_hex(8)}{_SUFFIX}")
            file = beside.open("xb")
    except OSError as error:
        raise unwritable(name, option, error) from None
    try:
        with file:
            yield file
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


def write_files(folder: str, texts: Mapping[str, str], option: str) -> None:
    """Writes files into a folder, which is made where it is not there. None that is there is written over.

    Raises `InvalidInput` where one of them is there, or the folder cannot be made; then nothing is written.
    """
    place = Path(folder)
    there = [name for name in texts if (place / name).exists()]
    if there:
        said = f"`{place / there[0]}` is there already"
        raise invalid(Place(option), "file-exists", said, "Name an empty folder, or move what is there.")
    make_folder(folder, option)
    for name, text in texts.items():
        write_file(place / name, [text], option)


def make_folder(folder: str, option: str) -> None:
    """Makes a folder where it is not there. Raises `InvalidInput` where it cannot be made."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = f"the folder `{folder}` cannot be made: {error.strerror or error}"
        raise invalid(Place(option), "unwritable", said, "Name a folder of yours.") from None


def check_made(folder: str | Path, names: Iterable[str], mark: str, option: str) -> None:
    """Raises `InvalidInput` where a file is there that has not the mark of those that are ours to write over."""
    for path in (Path(folder, name) for name in names):
        try:
            is_ours = not path.exists() or mark in path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise unwritable(path, option, error) from None
        if not is_ours:
            said = f"`{path}` is there already, and is none that was made here"
            raise invalid(Place(option), "file-exists", said, "Name another folder, or move what is there.")


def write_folder(name: str, files: Mapping[str, str], option: str) -> None:
    """Writes files into a new folder, all of them or none. Raises `InvalidInput` where it is there, or cannot be made."""
    target = Path(os.path.realpath(name))
    beside = _folder_beside(target, name, option)
    try:
        for file, text in files.items():
            path = beside / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        beside.chmod(0o755)
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def check_folder(name: str, option: str) -> None:
    """Raises `InvalidInput` where a new folder is there already, or cannot be made."""
    _folder_beside(Path(os.path.realpath(name)), name, option).rmdir()


def _folder_beside(target: Path, name: str, option: str) -> Path:
    """An empty folder beside one that is to be made of it."""
    place = Place(option)
    if target.exists():
        raise invalid(place, "folder-exists", f"`{name}` is there already", "Name a folder that is not.")
    try:
        return Path(mkdtemp(prefix=".", suffix=".part", dir=target.parent))
    except OSError as error:
        hint = "Name another place; nothing was written."
        raise invalid(place, "unwritable", f"`{name}` cannot be written: {error.strerror}", hint) from None
