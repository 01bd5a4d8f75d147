"""The second program: small, on its own, with the exit codes that it promises, and what is no journal to either program."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from engine.keep import verify_journal
from engine.keep.exporting import export_lines, verify_export
from tests.desk import Desk
from tests.keep.town import a_hundred_events, town_store

assert verify_journal.__file__
PROGRAM = Path(verify_journal.__file__)
TREE = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 9))


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    with town_store(folder) as store:
        (folder / "journal.jsonl").write_text("".join(export_lines(a_hundred_events(folder, store))), encoding="utf-8")
    return folder / "journal.jsonl"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program in a folder of its own, with nothing of ours or of anybody else's to be imported."""
    (folder / "verifier.py").write_bytes(PROGRAM.read_bytes())
    line = [sys.executable, "-I", "-S", "verifier.py", *words]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_it_has_at_most_200_lines_and_imports_the_standard_library_only() -> None:
    assert PROGRAM.read_text(encoding="utf-8").count("\n") <= 200
    names = {alias.name for node in ast.walk(TREE) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(TREE) if isinstance(node, ast.ImportFrom)}
    assert "json" in names
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_it_says_what_it_finds_with_its_exit_code(journal: Path, tmp_path: Path) -> None:
    head = json.loads(journal.read_text(encoding="utf-8").splitlines()[0])["head"]
    sound = run(tmp_path, str(journal))
    assert (sound.returncode, sound.stderr) == (0, "")
    assert f"is sound: 100 events, each hashed, chained and in order.\nhead 100:{head}\n" in sound.stdout
    assert "Without --head" in sound.stdout
    assert "The head that was kept is among them." in run(tmp_path, str(journal), "--head", f"100:{head}").stdout
    lines = journal.read_bytes().splitlines(keepends=True)
    (tmp_path / "cut.jsonl").write_bytes(b"".join(lines[:-1]))
    cut = run(tmp_path, "cut.jsonl")
    assert (cut.returncode, cut.stdout, cut.stderr) == (
        1,
        "cut.jsonl is NOT sound: line 1 speaks of 100 events; the file holds 99.\n",
        "",
    )
    other = run(tmp_path, str(journal), "--head", f"99:{head}")
    assert (other.returncode, other.stderr) == (1, "")
    assert "event 99 is not the one whose hash was kept" in other.stdout


