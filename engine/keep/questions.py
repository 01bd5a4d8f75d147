"""Which case a question is about, one way everywhere.

The case that is named; else the one in ``KAKEHASHI_CASE``; else the one that the user works on; else the baseline that
ships with the rule base. A name is that of a case in the store, of one that ships with the base, or of a YAML file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.question import Question, ask_of
from engine.keep import clock
from engine.keep.bases import base_of, located
from engine.keep.journal import Journal, open_journal
from engine.keep.location import find_store
from engine.keep.rows import Head
from engine.keep.shelf import base_in, case_in
from engine.language.addresses import without_secrets
from engine.language.base import RuleBase
from engine.language.facts import Case
from engine.language.folders import SHIPPED, Folder, find_folder, shipped_bases
from engine.language.problems import InvalidInput, Place, Problem, did_you_mean, invalid

if TYPE_CHECKING:
    from engine.keep.store import Store


class Named(Struct, frozen=True):
    """A case that was named: its rule base and facts, and the journal that holds it (None: it is read-only)."""

    base: RuleBase
    folder: Folder | None  # None: the base is known from the store only
    case: Case
    journal: Journal | None = None


@contextmanager
def opened_store(said: str, option: str = "--store") -> Iterator[Store | None]:
    """The store that an option names, None where there is none yet."""
    location = find_store(said, option)
    if not location.is_there:
        yield None
        return
    from engine.keep.store import Store  # who has no store needs no database

    with Store(location) as store:
        yield None if store.is_empty else store


def name_case(
    store: Store | None,
    case_name: str = "",
    base_name: str = "",
    as_of: date | None = None,
    known_by: str = "",
    whole: bool = False,
    option: str = "--case",
) -> Named:
    """The case of that name (empty: the one worked on, else the baseline), with the facts that stand on a date.

    With `whole` it has all its facts, whatever their dates. Raises `InvalidInput` where there is no such case, which the
    `option` named, or where what had been recorded by a time is asked of one that records nothing.
    """
    head = find_journal(store, case_name, base_name) if store is not None else None
    if store is None or head is None:
        if known_by:
            hint = "Only cases of your own, made with `kakehashi case new`, record when they were told of a fact."
            raise invalid(
                Place("--known-by"), "no-journal", "a case that is a file does not say when it was told of a fact", hint
            )
        folder = find_folder(base_name or SHIPPED)
        base = base_in(folder)
        return Named(base, folder, file_case(store, base, folder, case_name, option))
    journal = open_journal(store, head, known_by)
    if base_name:
        folder = find_folder(base_name)
        return _named(journal, base_in(folder), folder, as_of, whole)
    return _named(journal, *base_of(journal), as_of, whole)


def _named(journal: Journal, base: RuleBase, folder: Folder | None, as_of: date | None, whole: bool) -> Named:
    return Named(base, folder, journal.whole_case(base) if whole else journal.case(base, as_of), journal)


@contextmanager
def own_case(store: str, name: str = "", option: str = "NAME") -> Iterator[Journal]:
    """A case in the store, as an option or argument names it (empty: the one that the user works on).

    Raises `InvalidInput` where it is none, or there is none.
    """
    with opened_store(store) as opened:
        head = find_journal(opened, name, "") if opened is not None else None
        if opened is None or head is None:
            known = [head.name for head in opened.journals()] if opened is not None else []
            hint = did_you_mean(name, known) if known and name else "Make one with `kakehashi case new NAME`."
            if shipping := _shipping(name):
                base = "" if SHIPPED in shipping else f" --base {shipping[0]}"
                hint = f"It ships with the program, to be read only: ask it with `-c {name}{base}`."
            message = f"there is no case `{name[:80]}` of your own" if name else "there is no case of your own that you work on"
            raise invalid(Place(option), "no-case", message, hint)
        yield open_journal(opened, head)


def own_cases(store: str, archived_too: bool = False, author: str = "") -> tuple[list[Head], Head | None]:
    """All cases in the store, and the one that somebody works on (None: none, or no store)."""
    with opened_store(store) as opened:
        if opened is None:
            return [], None
        heads = [head for head in opened.journals() if archived_too or not head.archived]
        return heads, opened.current(clock.who(author))


def _shipping(name: str) -> list[str]:
    """The shipped bases that have a case of that name."""
    return [base for base in shipped_bases() if name in find_folder(base).case_files()]


def find_journal(store: Store, name: str, base_name: str, author: str = "") -> Head | None:
    """The journal that is meant, None where a read-only case is. Who is named as author works on theirs, else on the user's."""
    workers = dict.fromkeys((clock.who(author), clock.who()))
    head = store.find(name) if name else next((head for who in workers if (head := store.current(who))), None)
    # Who names a base asks that base: of its own cases, unless the journal is one on it.
    return head if head is None or not base_name or located(base_name) == head.base else None


def file_case(store: Store | None, base: RuleBase, folder: Folder, name: str, option: str = "--case") -> Case:
    """A read-only case. Where there is none of that name, the cases in the store are among the hints."""
    try:
        return case_in(base, folder, name, option)
    except InvalidInput as error:
        if [problem.code for problem in error.problems] != ["no-case"]:
            raise
        (problem,) = error.problems
        if store is not None and store.find(name) is not None:
            hint = "Leave --base out, or name one of its cases."
            raise invalid(Place(option), "other-base", f"the case {name} is one on another base", hint) from None
        if shipping := _shipping(name):
            hint = f"It is in {' and '.join(shipping)}: ask it with --base {shipping[0]}."
            raise invalid(problem.place, problem.code, problem.message, hint) from None
        if store is None:
            raise
        names = [*(head.name for head in store.journals() if not head.archived), *folder.case_files()]
        raise InvalidInput([Problem(problem.place, problem.code, problem.message, did_you_mean(name, names))]) from None


def make_question(
    base_name: str = "",
    case_name: str = "",
    sets: Iterable[str] = (),
    unsets: Iterable[str] = (),
    without: Iterable[str] = (),
    weights: Iterable[str] = (),
    as_of: date | None = None,
    known_by: str = "",
    store: str = "",
    whole: bool = False,
    feedback: bool = False,
) -> Question:
    """The question that command-line words ask.

    `sets` are ``descriptor=state``, `unsets` descriptors, `without` rules, `weights` ``RULE:STATE=n``; `known_by` is a
    time, `store` an address. With `whole` the case has all its facts, whatever their dates: for who asks it as of
    several. With `feedback` its descriptors may form a loop. Raises `InvalidInput` where a name, a state or a file does not
    fit, `StoreFault` where the store cannot be read.
    """
    sets, unsets, without, weights = tuple(sets), tuple(unsets), tuple(without), tuple(weights)
    with opened_store(store) as opened:
        named = name_case(opened, case_name, base_name, as_of, known_by, whole)
        question = ask_of(named.base, named.case, sets, unsets, without, weights, as_of, feedback)
    day = as_of.isoformat() if as_of else ""
    where = without_secrets(store)  # an option is told wherever a command is suggested
    single = (("-c", case_name), ("--base", base_name), ("--as-of", day), ("--known-by", known_by), ("--store", where))
    several = (("--set", sets), ("--unset", unsets), ("--without", without), ("--weight", weights))
    said = [(option, word) for option, word in single if word]
    said += [(option, word) for option, words in several for word in words]
    return replace(question, options=tuple(said))
