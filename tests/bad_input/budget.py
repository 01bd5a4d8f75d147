"""A bound on the processor time that something takes, which neither a busy machine nor an odd clock can break."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from signal import ITIMER_VIRTUAL, SIGVTALRM, setitimer, signal


class TooSlow(Exception):
    """It went over its processor time."""


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Stops what goes over its processor time, an endless loop too, with `TooSlow`."""

    def stop(*_: object) -> None:
        raise TooSlow(f"more than {seconds:g} s of processor time")

    before = signal(SIGVTALRM, stop)
    setitimer(ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        setitimer(ITIMER_VIRTUAL, 0)
        signal(SIGVTALRM, before)
