"""Files that are written whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from engine.language.problems import Place, invalid


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Writes a file beside its place and then puts it there. Raises `InvalidInput` where it cannot be written."""
    try:
        place = path.resolve()  # what a link leads to is written, not the link
        if place.exists() and not place.is_file():
            message = f"{path} is there, and is no file"
            raise invalid(Place("-o"), "unwritable", message, "Name a file, or leave -o out and lead stdout there.")
        handle, beside = mkstemp(prefix=f".{place.name}.", dir=place.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(beside, 0o666 & ~_mask())
            os.replace(beside, place)
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)
            raise
    except OSError as error:
        message = f"the file {path} cannot be written: {error.strerror}"
        raise invalid(Place("-o"), "unwritable", message, "Name another place; nothing was written.") from None


def _mask() -> int:
    """The bits that new files of this user do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
