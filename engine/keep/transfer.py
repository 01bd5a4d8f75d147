"""The bridges between cases in files and cases in the store: a new case from a file, and a file from a case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from engine.infer.situation import fact_record
from engine.keep.journal import Journal
from engine.keep.statements import facts_in_table, table_of
from engine.language.base import RuleBase
from engine.language.facts import Case, Fact, states_left
from engine.language.problems import InvalidInput, Place, Problem, gathered, invalid

FORMATS = ("yaml", "csv", "jsonl")


def format_of(path: Path, said: str = "") -> str:
    """The format of a file: the one that is said, else by its ending. Raises `InvalidInput` where it is none of ours."""
    ending = said or {"yml": "yaml"}.get(path.suffix[1:].lower(), path.suffix[1:].lower())
    if ending not in FORMATS:
        message = f"the ending of {path.name[:60]} tells no format"
        raise invalid(Place("FILE"), "unknown-format", message, f"Formats: {', '.join(FORMATS)}; or say it with --format.")
    return ending


def case_in_table(base: RuleBase, path: Path) -> Case:
    """A case of the facts of a CSV file. Raises `InvalidInput` with everything that does not fit."""
    facts, problems = facts_in_table(base, path, None), list[Problem]()
    for (descriptor, _), together in groupby(sorted(facts, key=_beginning), _beginning):
        gathered(problems, states_left, base.descriptors[descriptor], list(together))
    if problems:
        raise InvalidInput(problems)
    return Case(path.stem, f"the facts of {path.name}", tuple(facts))


def _beginning(fact: Fact) -> tuple[str, date]:
    """What facts have in common that all hold on one day."""
    return fact.descriptor, fact.since or date.min


def case_text(journal: Journal, base: RuleBase, form: str) -> str:
    """A case with all its facts that are not taken back, as a YAML case file or as a table."""
    case = journal.whole_case(base)
    return table_of(case.facts) if form == "csv" else _yaml(case, base)


def _yaml(case: Case, base: RuleBase) -> str:
    """A case file that says what the case says, in the order of the vocabulary, the oldest fact first."""
    rank = {name: at for at, name in enumerate(base.descriptors)}
    lines = [f"title: {_quoted(case.title)}"]
    lines += [f"as_of: {case.as_of}"] if case.as_of else []
    lines += ["facts:"] if case.facts else ["facts: []"]
    for fact in sorted(case.facts, key=lambda fact: (rank[fact.descriptor], fact.since or date.min)):
        lines += _fact_lines(fact)
    return "\n".join(lines) + "\n"


def _fact_lines(fact: Fact) -> Iterable[str]:
    record: dict[str, Any] = fact_record(fact)
    value = record.pop("value")
    yield f"  - {record.pop('descriptor')}: {_flow(value if isinstance(value, str) or len(value) > 1 else value[0])}"
    record.pop("origin", None)
    for key, said in record.items():
        if isinstance(said, dict):
            yield f"    {key}: {{{', '.join(f'{name}: {_quoted(text)}' for name, text in said.items())}}}"
        else:
            yield f"    {key}: {_flow(said)}"


def _flow(value: Any) -> str:
    """A value in YAML's flow style; a text in double quotes, where the escapes are those of JSON."""
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _quoted(value)


def _quoted(text: str) -> str:
    """A text in double quotes; what YAML would take for the end of a line, or not read, stands as an escape."""
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\u2028\u2029\ufeff\ufffe\uffff]", lambda found: f"\\u{ord(found[0]):04x}", quoted)
