"""Work for crews that does something else than answer: it fails, dies, or takes its time."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct


class Squaring(Struct, frozen=True):
    """Squares numbers, each in so many seconds; with a number of its folder it notes that it was there."""

    seconds: float = 0.0
    noted: str = ""
    in_threads: bool = False

    def prepare(self) -> Callable[[int], int]:
        def square(number: int) -> int:
            if self.noted:
                Path(self.noted, f"{number}-{os.getpid()}").touch()
            time.sleep(self.seconds)
            return number * number

        return square


class Failing(Struct, frozen=True):
    """Fails at the third block."""

    in_threads: bool = False

    def prepare(self) -> Callable[[int], int]:
        return lambda number: 1 // (number - 3)


class Dying(Struct, frozen=True):
    """Kills whoever does the third block."""

    in_threads: bool = False

    def prepare(self) -> Callable[[int], int]:
        def die(number: int) -> int:
            if number == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            return number

        return die
