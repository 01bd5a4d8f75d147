"""Findings on what is written once for many actors: told once where every choice of actors has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace

from engine.author.findings import Finding
from engine.language.base import RuleBase

_ACTORS = re.compile(r"\([^()]*\)")


def as_written(base: RuleBase, findings: Iterable[Finding]) -> list[Finding]:
    """The findings; those that all ground rules, or all descriptors, of one entry have are one, on it as it is written."""
    choices = Counter(rule.written for rule in base.rules.values() if rule.binding)
    choices.update(name.partition("(")[0] for name in base.descriptors if "(" in name)
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, _ACTORS.sub("", finding.subject)), []).append(finding)
    found: list[Finding] = []
    for (_, subject), group in groups.items():
        count = choices.get(subject.partition(":")[0], 0)
        if count > 1 and len(group) == count:
            message = f"{group[0].message}; so it is with each of the {count} choices of actors"
            found.append(replace(group[0], message=message, subject=subject))
        else:
            found += group
    return found
