"""A document of the W3C's PROV as PROV-JSON: entities, activities and agents by their names, and what holds between them.

The data model is PROV-DM (W3C Recommendation, 30 April 2013), the form PROV-JSON (W3C Member Submission, 24 April 2013).
What is said twice is written once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from urllib.parse import quote

Element = Literal["entity", "activity", "agent"]
Relation = Literal[
    "used",
    "wasGeneratedBy",
    "wasDerivedFrom",
    "wasAttributedTo",
    "wasAssociatedWith",
    "actedOnBehalfOf",
    "hadMember",
]


class ProvDocument:
    """What is said so far. Names are ``prefix:local``; `prefixes` tells what each prefix stands for."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = dict(prefixes)
        self.elements: dict[Element, dict[str, dict[str, Any]]] = {"entity": {}, "activity": {}, "agent": {}}
        self.relations: dict[Relation, dict[str, dict[str, Any]]] = {}  # each by its text, so that none stands twice

    def add(self, element: Element, name: str, label: str = "", *types: str, **said: Any) -> str:
        """An element under its name, which is returned. `said` are attributes of ours; what is empty is left out."""
        about = attributes(said)
        if types:
            about["prov:type"] = _single([qualified(kind) for kind in types])
        if label:
            about["prov:label"] = label
        self.elements[element].setdefault(name, about)
        return name

    def times(self, activity: str, start: str = "", end: str = "") -> None:
        """When an activity began and ended, in UTC."""
        said = {"prov:startTime": start, "prov:endTime": end}
        self.elements["activity"][activity] |= {key: time for key, time in said.items() if time}

    def relate(self, relation: Relation, kind: str = "", **parts: str) -> None:
        """What holds between elements: ``relate("used", activity=…, entity=…)``. Parts are those of PROV-JSON; an empty one is
        left out. `kind` is the type of the relation.
        """
        about: dict[str, Any] = {f"prov:{part}": name for part, name in parts.items() if name and part != "role"}
        if kind:
            about["prov:type"] = qualified(kind)
        if parts.get("role"):
            about["prov:role"] = qualified(parts["role"])
        self.relations.setdefault(relation, {}).setdefault(repr(about), about)

    def json(self) -> dict[str, Any]:
        """The document as PROV-JSON, relations numbered in the order in which they were said."""
        document: dict[str, Any] = {"prefix": self.prefixes}
        document |= {element: named for element, named in self.elements.items() if named}
        for relation, listed in self.relations.items():
            width = len(str(len(listed)))
            document[relation] = {f"_:{relation}{at:0{width}}": about for at, about in enumerate(listed.values(), start=1)}
        return document


def attributes(said: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of ours as PROV-JSON has them: a day is typed, several values are a list, in which none stands twice."""
    found: dict[str, Any] = {}
    for key, value in said.items():
        if value is None or value in ("", (), [], False):
            continue
        several = list(dict.fromkeys(value)) if isinstance(value, tuple | list) else [value]
        found[f"kakehashi:{key}"] = _single([_literal(one) for one in several])
    return found


def qualified(name: str) -> dict[str, str]:
    """A name as the value of an attribute."""
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def local(text: str) -> str:
    """A text as the local part of a name: what a name may not hold is percent-encoded (PROV-N, 3.7.1)."""
    escaped = quote(text, safe="")
    for at in (0, -1):  # neither may stand first, nor a point last
        if escaped and escaped[at] in (".-" if at == 0 else "."):
            sign = f"%{ord(escaped[at]):02X}"
            escaped = sign + escaped[1:] if at == 0 else escaped[:-1] + sign
    return escaped


def _single(listed: list[Any]) -> Any:
    return listed[0] if len(listed) == 1 else listed


def _literal(value: Any) -> Any:
    return {"$": value.isoformat(), "type": "xsd:date"} if isinstance(value, date) else value
