"""What to watch as a JSON document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypedDict

from engine.ask.pulls import Margin, Pull
from engine.ask.robustness import Robustness
from engine.ask.separating import Separations
from engine.ask.tipping import Reading, Tipping, Tippings
from engine.ask.verdict import Verdict
from engine.ask.watch import Move, Watch, Watched
from engine.infer.evaluators import EvaluatorName
from engine.show.answers import AboutCase, about


class ChangeRecord(TypedDict):
    """A descriptor, and the state it is changed to."""

    descriptor: str
    state: str


class TippingRecord(TypedDict):
    """A minimal set of changes that tips the verdict, and the verdict with them."""

    changes: list[ChangeRecord]
    verdict: Verdict


class TippingsRecord(TypedDict):
    """All minimal sets of up to `most` changes that tip the verdict, how they were searched, and the smallest of any size."""

    most: int
    sets: int
    reading: Reading
    exhausted: bool
    minimal: list[TippingRecord]
    fewest: int | None
    smallest: list[TippingRecord]
    settled: bool
    unsearched: int


class PullRecord(TypedDict):
    """What a change moves on the balances of a descriptor: `towards` is the margins that grow the most, `by` how much."""

    descriptor: str
    decides: bool
    margins: tuple[Margin, ...]
    towards: tuple[Margin, ...]
    by: int
    decided: int
    barred: tuple[str, ...]
    opened: tuple[str, ...]


class MoveRecord(TypedDict):
    """What becomes of the verdict when a fact alone comes out so; `learned` where the state is one of several left."""

    state: str
    learned: bool
    verdict: Verdict
    tips: bool
    pulls: list[PullRecord]


class WatchedRecord(TypedDict):
    """A fact, what each of its states does, and the least number of changes in a set with which it tips the verdict."""

    descriptor: str
    known: tuple[str, ...]
    moves: list[MoveRecord]
    moves_account: bool
    tips_with: int | None
    sets: list[TippingRecord]


class WatchParts(TypedDict):
    """Facts by what they do to the verdict, what separates the scenarios, and how robust the verdict is."""

    crux: tuple[str, ...]
    levers: tuple[str, ...]
    held: tuple[str, ...]
    facts: list[WatchedRecord]
    tippings: TippingsRecord
    separations: Separations
    robustness: Robustness


class WatchDocument(AboutCase, WatchParts):
    """Facts by what they do to the verdict, what separates the scenarios, and how robust the verdict is."""

    schema: Literal["kakehashi.watch"]
    version: Literal[1]
    evaluator: EvaluatorName
    instead: str


def watch_document(answer: Watch) -> WatchDocument:
    """The document of what to watch."""
    return WatchDocument(
        schema="kakehashi.watch",
        version=1,
        **about(answer.question, answer.trace, answer.verdict),
        evaluator=answer.evaluator,
        instead=answer.instead,
        **watch_parts(answer),
    )


def watch_parts(answer: Watch) -> WatchParts:
    """What to watch, without the case."""
    return WatchParts(
        crux=answer.crux,
        levers=answer.levers,
        held=answer.held,
        facts=[_watched_record(fact) for fact in answer.facts],
        tippings=_tippings_record(answer.tippings),
        separations=answer.separations,
        robustness=answer.robustness,
    )


def _watched_record(fact: Watched) -> WatchedRecord:
    return WatchedRecord(
        descriptor=fact.descriptor,
        known=fact.known,
        moves=[_move_record(move) for move in fact.moves],
        moves_account=fact.moves_account,
        tips_with=fact.tips_with,
        sets=_sets(fact.sets),
    )


def _move_record(move: Move) -> MoveRecord:
    pulls = [_pull_record(pull) for pull in move.pulls]
    return MoveRecord(state=move.state, learned=move.learned, verdict=move.verdict, tips=move.tips, pulls=pulls)


def _pull_record(pull: Pull) -> PullRecord:
    return PullRecord(
        descriptor=pull.descriptor,
        decides=pull.decides,
        margins=pull.margins,
        towards=pull.towards,
        by=pull.by,
        decided=pull.decided,
        barred=pull.barred,
        opened=pull.opened,
    )


def _tippings_record(tippings: Tippings) -> TippingsRecord:
    return TippingsRecord(
        most=tippings.most,
        sets=tippings.sets,
        reading=tippings.reading,
        exhausted=tippings.exhausted,
        minimal=_sets(tippings.minimal),
        fewest=tippings.fewest,
        smallest=_sets(tippings.smallest),
        settled=tippings.settled,
        unsearched=tippings.unsearched,
    )


def _sets(sets: Iterable[Tipping]) -> list[TippingRecord]:
    return [
        TippingRecord(changes=[ChangeRecord(descriptor=name, state=state) for name, state in one.changes], verdict=one.verdict)
        for one in sets
    ]
