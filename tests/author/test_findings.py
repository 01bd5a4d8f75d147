"""Every finding has its section in the docs, and a base accepts one by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.author.checking import check_base
from engine.author.findings import CODES, LOOP, UNNOTICED, UNSETTLED
from engine.language.cases import load_cases
from engine.language.folders import find_folder
from engine.language.loading import load_base
from tests.bad_input.asking import ask
from tests.house.tree import ROOT, files_in

PAGE = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
FOLDER = find_folder()
BASE = load_base(FOLDER)
CASES = load_cases(BASE, FOLDER)
SECTIONS = {match[1]: match[2] for match in re.finditer(r"^### (.*?)\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S)}


def test_every_code_has_its_section() -> None:
    assert tuple(SECTIONS) == CODES


def test_every_code_of_the_checks_is_listed() -> None:
    """Each finding is made with its code and severity side by side, or out of a table of codes."""
    texts = "".join(text for _, text in files_in("engine/author", suffixes=[".py"]))
    written = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)",\s+"(?:error|warning|note)"', texts))
    written |= set(re.findall(r'"(verdict-[a-z-]+)"', texts)) | {LOOP, UNNOTICED, UNSETTLED}
    assert written == {*CODES}


@pytest.mark.parametrize("code", CODES)
def test_a_section_says_what_to_avoid_what_to_prefer_and_why(code: str) -> None:
    assert re.match(r"\n\*(Error|Warning|Note)\.\* ", SECTIONS[code])
    assert re.findall(r"^- (\w+):", SECTIONS[code], re.M) == ["Avoid", "Prefer", "Why"]


def test_the_article_is_proved_within_the_test_run_and_leaves_nothing_unexplained() -> None:
    report = check_base(BASE, CASES, proof=True)
    assert [finding.name for finding in report.findings if not finding.accepted] == []
    assert {finding.code for finding in report.findings} == {
        "context-only", "fact-never-matters", "sign-never-matters", "verdict-open",
    }  # fmt: skip
    (opened,) = (finding for finding in report.findings if finding.code == "verdict-open")
    assert opened.witness
    sets = [word for fact in opened.witness for word in ("--set", fact)]
    assert "VERDICT  open" in ask(["assess", *sets]).out


def test_what_is_accepted_is_told_with_its_reason() -> None:
    base = replace(BASE, accepted={"context-only energy.*": "It is a projection."})
    report = check_base(base, CASES)
    assert [finding.accepted for finding in report.findings] == ["It is a projection."]


def test_what_is_accepted_and_not_found_is_a_finding() -> None:
    base = replace(BASE, accepted={"contxt-only *": "A slip.", "never-fires *": "Looked for only where it is proved."})
    assert [(f.code, f.subject, f.hint) for f in check_base(base, CASES).findings if f.severity != "note"] == [
        ("accepted-in-vain", "contxt-only *", "Did you mean `context-only`?")
    ]
    proved = check_base(base, CASES, proof=True)
    assert {f.subject for f in proved.findings if f.severity != "note"} == {"contxt-only *", "never-fires *"}
    assert not proved.passed


def test_a_warning_that_is_accepted_does_not_fail(tmp_path: Path) -> None:
    for accepted, code in (("", 1), ("accepted: {no-lever town.mood: Nobody moves a mood.}\n", 0)):
        folder = tmp_path / str(code)
        good = ROOT / "tests" / "bad_input" / "good"
        for path in good.rglob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            if path.name == "vocabulary.yaml":
                text = text.replace("  lever: town\n", "")
            if path.name == "base.yaml":
                text += accepted
            there = folder / path.relative_to(good)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_text(text, encoding="utf-8")
        answer = ask(["check", "--base", str(folder)])
        assert (answer.code, answer.err) == (code, "")
        assert ("Nobody moves a mood." in answer.out) == (not code)


def test_a_base_without_rules_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "facts").mkdir()
    (tmp_path / "rules" / "base.yaml").write_text("name: bare\ntitle: Bare\nverdict: way\n", encoding="utf-8")
    (tmp_path / "rules" / "rules.yml.txt").write_text("- {id: lost}\n", encoding="utf-8")
    way = "- {id: way, title: Way, question: Over or round?, states: [over, round], lever: external}\n"
    (tmp_path / "facts" / "vocabulary.yaml").write_text(way, encoding="utf-8")
    for words in ([], ["--prove"]):
        answer = ask(["check", "--base", str(tmp_path), *words])
        assert (answer.code, answer.err) == (1, "")
        assert "the base has no rules, so nothing follows from any case [no-rules]" in " ".join(answer.out.split())
    base = load_base(find_folder(str(tmp_path)))
    assert "no-rules" not in {finding.code for finding in check_base(BASE, CASES).findings}
    (finding,) = (finding for finding in check_base(replace(base, accepted={"no-rules": "A sketch."}), []).findings)
    assert (finding.name, finding.accepted) == ("no-rules", "A sketch.")
