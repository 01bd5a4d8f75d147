"""The W3C's constraints of PROV (PROV-CONSTRAINTS, Recommendation of 30 April 2013), as far as they bear on what we write.

The library reads PROV-JSON and checks its form; none that is published checks validity, so it is checked here, over what the
library read: everything that is named is there, and is of the kind that its place asks (constraints 50 and 55), an entity is
generated once (24 and 39), whatever an activity generated or used lies within it, a derivation has its usage and its
generation (41 and 42), and no event comes before one that it depends on, by their order or by their times.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from typing import Any

from prov.model import (
    ProvActivity,
    ProvAgent,
    ProvAssociation,
    ProvAttribution,
    ProvDelegation,
    ProvDerivation,
    ProvDocument,
    ProvElement,
    ProvEntity,
    ProvGeneration,
    ProvMembership,
    ProvRecord,
    ProvRelation,
    ProvUsage,
)

PARTS: dict[type[ProvRelation], dict[str, type[ProvElement]]] = {
    ProvUsage: {"activity": ProvActivity, "entity": ProvEntity},
    ProvGeneration: {"entity": ProvEntity, "activity": ProvActivity},
    ProvDerivation: {"generatedEntity": ProvEntity, "usedEntity": ProvEntity, "activity": ProvActivity},
    ProvAttribution: {"entity": ProvEntity, "agent": ProvAgent},
    ProvAssociation: {"activity": ProvActivity, "agent": ProvAgent, "plan": ProvEntity},
    ProvDelegation: {"delegate": ProvAgent, "responsible": ProvAgent, "activity": ProvActivity},
    ProvMembership: {"collection": ProvEntity, "entity": ProvEntity},
}
MAY_LACK = {(ProvDerivation, "activity"), (ProvAssociation, "plan")}
Event = tuple[str, ...]


def parts(record: ProvRecord) -> dict[str, Any]:
    """The formal parts of a relation by their names: names as texts, times as they are."""
    return {
        key.localpart: value if isinstance(value, datetime) else str(value) for key, value in record.formal_attributes if value
    }


def violations(document: ProvDocument) -> Iterator[str]:
    """What a document violates, in words; nothing where it is valid."""
    kinds: dict[str, set[type]] = {}
    for record in document.get_records(ProvElement):
        kinds.setdefault(str(record.identifier), set()).add(type(record))
    yield from (f"{name} is of several kinds" for name, found in kinds.items() if len(found) > 1)
    for record in document.get_records(ProvRelation):
        shape, said = next(shape for kind, shape in PARTS.items() if isinstance(record, kind)), parts(record)
        for part, kind in shape.items():
            if part not in said:
                if (type(record), part) not in MAY_LACK:
                    yield f"{record} has no {part}"
            elif kinds.get(said[part]) != {kind}:
                yield f"{record}: {said[part]} is no {kind.__name__}"
    yield from _out_of_order(document)


def _out_of_order(document: ProvDocument) -> Iterator[str]:
    before: dict[Event, set[Event]] = {}  # of each event those that come before it
    times: dict[Event, datetime] = {}
    generated: dict[str, str] = {}
    for activity in document.get_records(ProvActivity):
        assert isinstance(activity, ProvActivity)
        name = str(activity.identifier)
        begin: Event = ("start", name)
        end: Event = ("end", name)
        before.setdefault(end, set()).add(begin)
        times |= {event: time for event, time in ((begin, activity.get_startTime()), (end, activity.get_endTime())) if time}
    for record in document.get_records(ProvGeneration):
        said = parts(record)
        if said["entity"] in generated:
            yield f"{said['entity']} is generated twice"
        generated[said["entity"]] = said["activity"]
        event: Event = ("generated", said["entity"])
        before.setdefault(event, set()).add(("start", said["activity"]))
        before.setdefault(("end", said["activity"]), set()).add(event)
        if "time" in said:
            times[event] = said["time"]
    uses = {(said["activity"], said["entity"]) for said in map(parts, document.get_records(ProvUsage))}
    for activity_, entity in uses:
        event = ("used", activity_, entity)
        before.setdefault(event, set()).add(("start", activity_))
        before.setdefault(("end", activity_), set()).add(event)
        if entity in generated:
            before[event].add(("generated", entity))
    for said in map(parts, document.get_records(ProvDerivation)):
        made, used, activity_ = said["generatedEntity"], said["usedEntity"], said.get("activity")
        if activity_ is not None:
            if generated.get(made) != activity_ or (activity_, used) not in uses:
                yield f"{made} is derived from {used} by {activity_}, which did not use the one or did not make the other"
            before.setdefault(("generated", made), set()).add(("used", activity_, used))
        before.setdefault(("generated", made), set()).add(("generated", used))
    try:
        order = list(TopologicalSorter(before).static_order())
    except CycleError as error:
        yield f"events depend on one another: {error.args[1]}"
        return
    latest: dict[Event, datetime] = {}
    for event in order:
        known = [latest[one] for one in before.get(event, ()) if one in latest]
        if event in times and known and max(known) > times[event]:
            yield f"{event} comes before what it depends on"
        if event in times:
            known.append(times[event])
        if known:
            latest[event] = max(known)
