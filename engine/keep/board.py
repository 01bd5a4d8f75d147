"""What lies on the table while facts are tried out and does not change by that: the base in themes, and what bears on what."""

from __future__ import annotations

from msgspec import Struct

from engine.ask.base_map import Bearing, map_of
from engine.infer.program import compile_program
from engine.keep.questions import name_case, opened_store
from engine.language.base import RuleBase
from engine.language.descriptors import Descriptor


class Theme(Struct, frozen=True):
    """Descriptors that a reader looks for under one heading, all of them observed or all of them derived."""

    name: str
    observed: bool
    descriptors: tuple[str, ...]


class Board(Struct, frozen=True):
    """A base in themes, with the bearings of its descriptors; `case` is what it is asked of.

    `is_own` tells whether that is a case of one's own, to which facts can be asserted.
    """

    base: RuleBase
    case: str
    is_own: bool
    themes: tuple[Theme, ...]
    bearings: tuple[Bearing, ...]


def lay_board(case_name: str = "", base_name: str = "", store: str = "") -> Board:
    """The board of the case of that name, as `engine.keep.questions.make_question` finds it.

    Raises `InvalidInput` where there is none, or where the descriptors of its base form a loop.
    """
    with opened_store(store) as opened:
        named = name_case(opened, case_name, base_name)
        base, is_own = named.base, named.journal is not None
    program = compile_program(base)
    return Board(base, named.case.name, is_own, themes_of(base), map_of(program).bearings)


def themes_of(base: RuleBase) -> tuple[Theme, ...]:
    """The themes of a base, those of observed descriptors first, each where its first descriptor stands."""
    found: dict[tuple[bool, str], list[str]] = {}
    for name, descriptor in base.descriptors.items():
        found.setdefault((not base.is_observed(name), theme_of(descriptor)), []).append(name)
    return tuple(Theme(name, not derived, tuple(found[derived, name])) for derived, name in sorted(found, key=lambda key: key[0]))


def theme_of(descriptor: Descriptor) -> str:
    """The theme of a descriptor: the one that it was given, else what its name begins with."""
    return descriptor.theme or descriptor.id.partition("(")[0].partition(".")[0].replace("_", " ")
