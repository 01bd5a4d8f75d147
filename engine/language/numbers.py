"""Numbers as they are written: exact decimals, ranges, and the thresholds in raw conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from engine.language.descriptors import NumberDomain, NumberRange
from engine.language.documents import Mapping, Sequence

NUMBER = r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,9})?"
NUMBER_HINT = "Digits, at most 15, and where needed a point and at most 9 more."
RANGE = re.compile(
    rf"^(?:(?P<low>{NUMBER})?\.\.(?P<open><)?(?P<high>{NUMBER})?|>=(?P<from>{NUMBER})|<(?P<below>{NUMBER})|(?P<exact>{NUMBER}))$"
)


def parse_number(text: object) -> Decimal | None:
    """A number as written, None where it is none: at most 15 digits and 9 decimals."""
    return Decimal(text) if isinstance(text, str) and re.fullmatch(NUMBER, text) else None


def parse_range(text: str) -> NumberRange | None:
    """A number or a range: ``4``, ``4..9`` (both included), ``4..``, ``..9``, ``4..<9``, ``>=4``, ``<4``."""
    match = RANGE.match(text.strip())
    if match is None or text.strip() == "..":
        return None
    part = {key: Decimal(value) for key, value in match.groupdict().items() if value and key != "open"}
    if "exact" in part:
        return NumberRange(part["exact"], part["exact"])
    if "below" in part:
        return NumberRange(None, part["below"], open_high=True)
    is_open = bool(match["open"]) and "high" in part
    return NumberRange(part.get("low", part.get("from")), part.get("high"), is_open)


def thresholds(raw: Any, domain_of: Callable[[str], NumberDomain | None]) -> Iterator[tuple[str, Decimal]]:
    """Every threshold at which a raw condition cuts what has a domain, by the name written."""
    if isinstance(raw, Sequence):
        for item in raw:
            yield from thresholds(item, domain_of)
    if not isinstance(raw, Mapping):
        return
    for key, value in raw.items():
        if key in ("any", "not"):
            yield from thresholds(value, domain_of)
        elif (domain := domain_of(key)) is not None:
            bounds = list(value.values()) if isinstance(value, Mapping) else [value]
            numbers = [number for bound in bounds if (number := parse_number(bound)) is not None]
            if not isinstance(value, Mapping) and domain.whole:
                numbers += [number + 1 for number in numbers]
            for number in numbers:
                if (domain.low is None or domain.low < number) and (domain.high is None or number <= domain.high):
                    yield key, Decimal(f"{number.normalize():f}")  # 4 and 4.0 are one threshold, with one name
