"""Verifies an exported journal of Kakehashi's: a second program, which shares no code with the first.

    python verify_journal.py FILE [--head SEQ:HASH]

It needs Python 3.9 or newer and nothing else, and is short enough to be read before it is trusted. It goes through every
line: canonical JSON (RFC 8785), every event hashed (SHA-256), chained to the one before it, in order and of a known shape;
every text that an event names there, under its hash; every fact that is taken back told before. `--head` is the number
and hash of an event, kept elsewhere: a chain alone cannot show that its end was cut off, or that all was written anew.

Exit code 0: the journal is sound. 1: it is not; what is wrong first is named. 2: wrong usage, or no file to be read.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

USAGE = "usage: python verify_journal.py FILE [--head SEQ:HASH]"
Head = tuple[int, str]


class Flaw(Exception):
    """What is wrong first: `at` is the number of the event, 0 where it is the first line."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at


def is_day(value: Any) -> bool:
    """Whether a value is a date of the calendar, `2015-02-12`."""
    try:
        return fits(value, r"[0-9]{4}-[0-9]{2}-[0-9]{2}") and bool(date.fromisoformat(value))
    except ValueError:
        return False


def is_fact(value: Any) -> bool:
    """Whether a value has what a journal must know of a fact; the rest is for its rule base to say."""
    days = [value[key] for key in ("since", "until") if key in value] if fits(value, dict) else []
    return fits(value, dict) and fits(value.get("descriptor"), str) and all(map(is_day, days))


HASH = "[0-9a-f]{64}"
FACT_ID = r"[1-9][0-9]{0,11}(\.[1-9][0-9]{0,11})?"
BASE = {"name": str, "title": str, "rules_hash": HASH, "vocabulary_hash": HASH}
DISSENT = {"rule": str, "descriptor": str, "state": str, "weight": int, "authored": int}
BODIES = {
    "opened": {
        "id": "[0-9a-f]{32}", "name": str, "title": str, "from": str, "as_of": (None, is_day), "base": BASE, "facts": [is_fact],
    },
    "asserted": {"facts": [is_fact], "replaces": [FACT_ID]},
    "retracted": {"facts": [FACT_ID], "why": str},
    "rebased": {"base": BASE},
    "assessed": {
        "as_of": (None, is_day), "known_by": int, "changed": [str], "freed": [str], "dissents": [DISSENT], "base": BASE,
        "facts_hash": HASH, "verdict": dict, "evaluator": "rete|reference", "instead": str, "engine": str, "trace": HASH,
    },
    "noted": {"note": str},
}  # fmt: skip
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
EVENT = {"seq": int, "prev": str, "recorded": TIME, "author": str, "kind": "|".join(BODIES), "body": dict}
EVENT_LINE = {"event": EVENT, "hash": HASH}
TEXT_LINE = {"hash": HASH, "text": str}
HEADING = {"format": r"kakehashi\.journal", "version": int, "events": int, "head": str}


def fits(value: Any, shape: Any) -> bool:
    """Whether a value is of a shape: a type, a pattern, a list of one shape, exactly these entries, one of several, null."""
    if isinstance(shape, type):
        return type(value) is shape
    if isinstance(shape, str):
        return type(value) is str and re.fullmatch(shape, value) is not None
    if isinstance(shape, list):
        return type(value) is list and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        return type(value) is dict and value.keys() == shape.keys() and all(fits(value[key], shape[key]) for key in shape)
    if isinstance(shape, tuple):
        return any(fits(value, one) for one in shape)
    return value is None if shape is None else bool(shape(value))


