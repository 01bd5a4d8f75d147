"""What there is to ask: the bases that ship with the program, and the cases of one of them beside those of one's own."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from engine.keep import clock
from engine.keep.questions import Named, name_case, opened_store
from engine.keep.rows import Head
from engine.language.documents import Mapping
from engine.language.folders import find_folder, read_file, shipped_bases
from engine.language.problems import InvalidInput


class Choice(Struct, frozen=True):
    """A base or a case that ships with the program: its name, and its title."""

    name: str
    title: str


class Choices(Struct, frozen=True):
    """The shipped bases, the read-only cases of the base that is asked, and the cases of one's own on any base.

    `base` and `case` are what is asked now, and `current` is the case that the user works on.
    """

    base: str
    case: str
    bases: tuple[Choice, ...]
    cases: tuple[Choice, ...]
    own: tuple[Head, ...]
    current: Head | None


def choices(case_name: str = "", base_name: str = "", store: str = "") -> Choices:
    """What may be asked beside the case of that name. Raises `InvalidInput` where there is none."""
    with opened_store(store) as opened:
        named = name_case(opened, case_name, base_name)
        own = tuple(head for head in opened.journals() if not head.archived) if opened is not None else ()
        current = opened.current(clock.who()) if opened is not None else None
    return Choices(named.base.name, named.case.name, tuple(_bases()), tuple(_cases(named)), own, current)


def _bases() -> Iterator[Choice]:
    for name in shipped_bases():
        folder = find_folder(name)
        _, document = read_file(folder.rules / "base.yaml", folder.shown("rules", "base.yaml"))
        yield Choice(name, _title(document))


def _cases(named: Named) -> Iterator[Choice]:
    for name, (shown, file) in named.folder.case_files().items() if named.folder is not None else ():
        try:
            _, document = read_file(file, shown)
        except InvalidInput:  # what is wrong in it is said to whoever asks it
            yield Choice(name, "")
            continue
        yield Choice(name, _title(document))


def _title(document: object) -> str:
    return str(document.get("title", "")) if isinstance(document, Mapping) else ""