@pytest.mark.parametrize("words", [(), ("-h",), ("a", "b"), ("a", "--head"), ("a", "--head", "1:xyz"), ("none.jsonl",), (".",)])
def test_wrong_usage_and_what_cannot_be_read_is_neither_sound_nor_not(words: tuple[str, ...], tmp_path: Path) -> None:
    answer = run(tmp_path, *words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith(("usage: ", f"{words and words[0]} cannot be read: "))


def test_the_command_line_hands_it_out(desk: Desk, tmp_path: Path) -> None:
    assert desk.said("audit", "verifier").out == PROGRAM.read_text(encoding="utf-8")
    assert desk.said("audit", "verifier", "-o", str(tmp_path / "v.py")).out == ""
    assert (tmp_path / "v.py").read_bytes() == PROGRAM.read_bytes()


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def made(*events: dict[str, Any], before: str = "") -> str:
    """An export of events that somebody else made up, with every hash right; `before` stands before the last."""
    lines, last = [], ""
    for seq, event in enumerate(events, start=1):
        whole = {"author": "x", "prev": last, "recorded": "2026-01-01T00:00:00.000000Z", "seq": seq} | event
        last = sha256(canonical(whole).encode("utf-8", "surrogatepass")).hexdigest()
        lines.append(canonical({"event": whole, "hash": last}) + "\n")
    text = canonical({"hash": sha256(b"text").hexdigest(), "text": "text"}) + "\n"
    heading = canonical({"events": len(events), "format": "kakehashi.journal", "head": last, "version": 1}) + "\n"
    return "".join([heading, text, *lines[:-1], before, lines[-1]])


NAMED = sha256(b"text").hexdigest()
BASE = {"name": "b", "title": "B", "rules_hash": NAMED, "vocabulary_hash": NAMED}
FACT = {"descriptor": "d", "value": ["s"], "kind": "observed", "since": "2026-01-01"}
NOTED = {"kind": "noted", "body": {"note": ""}}
OPENED = {"id": "0" * 32, "name": "n", "title": "t", "from": "", "as_of": None, "base": BASE, "facts": [FACT]}
ASSESSED: dict[str, Any] = {
    "as_of": None, "known_by": 1, "changed": [], "freed": [], "dissents": [], "base": BASE, "facts_hash": NAMED,
    "verdict": {}, "evaluator": "rete", "instead": "", "engine": "0", "trace": NAMED,
}  # fmt: skip
DISSENT = {"rule": "r", "descriptor": "", "state": "", "weight": 0, "authored": 0}


def opened(**body: Any) -> dict[str, Any]:
    return {"kind": "opened", "body": OPENED | body}


def asserted(*facts: Any, replaces: Any = ()) -> dict[str, Any]:
    return {"kind": "asserted", "body": {"facts": list(facts), "replaces": list(replaces)}}


def retracted(*facts: Any) -> dict[str, Any]:
    return {"kind": "retracted", "body": {"facts": list(facts), "why": "wrong"}}


SOUND = {
    "one event": made(opened()),
    "facts replaced and taken back": made(opened(), asserted(FACT, FACT, replaces=["1"]), retracted("2.1"), retracted("2.2")),
    "an assessment": made(opened(), {"kind": "assessed", "body": ASSESSED | {"dissents": [DISSENT]}}),
    "odd characters": made(
        opened(title='\t\b\f\n\r\x00\x1f\x7f\x85 "\\/ é 名 𝄞 \u2028'), {"kind": "noted", "body": {"note": ""}}
    ),
}
UNSOUND = {
    "empty": ("", 0),
    "a line feed": ("\n", 0),
    "no line feed": (made(opened())[:-1], 1),
    "another format": (made(opened()).replace("kakehashi.journal", "somebody.journal"), 0),
    "another version": (made(opened()).replace('"version":1}', '"version":2}'), 0),
    "no number of events": (made(opened()).replace('"events":1,', '"events":true,'), 0),
    "no event at all": (made(opened()).splitlines(keepends=True)[0], 1),
    "an id that is none": (made(opened(id="X" * 32)), 1),
    "no date": (made(opened(as_of="2026-02-30")), 1),
    "a date in another form": (made(opened(as_of="20260201")), 1),
    "a fraction": (made(opened(facts=[FACT | {"cite": [1.5]}])), 1),
    "a number with an exponent": (made(opened(facts=[FACT | {"cite": [1e300]}])), 1),
    "no number": (made(opened(facts=[FACT | {"cite": [float("nan")]}])), 1),
    "half a pair": (made(opened(title="\ud800")).encode("utf-8", "replace").decode(), 1),
    "half a pair, escaped": (made(opened(title="ABCD")).replace("ABCD", "\\ud800"), 1),
    "a fact of nothing": (made(opened(facts=[{"value": ["s"]}])), 1),
    "a fact since null": (made(opened(facts=[FACT | {"since": None}])), 1),
    "an entry too many": (made(opened(more="x")), 1),
    "an entry too few": (made({"kind": "noted", "body": {}}), 1),
    "no beginning": (made({"kind": "noted", "body": {"note": "x"}}), 1),
    "two beginnings": (made(opened(), opened()), 2),
    "an unknown kind": (made(opened(), {"kind": "forgotten", "body": {}}), 2),
    "the future first": (made(opened(), NOTED | {"recorded": "2025-01-01T00:00:00.000000Z"}), 2),
    "a time in another form": (made(opened(), NOTED | {"recorded": "2026-01-01"}), 2),
    "an event between": (made(opened(), NOTED | {"seq": 3}), 2),
    "an event of no chain": (made(opened(), NOTED | {"prev": NAMED}), 2),
    "what is not told is taken back": (made(opened(), retracted("1"), retracted("1")), 3),
    "what was replaced is taken back": (made(opened(), asserted(FACT, replaces=["1"]), retracted("1")), 3),
    "what comes later is taken back": (made(opened(), retracted("3"), asserted(FACT)), 2),
    "itself is taken back": (made(opened(), asserted(FACT, replaces=["2"])), 2),
    "no id of a fact": (made(opened(), retracted("01")), 2),
    "an id of a fact without an end": (made(opened(), retracted("9" * 5000)), 2),
    "a number of a fact": (made(opened(), retracted(1)), 2),
    "a text that is not kept": (made(opened(), {"kind": "rebased", "body": {"base": BASE | {"rules_hash": "0" * 64}}}), 2),
    "a trace that is not kept": (made(opened(), {"kind": "assessed", "body": ASSESSED | {"trace": "0" * 64}}), 2),
    "half a dissent": (made(opened(), {"kind": "assessed", "body": ASSESSED | {"dissents": [{"rule": "r"}]}}), 2),
    "a text that stands twice": (
        made(opened(), NOTED, before=made(opened()).splitlines(True)[1]),
        2,
    ),
    "a text that nobody names": (
        made(opened(), retracted("1"), before=canonical({"hash": sha256(b"").hexdigest(), "text": ""}) + "\n"),
        2,
    ),
    "a text at the end": (made(opened()) + canonical({"hash": sha256(b"").hexdigest(), "text": ""}) + "\n", 2),
    "a line of another kind": (made(opened(), retracted("1"), before="{}\n"), 2),
    "a list": (made(opened(), retracted("1"), before="[]\n"), 2),
    "lists without an end": (made(opened(), retracted("1"), before="[" * 100_000 + "\n"), 2),
    "a key twice": (made(opened()).replace('"title":"t"', '"title":"t","title":"t"'), 1),
    "a blank": (made(opened()).replace('"title":"t"', '"title": "t"'), 1),
    "an escape that is not needed": (made(opened()).replace('"title":"t"', '"title":"\\u0074"'), 1),
    "keys in another order": (made(opened()).replace('"author":"x","body":', '"aauthor":"x","body":'), 1),
}


def found(text: str, folder: Path) -> tuple[bool, int]:
    """What both programs find, which is the same."""
    path = folder / "made.jsonl"
    path.write_text(text, encoding="utf-8", newline="")
    ours, flaw = verify_export(path), None
    try:
        with path.open("rb") as file:
            verify_journal.verify(file)
    except verify_journal.Flaw as said:
        flaw = said
    assert (ours.is_sound, ours.at) == (flaw is None, flaw.at if flaw else 0), (ours.flaw, str(flaw))
    return ours.is_sound, ours.at


@pytest.mark.parametrize("title", SOUND)
def test_what_only_looks_strange_is_sound(title: str, tmp_path: Path) -> None:
    assert found(SOUND[title], tmp_path) == (True, 0)


@pytest.mark.parametrize("title", UNSOUND)
def test_what_is_no_journal_is_one_to_neither_program(title: str, tmp_path: Path) -> None:
    text, at = UNSOUND[title]
    assert found(text, tmp_path) == (False, at)
