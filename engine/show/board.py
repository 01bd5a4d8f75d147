"""The board and the choices as JSON documents: what a page needs once, before anything is tried out."""

from __future__ import annotations

from collections import deque
from typing import Literal, TypedDict

from engine.ask.base_map import Bearing
from engine.keep.board import Board, Theme
from engine.keep.choices import Choice, Choices
from engine.language.base import RuleBase
from engine.language.descriptors import Descriptor, NumberDomain
from engine.language.rules import Rule
from engine.show.answers import BaseRecord, base_record
from engine.show.cases import HeadRecord, head_record
from engine.show.layers import arrange
from engine.show.listed import EffectsRecord, effects_record
from engine.show.words import state_words, title_of

MOST_DRAWN = 60  # derived descriptors: a graph of more can be read by nobody


class ThemeRecord(TypedDict):
    """A theme: its heading, and its descriptors, all of them observed or all of them derived."""

    name: str
    observed: bool
    descriptors: tuple[str, ...]


class NumberRecord(TypedDict):
    """The domain of a number; null where there is no bound."""

    min: str | None
    max: str | None
    whole: bool
    unit: str


class StateRecord(TypedDict):
    """A state, and how it is said: without underscores, and an interval of a number in words and with its unit."""

    state: str
    says: str


class BoardDescriptorRecord(TypedDict):
    """A descriptor and its states; `context` tells that it is a number that no rule reads."""

    id: str
    title: str
    question: str
    states: list[StateRecord]
    ordered: bool
    number: NumberRecord | None
    lever: tuple[str, ...]
    cite: tuple[int, ...]
    note: str
    observed: bool
    context: bool


class BoardRuleRecord(EffectsRecord):
    """A rule: its sentence, its paragraphs, what it reads, narrows and weighs."""

    id: str
    title: str
    says: str
    cite: tuple[int, ...]
    name: str
    note: str
    reads: tuple[str, ...]


class ActorTitle(TypedDict):
    """Someone who can move descriptors, by name and title."""

    id: str
    title: str


class ParagraphGist(TypedDict):
    """A paragraph of the source, in the words of the base's author."""

    number: int
    gist: str


class BoardDocument(TypedDict):
    """A base as a page shows it: descriptors by theme, rules, the gist of each paragraph, and the derived descriptors in rows.

    `rows` go from what is concluded first to what is concluded last, `ways` are pairs of descriptors of which one bears on
    the other, and `left_out` counts the derived descriptors that are in no row because there are too many.
    """

    schema: Literal["kakehashi.board"]
    version: Literal[1]
    base: BaseRecord
    verdict: str
    case: str
    is_own: bool
    actors: list[ActorTitle]
    themes: list[ThemeRecord]
    descriptors: list[BoardDescriptorRecord]
    rules: list[BoardRuleRecord]
    paragraphs: list[ParagraphGist]
    rows: list[list[str]]
    ways: list[tuple[str, str]]
    left_out: int


class ChoicesDocument(TypedDict):
    """What there is to ask: shipped bases, the read-only cases of the base that is asked, and cases of one's own."""

    schema: Literal["kakehashi.choices"]
    version: Literal[1]
    base: str
    case: str
    bases: tuple[Choice, ...]
    cases: tuple[Choice, ...]
    own: list[HeadRecord]
    current: str | None


def board_document(board: Board) -> BoardDocument:
    """The document of a board."""
    base = board.base
    drawn = _drawn(board)
    return BoardDocument(
        schema="kakehashi.board",
        version=1,
        base=base_record(base),
        verdict=base.verdict,
        case=board.case,
        is_own=board.is_own,
        actors=[ActorTitle(id=name, title=actor.title) for name, actor in base.actors.items()],
        themes=[_theme(theme) for theme in board.themes],
        descriptors=[_descriptor(base, descriptor) for descriptor in base.descriptors.values()],
        rules=[_rule(rule) for rule in base.rules.values()],
        paragraphs=[ParagraphGist(number=number, gist=one.gist) for number, one in base.source.paragraphs.items()],
        rows=_rows(drawn, board.bearings),
        ways=[(bearing.source, bearing.target) for bearing in board.bearings if bearing.target in drawn],
        left_out=max(0, len(base.derived) - len(drawn)),
    )


def choices_document(found: Choices) -> ChoicesDocument:
    """The document of what there is to ask."""
    return ChoicesDocument(
        schema="kakehashi.choices",
        version=1,
        base=found.base,
        case=found.case,
        bases=found.bases,
        cases=found.cases,
        own=[head_record(head) for head in found.own],
        current=found.current.name if found.current is not None else None,
    )


def _theme(theme: Theme) -> ThemeRecord:
    return ThemeRecord(name=theme.name, observed=theme.observed, descriptors=theme.descriptors)


def _descriptor(base: RuleBase, descriptor: Descriptor) -> BoardDescriptorRecord:
    number = descriptor.number
    return BoardDescriptorRecord(
        id=descriptor.id,
        title=title_of(base, descriptor.id),
        question=descriptor.question,
        states=[StateRecord(state=state, says=state_words(base, descriptor.id, state)) for state in descriptor.states],
        ordered=descriptor.ordered,
        number=_number(number) if number is not None else None,
        lever=descriptor.lever,
        cite=descriptor.cite,
        note=descriptor.note,
        observed=base.is_observed(descriptor.id),
        context=descriptor.is_context,
    )


def _number(number: NumberDomain) -> NumberRecord:
    low, high = (None if bound is None else str(bound) for bound in (number.low, number.high))
    return NumberRecord(min=low, max=high, whole=number.whole, unit=number.unit)


def _rule(rule: Rule) -> BoardRuleRecord:
    return BoardRuleRecord(
        id=rule.id,
        title=rule.title or rule.id,
        says=rule.says,
        cite=rule.cite,
        name=rule.name,
        note=rule.note,
        reads=rule.reads,
        **effects_record(rule),
    )


def _drawn(board: Board) -> dict[str, None]:
    """The derived descriptors that are drawn, the nearest to the verdict where there are too many."""
    near: dict[str, list[str]] = {}
    for bearing in board.bearings:
        near.setdefault(bearing.target, []).append(bearing.source)
        near.setdefault(bearing.source, []).append(bearing.target)
    found = dict.fromkeys([board.base.verdict])
    queue = deque(found)
    while queue:
        for name in near.get(queue.popleft(), ()):
            if name not in found and not board.base.is_observed(name):
                found[name] = None
                queue.append(name)
    for name in board.base.descriptors:  # and what has nothing to do with it
        if not board.base.is_observed(name):
            found.setdefault(name)
    return dict.fromkeys(list(found)[:MOST_DRAWN])


def _rows(drawn: dict[str, None], bearings: tuple[Bearing, ...]) -> list[list[str]]:
    names = list(drawn)
    place = {name: at for at, name in enumerate(names)}
    arrows = [(place[one.source], place[one.target]) for one in bearings if one.source in place and one.target in place]
    arrangement = arrange(len(names), arrows, set(place.values()))
    return [[names[at] for at in row if at < len(names)] for row in arrangement.rows]
