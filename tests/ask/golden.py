"""The what-ifs of the article's table, as `whatif` answers them in the baseline, kept as files: the values, and the page.

Run as a program it tells which differ; with ``--write`` it puts what comes out now in their place.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from engine import compare, make_question, timeline
from engine.ask.compare import Comparison
from engine.ask.responsibility import Responsibility
from engine.show.comparison import comparison_page
from engine.show.timeline import timeline_page
from engine.show.words import verdict_text
from tests.kept import keep

FOLDER = Path(__file__).parent / "golden"
STORY = "story-2012-2015"
WHAT_IFS = (
    "a02-confrontation",
    "a03-ukraine-calms",
    "a04-thaw-and-treaty",
    "a05-calm-ukraine-hostile-russia",
    "a06-china-dispute-dormant",
    "a07-three-packages",
    "a08-restraint-falls-silent",
    "a12-escalation-and-falling-out",
    "a13-escalation-alone",
)


def files_of(case: str) -> dict[Path, str]:
    """What the files of a case should hold: what the baseline makes of its facts in short, and as a page."""
    if case == STORY:
        return {FOLDER / f"{case}.txt": timeline_page(timeline(make_question(case_name=case))).plain()}
    answer = what_if(case)
    return {
        FOLDER / f"{case}.json": json.dumps(in_short(answer), ensure_ascii=False, indent=1) + "\n",
        FOLDER / f"{case}.txt": comparison_page(answer, whole=True).plain(),
    }


def what_if(case: str) -> Comparison:
    """What the baseline makes of the facts that a case states itself, said as `whatif` takes them."""
    facts = make_question(case_name=case).case.facts
    question = make_question(sets=[str(fact) for fact in facts if fact.origin == case])
    assert question.before is not None
    return compare(question.before, question)


def in_short(answer: Comparison) -> dict[str, Any]:
    """What a comparison says, without the sources and the traces."""
    return {
        "verdict": [verdict_text(side.verdict) for side in (answer.before, answer.after)],
        "changes": [change.name for change in answer.changes],
        "responsible": answer.responsible and _responsible(answer.responsible),
        "accounts": {account.state: [account.before, account.after] for account in answer.accounts},
        "lost": [derivation.rule for derivation in answer.derivations if derivation.is_lost],
        "gained": [derivation.rule for derivation in answer.derivations if derivation.is_gained],
        "turned": {
            d.descriptor: {
                "from": "|".join(d.before.known),
                "to": "|".join(d.after.known),
                "status": [d.before.status, d.after.status],
                **_responsible(d.responsible),
            }
            for d in answer.turned
            if d.responsible
        },
        "moved": {
            f"{d.descriptor}={move.state}": {
                "balance": [move.before, move.after],
                "by": {share.rule: share.after - share.before for share in move.by},
            }
            for d in answer.differences
            for move in d.moved
        },
    }


def _responsible(found: Responsibility) -> dict[str, Any]:
    return {what: [" & ".join(names) for names in getattr(found, what).sets] for what in ("undoing", "making")}


if __name__ == "__main__":
    sys.exit(keep(__doc__ or "", (kept for case in (*WHAT_IFS, STORY) for kept in files_of(case).items())))
