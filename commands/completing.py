"""What the shell offers while one types: cases, descriptors, states and rules.

Each is looked up where it is asked for, and read without loading the rule base. Where anything is wrong, nothing is
offered: a shell that completes is no place for errors.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

if TYPE_CHECKING:
    from engine.language.words import Words


class Bash(BashComplete):
    """Completion for bash, which ends a word at ``=`` and ``:`` and completes only what comes after."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before, and the one that is typed, put together again."""
        args, incomplete = super().get_completion_args()
        words = _joined([*args, incomplete])
        self.cut = max(words[-1].rfind("="), words[-1].rfind(":")) + 1
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """The end of the word that bash is to put in place of what it takes for the whole."""
        return f"{item.type},{item.value[self.cut :]}"


def _joined(words: list[str]) -> list[str]:
    """Words put together that bash took apart at ``=`` or ``:``."""
    found = words[:1]
    for word in words[1:]:
        if word[:1] in ("=", ":") or found[-1][-1:] in ("=", ":"):
            found[-1] += word
        else:
            found.append(word)
    return found


def use_our_bash() -> None:
    """Has bash completed by the class above."""
    add_completion_class(Bash)


def complete_case(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Cases in the store, and those that ship with the base."""
    from engine.keep.questions import opened_store
    from engine.language.folders import SHIPPED, find_folder
    from engine.language.problems import KakehashiError

    names: dict[str, str] = {}
    with suppress(KakehashiError), opened_store(ctx.params.get("store") or "") as store:
        if store is not None:
            names |= {head.name: f"{head.seq} events" for head in store.journals() if not head.archived}
    with suppress(KakehashiError):
        shipped = find_folder(ctx.params.get("base_name") or SHIPPED).case_files()
        names |= {name: "read-only" for name in shipped if name not in names}
    return _items(names.items(), incomplete)


def complete_assessment(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The assessments that a case recorded, by number."""
    from engine.keep.assessments import assessments
    from engine.keep.questions import own_case
    from engine.language.problems import KakehashiError

    try:
        with own_case(ctx.params.get("store") or "", ctx.params.get("case_name") or "") as journal:
            found = {str(event.seq): f"{event.recorded[:10]} by {event.author}" for event in assessments(journal)}
    except KakehashiError:
        return []
    return _items(found.items(), incomplete)


def complete_descriptor(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Descriptors."""
    words = _words(ctx, rules=False)
    return _items(((name, words.titles[name]) for name in words.descriptors), incomplete) if words else []


def complete_fact(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """``descriptor=state``: the descriptor first, then its states."""
    words = _words(ctx, rules=False)
    if words is None:
        return []
    name, equals, said = incomplete.partition("=")
    if not equals:
        return _items(((f"{other}=", words.titles[other]) for other in words.descriptors), incomplete)
    *before, last = said.split("|")
    head = "|".join([*before, ""])
    states = (state for state in words.descriptors.get(name, ()) if state not in before and state.startswith(last))
    return [CompletionItem(f"{name}={head}{state}") for state in states]


def complete_actor(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Actors."""
    words = _words(ctx, rules=False)
    return _items(words.actors.items(), incomplete) if words else []


def complete_rule(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Rules."""
    words = _words(ctx)
    return _items(((name, words.titles[name]) for name in words.rules), incomplete) if words else []


def complete_weight(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """``RULE:STATE=``: the rule first, then a state that it weighs."""
    words = _words(ctx)
    if words is None:
        return []
    rule, colon, _ = incomplete.partition(":")
    if not colon:
        return _items(((f"{name}:", words.titles[name]) for name, states in words.rules.items() if states), incomplete)
    return _items(((f"{rule}:{state}=", "") for state in words.rules.get(rule, ())), incomplete)


def complete_schema(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The documents that have a schema; with `--base` the kinds of file."""
    if ctx.params.get("base_name"):
        from engine.author.editing import KINDS

        return _items(((kind, "") for kind in KINDS), incomplete)
    from engine.show.schemas import published

    return _items(((one.name, one.about) for one in published()), incomplete)


def _items(named: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name, help=text or None) for name, text in named if name.startswith(incomplete)]


def _words(ctx: click.Context, rules: bool = True) -> Words | None:
    from engine.language.folders import SHIPPED, find_folder
    from engine.language.problems import KakehashiError
    from engine.language.words import words_of

    try:
        return words_of(find_folder(ctx.params.get("base_name") or SHIPPED), rules)
    except KakehashiError:
        return None
