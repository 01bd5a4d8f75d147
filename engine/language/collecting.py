"""The search for garbage, put off while much is made that is kept."""

from __future__ import annotations

import gc


class Uncollected:
    """``with Uncollected():`` no search for garbage meanwhile. All that is made is kept to the end, and to walk it again and
    again, with whatever else is young, takes longer than making it, the more so the more there is.
    """

    __slots__ = ("was_on",)

    def __enter__(self) -> None:
        self.was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *raised: object) -> None:
        if self.was_on:
            gc.enable()
