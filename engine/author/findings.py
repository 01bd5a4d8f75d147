"""What a check finds: a code, how bad it is, what it is about, and how it is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from math import log10
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from engine.language.base import RuleBase
from engine.language.problems import Place, did_you_mean

LOOP = "feedback-loop"
CHECKED = (
    LOOP, "no-baseline", "no-rules", "no-lever", "lever-on-derived", "default-on-observed", "unread-descriptor", "context-only",
    "never-holds", "twin-rules", "claim-not-carried", "paragraph-not-cited", "no-source", "always-asserted", "accepted-in-vain",
)  # fmt: skip
PROVED = (
    "never-fires", "fires-only-unknown", "implied-rule", "condition-never-matters", "sign-never-matters", "verdict-unreachable",
    "verdict-open", "verdict-not-separated", "contradiction-possible", "fact-never-matters",
)  # fmt: skip
SHOWN = ("never-fired", "never-true", "never-false")  # of what the cases do not show
UNNOTICED = "unnoticed-mutant"
UNSETTLED = "not-settled"  # what was to be proved, and time ran out
CODES = (*CHECKED, *PROVED, UNSETTLED, *SHOWN, UNNOTICED)
Severity = Literal["error", "warning", "note"]


class Finding(Struct, frozen=True):
    """One thing that was found: a code in kebab case, its severity, its place, a message and a hint.

    `subject` is what it is about: the code and the subject together are its name. `proof` says over which cases it was
    proved, `witness` holds the facts of a case that shows it; `accepted` is the reason that the base gives for leaving it.
    """

    code: str
    severity: Severity
    place: Place
    message: str
    hint: str = ""
    subject: str = ""
    proof: str = ""
    witness: tuple[str, ...] | None = None
    accepted: str = ""

    @property
    def name(self) -> str:
        """What it is accepted by."""
        return f"{self.code} {self.subject}".rstrip()


def accept(base: RuleBase, found: Iterable[Finding], looked_for: Collection[str]) -> list[Finding]:
    """The findings, each with the reason that the base gives for it, if any: the first whose name fits.

    What is accepted and not found is a finding too, where all was looked for that it might name.
    """
    findings = [replace(finding, accepted=_reason(base, finding)) for finding in found]
    for name in base.accepted:
        code = name.partition(" ")[0]
        meant = {one for one in CODES if fnmatchcase(one, code)}
        if meant <= set(looked_for) and not any(fnmatchcase(finding.name, name) for finding in findings):
            message = f"`{name}` is accepted, and nothing of that name is found"
            hint = "" if meant else did_you_mean(code, CODES)
            findings.append(Finding("accepted-in-vain", "warning", base.place, message, hint or "Leave it out.", name))
    return findings


def _reason(base: RuleBase, finding: Finding) -> str:
    return next((reason for name, reason in base.accepted.items() if fnmatchcase(finding.name, name)), "")


def in_figures(count: int) -> str:
    """How many there are; as a power of ten where nobody would read the figures."""
    return f"{count:,}" if count < 10**18 else f"10^{log10(count):.0f} or so"