def canonical(value: Any) -> str:
    """RFC 8785 for what journals hold: texts, whole numbers, flags, nulls, lists, and records with ASCII keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(text: str) -> str:
    """SHA-256 of a text."""
    return sha256(text.encode()).hexdigest()


def read(data: bytes, at: int, line: int) -> Any:
    """The value of a line, which must be written in the one way that there is."""
    if not data.endswith(b"\n"):
        raise Flaw(at, f"line {line} is cut off")
    try:
        value = json.loads(data.decode(), parse_float=int, parse_constant=int)  # whole numbers only: `int` refuses others
        as_exported = canonical(value).encode() + b"\n"
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, or half a surrogate pair
        raise Flaw(at, f"line {line} cannot be read: {error}") from None
    if as_exported != data:
        raise Flaw(at, f"line {line} is not written as it was exported")
    return value


def named_by(event: Any) -> list[str]:
    """The hashes of the texts that an event names, in the order in which they stand before the first that does."""
    named = {**event["body"].get("base", {}), "trace": event["body"].get("trace")}
    return list(dict.fromkeys(named[key] for key in ("rules_hash", "vocabulary_hash", "trace") if named.get(key)))


def follow(event: Any, at: int, prev: str, recorded: str, told: set[tuple[int, int]]) -> None:
    """Checks an event against the one before it, and takes what it tells and takes back into `told`."""
    kind, body = event["kind"], event["body"]
    if event["seq"] != at:
        raise Flaw(at, f"event {at} is missing: in its place stands {event['seq']}")
    if not fits(body, BODIES[kind]) or (kind == "opened") is not (at == 1):
        raise Flaw(at, f"event {at} is not of the shape that an event has there")
    if event["prev"] != prev:
        raise Flaw(at, f"event {at} does not follow from the one before it: the chain is broken")
    if event["recorded"] < recorded:
        raise Flaw(at, f"event {at} was recorded before the one before it")
    for said in body[{"asserted": "replaces", "retracted": "facts"}[kind]] if kind in ("asserted", "retracted") else ():
        seq, _, place = said.partition(".")
        if (int(seq), int(place or 1)) not in told:
            raise Flaw(at, f"event {at} takes back a fact that is not told: {said}")
        told.remove((int(seq), int(place or 1)))
    if kind in ("opened", "asserted"):
        told.update((at, place) for place in range(1, len(body["facts"]) + 1))


def verify(lines: Iterable[bytes], kept: Head | None = None) -> Head:
    """Goes through the lines of an export; returns the number and hash of the last event. Raises `Flaw` at the first flaw."""
    heading: Any = None
    texts: set[str] = set()
    told: set[tuple[int, int]] = set()
    new: list[str] = []  # texts since the last event
    at, last, recorded = 0, "", ""
    for line, data in enumerate(lines, 1):
        value = read(data, at + 1 if heading else 0, line)
        if not heading:
            if not fits(value, HEADING) or value["version"] != 1:
                raise Flaw(0, "line 1 is not that of a journal of a known version")
            heading = value
        elif fits(value, TEXT_LINE):
            if hash_of(value["text"]) != value["hash"] or value["hash"] in texts:
                raise Flaw(at + 1, f"the text in line {line} is not the one that was hashed, or stands twice")
            texts.add(value["hash"])
            new.append(value["hash"])
        elif not fits(value, EVENT_LINE):
            raise Flaw(at + 1, f"line {line} is neither an event nor a text")
        else:
            at, event = at + 1, value["event"]
            if hash_of(canonical(event)) != value["hash"]:
                raise Flaw(at, f"event {at} is not the text that was hashed")
            follow(event, at, last, recorded, told)
            if not texts.issuperset(named_by(event)) or new != [name for name in named_by(event) if name in new]:
                raise Flaw(at, f"the texts before event {at} are not those that it names")
            if kept and kept[0] == at and kept[1] != value["hash"]:
                raise Flaw(at, f"event {at} is not the one whose hash was kept: it was written anew, or one before it")
            new, last, recorded = [], value["hash"], event["recorded"]
    if not at or new:
        raise Flaw(at + 1 if heading else 0, "there is no event where one is due")
    if kept and kept[0] > at:
        raise Flaw(at + 1, f"it ends with event {at}; event {kept[0]}, whose hash was kept, was cut off")
    if heading["events"] != at:
        raise Flaw(min(heading["events"], at) + 1, f"line 1 speaks of {heading['events']} events; the file holds {at}")
    if heading["head"] != last:
        raise Flaw(at, f"the hash in line 1 is not that of event {at}, the last one")
    return at, last


def main(words: list[str]) -> int:
    """The command line; returns the exit code."""
    kept = re.fullmatch("([1-9][0-9]{0,11}):([0-9a-f]{64})", words[2]) if len(words) == 3 and words[1] == "--head" else None
    if len(words) != (3 if kept else 1) or words[0].startswith("-"):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        with open(words[0], "rb") as file:
            seq, last = verify(file, (int(kept[1]), kept[2]) if kept else None)
    except OSError as error:
        print(f"{words[0]} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    except Flaw as flaw:
        print(f"{words[0]} is NOT sound: {flaw}.")
        return 1
    print(f"{words[0]} is sound: {seq} events, each hashed, chained and in order.\nhead {seq}:{last}")
    print("The head that was kept is among them." if kept else "Without --head, a cut end or a full rewrite cannot show.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
