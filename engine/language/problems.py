"""What can be wrong with what was said, and how it is told.

The tree of exceptions; every one carries fields, and its text is made from them::

    KakehashiError                exit code
    ├── InvalidInput              2   what was given cannot be read or does not fit; all problems at once
    │   └── FeedbackLoop          2   forward inference was asked of a base whose descriptors form a loop
    └── EngineFault               3   the fault is inside, never in the input
        ├── LibraryFault          3   the Rete library failed or cannot carry the program
        ├── StoreFault            3   the store of cases cannot be opened, read or written, or was changed
        ├── WorkerFault           3   its process crashed, or went over its time or memory (`engine.infer.worker`)
        └── Disagreement          3   two readings of one program differ: never an answer
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal, ParamSpec, Self, TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr

from engine.language.addresses import without_secrets

MANY = 100  # problems in one part of a file: nobody mends more at a time, so what is dear stops here
MAX_PROBLEMS = 1000  # told at once
MAX_SAID = 4000  # letters of a message or hint; what it quotes may be a whole file
MAX_COMPARED = 50_000  # words looked at for the nearest ones, in about half a second

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class Place(Struct, frozen=True, gc=False, order=True):
    """Where something was said: a file (or an option such as ``--set``), line and column from 1, 0 where there is none."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


P = ParamSpec("P")
T = TypeVar("T")

NOWHERE = Place("")


class Placed(Struct, frozen=True, eq=False, gc=False):
    """A value that knows where it was written, which makes no difference to what it says: equality leaves it out."""

    def _said(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__struct_fields__ if name != "place")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._said() == other._said()

    def __ne__(self, other: object) -> bool:  # a Struct has one of its own, which looks at every field
        return not self == other

    def __hash__(self) -> int:
        return hash(self._said())


class Problem(Struct, frozen=True):
    """One thing that is wrong: its place, a stable code in kebab case, a message, and a hint (empty: none)."""

    place: Place
    code: str
    message: str
    hint: str = ""

    def __post_init__(self) -> None:
        for part in ("message", "hint"):
            said = getattr(self, part)
            if "://" in said:
                force_setattr(self, part, said := without_secrets(said))
            if len(said) > MAX_SAID:
                half = MAX_SAID // 2
                force_setattr(self, part, f"{said[:half]} … {said[-half:]}")

    def __str__(self) -> str:
        """One line, whatever it quotes."""
        hint = f" {self.hint}" if self.hint else ""
        return visible(f"{self.place}: {self.message} [{self.code}]{hint}")


def visible(text: str) -> str:
    """The text in one line, with escapes for what a terminal obeys or does not show as it stands."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class KakehashiError(Exception):
    """Everything this program raises on purpose."""

    exit_code: Literal[2, 3] = 3


class InvalidInput(KakehashiError):
    """What was given is wrong; `problems` holds every one of them, in the order of their places.

    Of more than `MAX_PROBLEMS` it holds the first, and one that says so.
    """

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place))
        if len(self.problems) > MAX_PROBLEMS:
            first, others = self.problems[:MAX_PROBLEMS], self.problems[MAX_PROBLEMS:]
            message = f"at least {len(others):,} more problems from here on"
            self.problems = (*first, Problem(others[0].place, "more-problems", message, "Mend the first ones, and look again."))
        super().__init__("\n".join(map(str, self.problems)))

    def told(self, tell: Callable[[Problem], Problem]) -> Self:
        """The same error, each of its problems told otherwise."""
        found = type(self).__new__(type(self))  # the `__init__` of a kind takes what that kind is made of
        found.__dict__ |= self.__dict__
        found.problems = tuple(map(tell, self.problems))
        found.args = ("\n".join(map(str, found.problems)),)
        return found


class FeedbackLoop(InvalidInput):
    """Descriptors depend on one another in a loop, so that none can be settled first; `loop` names them.

    `through` names those rules in it that are written for many actors, with who stands for their variables.
    """

    def __init__(self, place: Place, loop: tuple[str, ...], through: Iterable[str] = ()) -> None:
        self.loop = loop
        message = f"descriptors depend on one another in a loop: {' → '.join(loop)}"
        message += "".join(f"{' and' if at else ', through'} {rule}" for at, rule in enumerate(dict.fromkeys(through)))
        hint = "Forward inference needs an order; let one of the rules read what is observed today instead."
        hint += " Only `kakehashi consistent` answers without one."
        super().__init__([Problem(place, "feedback-loop", message, hint)])


class EngineFault(KakehashiError):
    """A fault inside the program."""


class LibraryFault(EngineFault):
    """The Rete library failed, or cannot carry the program."""


class StoreFault(EngineFault):
    """The store of cases failed. What was acknowledged before is in it, and what was under way is not, or whole: where a
    disk fails as the last of it is written, only the next look tells.
    """


class Disagreement(EngineFault):
    """Two readings of one program differ."""


def invalid(place: Place, code: str, message: str, hint: str = "") -> InvalidInput:
    """An `InvalidInput` of a single problem."""
    return InvalidInput([Problem(place, code, message, hint)])


def enough(problems: list[Problem]) -> None:
    """Raises `InvalidInput` where there are so many problems that to look for more helps nobody."""
    if len(problems) > MAX_PROBLEMS:
        raise InvalidInput(problems)


def gathered(problems: list[Problem], make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """What `make` gives; where it raises `InvalidInput`, None, and its problems are added to the others."""
    try:
        return make(*args, **kwargs)
    except InvalidInput as error:
        problems += error.problems
        return None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "None is declared yet.", before: int = 0) -> str:
    """A hint with the nearest of the known words, or the first of them; `otherwise` where none is known.

    `before` counts the problems found before: past `MANY`, or fewer where many words are known, nothing is looked for.
    """
    words = list(dict.fromkeys(known)) if before < MANY else []
    if before >= MANY or before * len(words) > MAX_COMPARED:
        return "Mend the first ones of these: the nearest word is given there."
    from difflib import get_close_matches  # only where something is wrong

    near = get_close_matches(word[:100], words, n=1, cutoff=0.6)
    if not near:
        # An id is often remembered by its last part only: `sea` for `weather.sea`.
        near = [other for other in words if other.rpartition(".")[2] == word][:1]
    if near:
        return f"Did you mean `{near[0]}`?"
    more = f", … ({len(words)} in all)" if len(words) > 8 else ""
    return f"Known: {', '.join(words[:8])}{more}." if words else otherwise
