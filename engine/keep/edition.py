"""What this program is: its version, what it runs on, and the versions of all that it writes down."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from msgspec import Struct

from engine.keep.schema import VERSION
from engine.language.folders import find_folder, shipped_bases
from engine.language.hashes import hashes_in

PROGRAM = "kakehashi"
RETE = "durable-rules"


class BaseEdition(Struct, frozen=True):
    """A base that ships with the program: its name, and SHA-256 of its rules and of its vocabulary."""

    name: str
    rules_hash: str
    vocabulary_hash: str


class Edition(Struct, frozen=True):
    """The version of the program, of Python and of the Rete library (empty: it is not installed), of the store, and the bases
    that ship.
    """

    program: str
    python: str
    rete: str
    store: int
    bases: tuple[BaseEdition, ...]


def edition() -> Edition:
    """What is installed here."""
    bases = tuple(BaseEdition(name, *hashes_in(find_folder(name))) for name in shipped_bases())
    return Edition(version(PROGRAM), platform.python_version(), _installed(RETE), VERSION, bases)


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
