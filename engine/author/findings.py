"""What a check finds: a code, how bad it is, what it is about, and how it is shown."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from engine.language.problems import Place

LOOP = "feedback-loop"
CHECKED = (
    LOOP, "no-baseline", "no-lever", "lever-on-derived", "default-on-observed", "unread-descriptor", "context-only",
    "never-holds", "twin-rules", "claim-not-carried", "paragraph-not-cited", "no-source", "always-asserted", "accepted-in-vain",
)  # fmt: skip
PROVED = (
    "never-fires", "fires-only-unknown", "implied-rule", "condition-never-matters", "sign-never-matters", "verdict-unreachable",
    "verdict-open", "verdict-not-separated", "contradiction-possible", "fact-never-matters",
)  # fmt: skip
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
