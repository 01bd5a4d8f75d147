"""The search for garbage, put off while much is made."""

from __future__ import annotations

import gc
from threading import Lock


class Uncollected:
    """``with Uncollected():`` no search for garbage meanwhile. To walk what is being made again and again, with whatever else
    is young, takes longer than making it, the more so the more there is.

    Searching begins again, where it was on, as soon as one of several threads is out: none is kept waiting for all.
    """

    __slots__ = ()
    lock = Lock()
    inside = 0  # so many are within, of all threads
    was_on = False  # before the first of them

    def __enter__(self) -> None:
        with Uncollected.lock:
            if not Uncollected.inside:
                Uncollected.was_on = gc.isenabled()
            Uncollected.inside += 1
            gc.disable()

    def __exit__(self, *raised: object) -> None:
        with Uncollected.lock:
            Uncollected.inside -= 1
            if Uncollected.was_on:
                gc.enable()
