"""Dates and times as they are said on a command line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from engine.language.problems import Place, invalid


def read_day(said: str, option: str) -> date:
    """A day: ``2015-02-12``. Raises `InvalidInput` where it is none."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", said, re.ASCII):
            raise ValueError
        return date.fromisoformat(said)
    except ValueError:
        raise invalid(
            Place(option), "wrong-date", f"`{said[:40]}` is no date", "Write year, month and day: 2015-02-12."
        ) from None


def read_time(said: str, option: str) -> str:
    """A time as events have it. A day stands for its end; a time without a zone is UTC. Raises `InvalidInput`."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said, re.ASCII):
            moment = datetime.combine(date.fromisoformat(said), time.max, UTC)
        else:
            moment = datetime.fromisoformat(said)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}".rjust(27, "0")
    except (ValueError, OverflowError):
        hint = "Write a date, or a date and a time in UTC: 2026-03-02T09:15."
        raise invalid(Place(option), "wrong-time", f"`{said[:40]}` is no time", hint) from None
