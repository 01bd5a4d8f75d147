"""The map of a base as a figure."""

from __future__ import annotations

import re
from typing import Literal, TypedDict

from engine.ask.base_map import BaseMap, Bearing
from engine.language.descriptors import Descriptor
from engine.show.answers import BaseRecord, base_record
from engine.show.figure import Arrow, ArrowKind, Box, BoxKind, Figure, Words
from engine.show.graph import descriptor_id
from engine.show.words import any_of, states_of


class MapDocument(TypedDict):
    """The map of a rule base, whatever the case: its descriptors (or those that `goal` rests on) and what bears on what."""

    schema: Literal["kakehashi.map"]
    version: Literal[1]
    base: BaseRecord
    goal: str
    descriptors: list[str]
    bearings: tuple[Bearing, ...]


def map_figure(drawn: BaseMap) -> Figure:
    """The figure of a map."""
    boxes = [_descriptor(drawn, descriptor) for descriptor in drawn.descriptors]
    boxes += [_bearing(bearing) for bearing in drawn.bearings]
    arrows = [arrow for bearing in drawn.bearings for arrow in _arrows(bearing)]
    rules = {rule for bearing in drawn.bearings for rule in bearing.rules}
    title = f"{drawn.base.title or drawn.base.name}: what bears on what"
    remarks = (
        f"{len(drawn.descriptors)} descriptors, {len(rules)} rules"
        + (f", as far as {drawn.goal} rests on them" if drawn.goal else ""),
        "On each arrow: how many rules read the one and have an effect on the other, and the widest weight among them.",
    )
    about = "A map in layers, from what is observed on the left to what follows from it on the right."
    name = re.sub(r"[^\w.-]+", "-", f"map-{drawn.goal or drawn.base.name}")  # a name without spaces, which ids may not have
    return Figure(name, title, remarks, about, tuple(boxes), tuple(arrows))


def map_document(drawn: BaseMap) -> MapDocument:
    """The document of a map."""
    return MapDocument(
        schema="kakehashi.map",
        version=1,
        base=base_record(drawn.base),
        goal=drawn.goal,
        descriptors=[descriptor.id for descriptor in drawn.descriptors],
        bearings=drawn.bearings,
    )


def _descriptor(drawn: BaseMap, descriptor: Descriptor) -> Box:
    base = drawn.base
    kind: BoxKind = "verdict" if descriptor.id == base.verdict else "observed" if base.is_observed(descriptor.id) else "derived"
    states = any_of((states_of(base, descriptor.id, (state,)) for state in descriptor.states), "or")
    words = (Words(descriptor.title or descriptor.id), Words(states, "note"))
    return Box(descriptor_id(descriptor.id), kind, words, "", f"{descriptor.id}: {descriptor.question}".rstrip(": "))


def _bearing_id(bearing: Bearing) -> str:
    return f"b-{bearing.source}:{bearing.target}"


def _bearing(bearing: Bearing) -> Box:
    widest = f"±{bearing.widest}" if bearing.widest else ""
    only = "only" if bearing.narrowing else ""
    text = "  ".join(part for part in (f"{len(bearing.rules)}×", widest, only) if part)
    hint = f"{bearing.source} → {bearing.target}: {', '.join(bearing.rules)}"
    return Box(_bearing_id(bearing), "bearing", (Words(text, "note"),), "", hint)


def _arrows(bearing: Bearing) -> tuple[Arrow, Arrow]:
    box = _bearing_id(bearing)
    first: ArrowKind = "excepts" if bearing.excepting == len(bearing.rules) else "reads"
    second: ArrowKind = "narrowing" if bearing.narrowing else "weighing"
    source, target = descriptor_id(bearing.source), descriptor_id(bearing.target)
    return Arrow(source, box, first), Arrow(box, target, second)
