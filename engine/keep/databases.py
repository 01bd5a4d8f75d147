"""What a store asks of a database: statements, transactions, and its faults told as ours.

The statements are the same for every database, with ``?`` for a value. What differs is here and in `engine.keep.sqlite` and
`engine.keep.postgres`: how one connects, how a transaction begins and ends, and how the schema is brought forward.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from engine.keep.location import Location, Server
from engine.language.problems import StoreFault

WAIT = 30.0  # seconds that a writer waits for the others


class Database(ABC):
    """A database that is open.

    `is_empty` tells that nothing was ever written to it, so that there is nothing to be asked. `written` is the number and the
    hash of the last event in the transaction under way, None where it wrote none.
    """

    errors: ClassVar[tuple[type[Exception], ...]]
    is_empty = False
    written: tuple[int, str] | None = None

    def __init__(self, location: Location | Server) -> None:
        self.location = location

    @abstractmethod
    def execute(self, statement: str, values: tuple[object, ...] = ()) -> Iterable[Any]:
        """Has a statement carried out; the rows that it finds."""

    @abstractmethod
    def begin(self) -> None:
        """Begins to write; others who write to the same journal wait."""

    @abstractmethod
    def begin_reading(self) -> None:
        """Begins to read: from now on everything is as it is at this moment."""

    @abstractmethod
    def commit(self) -> None:
        """Ends what was begun: once it returns, all that was written is on the disk."""

    @abstractmethod
    def roll_back(self) -> None:
        """Ends what was begun: nothing of it was written. Raises nothing where that is so already."""

    @abstractmethod
    def close(self) -> None:
        """Ends the connection."""

    @abstractmethod
    def said(self, error: Exception) -> str:
        """What one of its errors says, in one line."""

    @contextmanager
    def faults(self, what: str) -> Iterator[None]:
        """Turns what the database or the disk says into a `StoreFault`."""
        try:
            yield
        except self.errors as error:
            raise StoreFault(f"the store {self.location} {what}: {self.said(error)}") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything that is written within, or nothing."""
        with self.faults("cannot be written"):
            self.begin()
            self.written = None
            try:
                yield
                self.commit()
            except BaseException:
                self.roll_back()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read within is as it was when the first of it was read."""
        with self.faults("cannot be read"):
            self.begin_reading()
            try:
                yield
            finally:
                self.roll_back()
