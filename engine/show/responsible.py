"""Responsibility in words: what undoes a turn, what would have been enough, and how far was searched."""

from __future__ import annotations

from engine.ask.responsibility import Responsibility, Search
from engine.show.words import any_of

_MOST = 4  # joint sets named at once; `--json` gives all


def undone_text(search: Search, what: str) -> str:
    """Which changes undo a turn when they are undone."""
    if search.single:
        which = ", each of them needed: without any one" if len(search.single) > 1 else ": without it"
        return f"{any_of(search.single, 'and')}{which} {what} would be as before."
    return f"Undoing one change alone does not bring {what} back; it takes undoing {sets_text(search)}.{_bound(search)}"


def enough_text(responsible: Responsibility) -> str:
    """Which changes would have made the turn with nothing else changed."""
    search = responsible.making
    if search.single:
        also = " as well" if any(name in responsible.undoing.single for name in search.single) else ""
        return f"{_alone(search.single)} alone is enough for the turn{also}, with nothing else changed."
    return f"No change alone is enough for the turn; it takes {sets_text(search)}.{_bound(search)}"


def _alone(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return names[0]
    return f"Either of {any_of(names, 'and')}" if len(names) == 2 else f"Each of {any_of(names, 'and')}"


def sets_text(search: Search) -> str:
    """The joint sets of a search, those of one size, enumerated."""
    listed = [f"{any_of(names, 'and')} together" for names in search.sets[:_MOST]]
    more = f", or one of {len(search.sets) - _MOST} more sets as large" if len(search.sets) > _MOST else ""
    return ", or ".join(listed) + more


def _bound(search: Search) -> str:
    """How far was searched, where that left something open."""
    if search.exact:
        return ""
    return (
        f" None of these can be left out. All sets of up to {search.tried} of the {search.among} changes that bear on it "
        "were tried, and none does it; a set smaller than this one is not ruled out."
    )


def blame_text(search: Search) -> str:
    """The changes that are responsible, in a few words."""
    if search.single:
        needed = ", each of them needed" if len(search.single) > 1 else ""
        return f"{any_of(search.single, 'and')}{needed}"
    return f"{sets_text(search)}{'' if search.exact else ' (a smaller set is not ruled out)'}; no single change"
