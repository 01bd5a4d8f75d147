"""A trace as a page and as a figure: the facts, the rules that fired, and what they settled.

It knows no titles, so that everything in it goes by its id.
"""

from __future__ import annotations

from engine.ask.why import tests_with
from engine.infer.trace import RuleReading, Settling, Trace
from engine.show.figure import Arrow, Box, BoxKind, Figure, Mark, Words
from engine.show.graph import descriptor_id, rule_id
from engine.show.page import Page
from engine.show.words import any_of, signed, status_word

MOST_DRAWN = 120  # rules that fired: a picture of more can be read by nobody


def trace_page(trace: Trace, whole: bool = True) -> Page:
    """The page of a trace: of what it is, and, where the `whole` is wanted, how each descriptor was settled."""
    page = Page()
    page.add((f"An inference under {trace.base}", "heading"))
    fired = sum(reading.status == "fired" for reading in trace.readings)
    page.add(f"{fired} of {len(trace.readings)} rules fired, {len(trace.settlings)} descriptors were settled.")
    for dissent in trace.dissents:
        page.add(f"Dissent: {dissent}", indent=2, hanging=2)
    for word, hash_ in (("rules", trace.rules_hash), ("vocabulary", trace.vocabulary_hash), ("facts", trace.facts_hash)):
        page.add((f"{word} {hash_}", "dim"), indent=2)
    for settling in trace.settlings if whole else ():
        page.add(f"{settling.descriptor} = {any_of(settling.known)} ({status_word(settling)})", indent=2, hanging=2)
    return page


def trace_figure(trace: Trace) -> Figure | None:
    """The figure of a trace; None where no rule fired, or too many did to be drawn."""
    fired = [reading for reading in trace.readings if reading.status == "fired"]
    if not 0 < len(fired) <= MOST_DRAWN:
        return None
    rests = [arrow for reading in fired for arrow in _premises(reading)]
    effects = [
        Arrow(rule_id(rule), descriptor_id(settling.descriptor), "settles")
        for settling in trace.settlings
        for rule in settling.fired
    ]
    drawn = {end for arrow in (*rests, *effects) for end in (arrow.source, arrow.target)}
    boxes = [_descriptor(settling) for settling in trace.settlings if descriptor_id(settling.descriptor) in drawn]
    boxes += [Box(rule_id(reading.rule), "rule", (Words(reading.rule),)) for reading in fired]
    remark = f"{len(fired)} of {len(trace.readings)} rules fired; {len(boxes) - len(fired)} descriptors are drawn."
    return Figure(
        f"trace-{trace.facts_hash[:8]}",
        f"An inference under {trace.base}",
        (remark,),
        "A graph in layers, from what is observed on the left to what follows from it on the right.",
        tuple(boxes),
        (*rests, *effects),
    )


def _premises(reading: RuleReading) -> list[Arrow]:
    """What a fired rule rests on: the descriptors of the tests that hold, and those it took for otherwise."""
    target = rule_id(reading.rule)
    held = dict.fromkeys(test.test.descriptor for test in tests_with(reading.when, "holds"))
    taken = dict.fromkeys(test.test.descriptor for part in reading.assumed for test in tests_with(part, "undecided"))
    return [
        *(Arrow(descriptor_id(name), target, "premise") for name in held),
        *(Arrow(descriptor_id(name), target, "exception", part="unless") for name in taken),
    ]


def _descriptor(settling: Settling) -> Box:
    words = [Words(settling.descriptor), Words(any_of(settling.known), "state")]
    if settling.status != "settled":
        words.append(Words(status_word(settling), "note"))
    if any(balance for _, balance in settling.balances):
        words.append(Words(", ".join(f"{state} {signed(balance)}" for state, balance in settling.balances), "note"))
    mark: Mark = "conflict" if settling.status in ("contradiction", "tension") else "open" if len(settling.known) > 1 else ""
    kind: BoxKind = "derived" if settling.fired or settling.pending else "observed"
    return Box(descriptor_id(settling.descriptor), kind, tuple(words), mark)
