"""What something written to a case did to the verdict: the case before it, and after."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.compare import Comparison, compare
from engine.ask.question import ask_of
from engine.keep.recording import Written


class Effect(Struct, frozen=True):
    """What was written, and the comparison of the case after it with the case before."""

    written: Written
    changes: Comparison


def effect_of(written: Written) -> Effect:
    """The effect of what was written, both cases asked as of the latest date that they speak of."""
    base = written.base
    before = ask_of(base, written.before.case(base))
    after = replace(ask_of(base, written.after.case(base)), before=before)
    return Effect(written, compare(before, after))
