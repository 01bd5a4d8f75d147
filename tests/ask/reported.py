"""The reports on the article that were read and found right: their values as JSON, and as Markdown.

``python -m tests.ask.reported --write`` writes what is reported now in their place. Read the difference before you keep it.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from engine import assess, make_question, report_on
from engine.show.documents import render
from engine.show.paper_markdown import paper_markdown
from engine.show.report import report_paper
from engine.show.report_document import report_document
from tests.ask.explained import CASES, compact
from tests.kept import keep

FOLDER = Path(__file__).parent / "reports"
FORMS = (".json", ".md")
# Hashes change with every word of a rule, the version with every release, and who answered with the Python at hand.
CHANGING = ((re.compile(r"\b[0-9a-f]{12,64}\b"), "HASH"), (re.compile(r"Kakehashi [\d.]+, evaluator \w+"), "Kakehashi"))
APART = {"trace", "trace_hash"}


def reported(case: str, form: str) -> str:
    """What is reported now on a case."""
    report = report_on(assess(make_question(case_name=CASES[case])))
    if form == ".json":
        document = json.loads(render(report_document(report)))
        told = {"told": list(document["rules"])}
        return compact({key: value for key, value in document.items() if key not in APART} | told)
    text = paper_markdown(report_paper(report))
    for changing, word in CHANGING:
        text = changing.sub(word, text)
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("- Evaluator: "))


if __name__ == "__main__":
    sys.exit(keep(__doc__ or "", ((FOLDER / f"{case}{form}", reported(case, form)) for case in CASES for form in FORMS)))
