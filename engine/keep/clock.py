"""What comes from outside when an event is written: the time, a new journal's id, and who writes."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from getpass import getuser
from uuid import uuid4

from engine.keep.events import check_text
from engine.language.problems import Place

AUTHOR = "KAKEHASHI_AUTHOR"


def utc_now() -> str:
    """The time as it is recorded: UTC to the microsecond, ``2026-03-02T09:15:00.000000Z``. Such texts sort as times do."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def today() -> date:
    """The day on which the user is, by the clock of the machine."""
    return date.today()  # noqa: DTZ011 (a fact holds from a day of the user's own)


def new_id() -> str:
    """The id of a new journal: 32 hexadecimal digits that no other has."""
    return uuid4().hex


def who(said: str = "") -> str:
    """Who writes: whoever is named, else ``KAKEHASHI_AUTHOR``, else the name of the user at the machine.

    Raises `InvalidInput` where what is said is no name that could be written down.
    """
    if said.strip():
        return check_text(said.strip(), Place("--author"))
    named = os.environ.get(AUTHOR, "").strip()
    try:
        return (named or getuser()).encode(errors="replace").decode()  # what is no Unicode can be written nowhere
    except (KeyError, OSError):  # a machine that knows no name for its user
        return "unknown"
