"""What a worker of a cluster does: it has this program, and everything else comes to it as bytes, the rule base among it.

With every answer goes a stamp, which says what program made it and what it was made from.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any

from msgspec import Struct

KEPT = 4  # works that are prepared at a time, the last ones
_PREPARED: dict[str, Callable[[Any], Any]] = {}
_LOCK = Lock()

Program = tuple[str, str]  # version and hash of the code of the engine


class Failure(RuntimeError):
    """An evaluation that failed, told in one line, because not every exception survives the journey."""


class Answers(Struct, frozen=True):
    """What came of blocks: `said` by what program and from what work (its hash), and how many seconds it took."""

    program: Program
    work: str
    said: bytes
    seconds: float


@cache
def own_program() -> Program:
    """The program that runs here."""
    code = sha256()
    folder = Path(__file__).parents[1]
    for file in sorted(folder.rglob("*.py")):
        code.update(f"{file.relative_to(folder).as_posix()}\n".encode() + file.read_bytes())
    try:
        return version("kakehashi"), code.hexdigest()
    except PackageNotFoundError:  # run from its folder
        return "unknown", code.hexdigest()


def introduce() -> tuple[Program, bool]:
    """The program that runs here, and whether it has the compiler of the kernel."""
    return own_program(), find_spec("llvmlite") is not None


def hold(work: bytes) -> bytes:
    """The work itself, as an answer of its own: what is lost with a worker is had again."""
    return work


def carry_out(work: bytes, blocks: bytes) -> Answers:
    """The answers to some blocks. Raises `Failure` where one of them cannot be had."""
    name = sha256(work).hexdigest()
    try:
        do = _prepared(name, work)
        begun = perf_counter()
        answers = [do(block) for block in pickle.loads(blocks)]
        return Answers(own_program(), name, pickle.dumps(answers, pickle.HIGHEST_PROTOCOL), perf_counter() - begun)
    except Exception as error:
        # All that may go wrong, as text: on a worker of another version it may be an exception that cannot be unpickled there.
        raise Failure(f"{type(error).__name__}: {error}") from error


def _prepared(name: str, work: bytes) -> Callable[[Any], Any]:
    with _LOCK:
        if name not in _PREPARED:
            while len(_PREPARED) >= KEPT:
                del _PREPARED[next(iter(_PREPARED))]
            _PREPARED[name] = pickle.loads(work).prepare()
        return _PREPARED[name]
