"""A rule base in memory, read as if its files were in a folder."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

from engine.language.folders import Folder


@dataclass(frozen=True, slots=True)
class InMemory(Traversable):
    """A file or a folder among files by their path."""

    files: Mapping[str, bytes]
    path: str

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def iterdir(self) -> Iterator[InMemory]:
        head = f"{self.path}/"
        for name in dict.fromkeys(path.removeprefix(head).partition("/")[0] for path in self.files if path.startswith(head)):
            yield self / name

    def is_file(self) -> bool:
        return self.path in self.files

    def is_dir(self) -> bool:
        return any(path.startswith(f"{self.path}/") for path in self.files)

    def joinpath(self, *descendants: Any) -> InMemory:
        return InMemory(self.files, "/".join([self.path, *descendants]))

    def __truediv__(self, child: Any) -> InMemory:
        return self.joinpath(child)

    def read_bytes(self) -> bytes:
        if self.path not in self.files:
            raise FileNotFoundError(self.path)
        return self.files[self.path]

    def read_text(self, encoding: str | None = None) -> str:
        return self.read_bytes().decode(encoding or "utf-8")

    def open(self, mode: str = "r", *_: Any, **__: Any) -> Any:
        return io.BytesIO(self.read_bytes())


def folder_of(files: Mapping[str, bytes], root: str) -> Folder:
    """The folder of a base whose files are called as if they were under `root`."""
    return Folder(InMemory(files, "rules"), InMemory(files, "facts"), root)
