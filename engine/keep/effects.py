"""What something written to a case did to the verdict: the case before it, and after."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.compare import Comparison, compare
from engine.ask.question import ask_of
from engine.keep.recording import Written
from engine.language.problems import InvalidInput


class Effect(Struct, frozen=True):
    """What was written, and the comparison of the case after it with the case before."""

    written: Written
    changes: Comparison


def effect_of(written: Written) -> Effect:
    """The effect of what was written, both cases asked as of the latest date that they speak of.

    Raises `InvalidInput` where one of them cannot be asked: the base has no place for a fact any more, or it has a loop.
    """
    base = written.base
    after = ask_of(base, written.after.case(base))
    try:
        before = ask_of(base, written.before.case(base))
    except InvalidInput as error:
        hint = "So it was before; what is recorded mends that, and `kakehashi assess` asks the case as it is now."
        raise InvalidInput([replace(problem, hint=hint) for problem in error.problems]) from None
    return Effect(written, compare(before, replace(after, before=before)))
