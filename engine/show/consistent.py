"""Consistent bundles as a page, as the rows of a CSV file, and as a JSON document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypedDict

from engine.ask.consistent import Against, Consistent, Difference
from engine.ask.verdict import Verdict, verdict_of
from engine.infer.bundles import Bundle
from engine.infer.trace import Status
from engine.show.answers import AskedRecord, asked_record
from engine.show.headline import add_case
from engine.show.page import Page
from engine.show.words import any_of, counted, signed, states_of, verb

_SHOWN = 20  # bundles on a page
_NAMED = 8  # differences on a page
_LOOP = 6  # descriptors of a loop that are named


class BundleRecord(TypedDict):
    """A consistent bundle: its states, the lead of each (null: it has none), consistency value and total impact score."""

    chosen: dict[str, str]
    leads: dict[str, int | None]
    value: int | None
    score: int


class BundleSpace(TypedDict):
    """How many bundles respect the facts of the case."""

    size: int


class ConsistentDocument(AskedRecord):
    """All consistent bundles of a base, in order; `against` is what differs from a list of solutions, null without one.

    Of a base with feedback, whose `loop` is named, nothing is inferred: `knowledge` is what the facts leave, the status of
    every descriptor is *feedback*, and there is no verdict.
    """

    schema: Literal["kakehashi.consistent"]
    version: Literal[1]
    knowledge: dict[str, tuple[str, ...]]
    status: dict[str, Status | Literal["context", "feedback"]]
    verdict: Verdict | None
    descriptors: tuple[str, ...]
    space: BundleSpace
    reading: Literal["search"]
    exhaustive: Literal[True]
    tolerance: int
    only: dict[str, tuple[str, ...]]
    least: int | None
    loop: tuple[str, ...]
    count: int
    bundles: list[BundleRecord]
    against: Against | None


def consistent_page(answer: Consistent, shown: int = _SHOWN, against: Against | None = None) -> Page:
    """The page of the bundles: what they have in common, then each with its figures and what is peculiar to it."""
    page, question = Page(), answer.question
    add_case(page, question)
    page.gap()
    count = len(answer.bundles)
    page.add(
        (f"{count:,} of {counted(answer.size, 'bundle')}", "strong"),
        f" {verb([''] * count, 'is', 'are')} consistent{_conditions(answer)}",
        hanging=2,
    )
    asserted = {part.descriptor for part in question.situation.given}
    common = [at for at, _ in enumerate(answer.descriptors) if len({bundle.states[at] for bundle in answer.bundles}) == 1]
    if answer.bundles:
        kept = [at for at in common if answer.descriptors[at] not in asserted]
        peculiar = [at for at, _ in enumerate(answer.descriptors) if at not in common]
        if count > 1 and kept:
            page.heading("In all of them")
            _states(page, answer, answer.bundles[0], kept)
        for number, bundle in enumerate(answer.bundles[:shown], 1):
            page.heading(f"{number}. {_figures(bundle)}")
            _states(page, answer, bundle, peculiar if count > 1 else kept)
            _weakest(page, answer, bundle)
        if count > shown:
            page.gap()
            page.add((f"… and {count - shown:,} more: --limit shows them, --csv and --json have them all", "dim"), indent=2)
    if against is not None:
        _against(page, answer, against)
    page.gap()
    for line in _said(answer):
        page.add(line, indent=2)
    return page


def _conditions(answer: Consistent) -> str:
    base = answer.question.base
    parts = [f"{name} {states_of(base, name, states)}" for name, states in answer.only.items()]
    parts += [f"a consistency value of at least {signed(answer.least)}"] if answer.least is not None else []
    within = f", states behind by up to {answer.tolerance} let pass" if answer.tolerance else ""
    return (f" with {any_of(parts, 'and')}" if parts else "") + within


def _figures(bundle: Bundle) -> str:
    value = "none" if bundle.value is None else signed(bundle.value)
    return f"Consistency value {value}, total impact score {signed(bundle.score)}"


def _states(page: Page, answer: Consistent, bundle: Bundle, places: Sequence[int]) -> None:
    base = answer.question.base
    said = (f"{answer.descriptors[at]} = {states_of(base, answer.descriptors[at], (bundle.states[at],))}" for at in places)
    page.add(", ".join(said) or "Everything is as the case asserts it.", indent=2, hanging=2)


def _weakest(page: Page, answer: Consistent, bundle: Bundle) -> None:
    """Which descriptors stand by the least."""
    if bundle.value is None:
        return
    names = [name for name, lead in zip(answer.descriptors, bundle.leads, strict=True) if lead == bundle.value]
    listed = any_of(names, "and") if len(names) <= _NAMED else f"{len(names)} descriptors"
    how = {True: "Level with a rival", False: f"Ahead by no more than {bundle.value}"}[bundle.value == 0]
    if bundle.value < 0:
        how = f"Behind by {-bundle.value}"
    page.add((f"{how}: {listed}", "dim"), indent=2, hanging=2)


def _against(page: Page, answer: Consistent, against: Against) -> None:
    page.heading(f"Beside the {against.count:,} solutions of {against.file}")
    if not against.differences:
        page.add("The same bundles, with the same figures.", indent=2)
    for difference in against.differences[:_NAMED]:
        page.add(f"{_difference(difference)}: {' '.join(difference.states)}", indent=2, hanging=4)
    if len(against.differences) > _NAMED:
        page.add((f"… and {len(against.differences) - _NAMED:,} more differences: --json has them all", "dim"), indent=2)


def _difference(difference: Difference) -> str:
    listed, found = difference.listed, difference.found
    if found is None:
        return f"line {listed.line if listed else 0} has what is not consistent here"
    if listed is None:
        return "the list lacks"
    return (
        f"line {listed.line} gives value {signed(listed.value)} and score {signed(listed.score)}, here "
        f"{signed(found.value or 0)} and {signed(found.score)}"
    )


def _said(answer: Consistent) -> Iterator[str]:
    """What gave the answer, and what forward inference has to do with it."""
    if answer.loop:
        loop = answer.loop if len(answer.loop) <= _LOOP else (*answer.loop[: _LOOP - 1], "…", answer.loop[-1])
        yield f"With feedback ({' → '.join(loop)}), so that nothing is inferred forward."
    elif answer.trace is not None and all(settling.status == "settled" for settling in answer.trace.settlings):
        yield "Forward inference settles everything, so that no other bundle can be consistent."
    elif answer.trace is not None:
        left = sum(settling.status != "settled" for settling in answer.trace.settlings)
        yield f"Forward inference leaves {counted(left, 'descriptor')} unsettled: a bundle takes them all as known."
    yield (
        "The search is exhaustive: each bundle was judged, or ruled out with all others that make the same choices. Values and "
        "scores are sums of impacts; they are not likelihoods."
    )


def consistent_rows(answer: Consistent) -> Iterator[list[Any]]:
    """The rows of a CSV file: the descriptors, the consistency value (empty: none) and the total impact score."""
    yield [*answer.descriptors, "value", "score"]
    for bundle in answer.bundles:
        yield [*bundle.states, "" if bundle.value is None else bundle.value, bundle.score]


def consistent_document(answer: Consistent, against: Against | None = None) -> ConsistentDocument:
    """The document of the bundles."""
    question, base, trace = answer.question, answer.question.base, answer.trace
    context = {name: d.states for name, d in base.descriptors.items() if d.is_context}
    status: dict[str, Status | Literal["context", "feedback"]] = {}
    if trace is not None:
        knowledge = trace.knowledge
        status.update((settling.descriptor, settling.status) for settling in trace.settlings)
    else:
        given = {part.descriptor: part.states for part in question.situation.given}
        knowledge = {name: given.get(name, base.descriptors[name].states) for name in answer.descriptors}
        status.update(dict.fromkeys(knowledge, "feedback"))
    return ConsistentDocument(
        schema="kakehashi.consistent",
        version=1,
        **asked_record(question),
        knowledge=knowledge | context,
        status=status | dict.fromkeys(context, "context"),
        verdict=verdict_of(question, trace) if trace is not None else None,
        descriptors=answer.descriptors,
        space=BundleSpace(size=answer.size),
        reading="search",
        exhaustive=True,
        tolerance=answer.tolerance,
        only=dict(answer.only),
        least=answer.least,
        loop=answer.loop,
        count=len(answer.bundles),
        bundles=[
            BundleRecord(
                chosen=dict(zip(answer.descriptors, bundle.states, strict=True)),
                leads=dict(zip(answer.descriptors, bundle.leads, strict=True)),
                value=bundle.value,
                score=bundle.score,
            )
            for bundle in answer.bundles
        ],
        against=against,
    )
