"""Bad input, kept as files: each is refused with all its problems, every one with its place, code and hint.

The folders `base`, `vocabulary`, `rules`, `cases`, `matrices` and `solutions` say which file of the good base a bad one
takes the place of; in `folders` a folder is laid over the whole of it, where a file `X.gone` takes X away; `options` has bad
words instead of bad files. A file with one mistake is one file: drop it, and write down in the `expected.yaml`
beside it what is to be said of it, as a list of problems (those of which the folder is named `generic_…` take the place
of a file of a base that is written for many actors)::

    wrong-state:
      - {at: [4, 9], code: unknown-state, message: "`opne` is no state of road.state", hint: "`open`"}

`at` is line and column; `message` and `hint` are parts of what is said. `file` is wanted only where it is not the
file that was dropped. An empty list expects an answer. Instead of the list, a mapping holds it as `problems`,
beside `run` (the command, where it is not that of its folder) and `padded_to` (the size in bytes that comment lines bring
the file to).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote, split
from typing import Any

import pytest
import yaml

from engine.language import loading
from engine.language.problems import visible
from tests.bad_input.asking import Answer, ask, ask_apart

HERE = Path(__file__).parent
BASE = "town"  # the folder that the good base is copied to, as messages show it
TAKES_THE_PLACE_OF = {
    "base": "rules/base.yaml",
    "vocabulary": "facts/vocabulary.yaml",
    "rules": "rules/r.yaml",
    "cases": "facts/cases/start.yaml",
    "matrices": "matrix.scw",
    "solutions": "solutions.sl",
    "folders": "",
    "options": "",
    "generic_vocabulary": "facts/vocabulary.yaml",
    "generic_rules": "rules/r.yaml",
    "generic_cases": "facts/cases/start.yaml",
    "generic_options": "",
}
RUN = {
    "matrices": f"consistent --base {BASE}/matrix.scw",
    "solutions": f"consistent --base {BASE}/matrix.scw --against {BASE}/solutions.sl",
}
APART = (
    "base/binary",
    "cases/facts-clash",
    "folders/loop-through-unless",
    "folders/no-base",
    "matrices/latin-1-and-a-mistake",
    "solutions/variant-unknown",
    "options/unknown-option",
    "rules/lone-surrogate",
    "vocabulary/not-utf8",
)
# What must be among them, and the code that it is refused with.
EXAMPLES = {
    "base/binary": "not-utf8",
    "cases/empty": "empty-file",
    "cases/facts-clash": "facts-clash",
    "cases/grade-b9": "wrong-value",
    "cases/paragraph-99": "unknown-paragraph",
    "folders/loop-through-unless": "feedback-loop",
    "generic_rules/each-pair-twice": "same-rule-twice",
    "generic_rules/loop-through-ground-rules": "feedback-loop",
    "generic_rules/unbound-variable": "unbound-variable",
    "generic_rules/undeclared-actor": "unknown-actor",
    "generic_rules/unused-variable": "unused-variable",
    "generic_rules/too-many-actors-named": "wrong-arguments",
    "generic_rules/wrong-kind-of-actor": "wrong-kind",
    "folders/one-rule-id-in-two-files": "duplicate-id",
    "rules/billion-laughs": "yaml-alias",
    "rules/bom-inside": "unknown-descriptor",
    "rules/digits-5000": "wrong-number",
    "rules/duplicate-key": "duplicate-key",
    "rules/lone-surrogate": "yaml-syntax",
    "rules/loop": "feedback-loop",
    "rules/merge-bomb": "yaml-merge",
    "rules/missing-says": "missing-entry",
    "rules/nested-1000": "too-deep",
    "rules/nul": "not-text",
    "rules/only-a-bom": "empty-file",
    "rules/paragraph-99": "unknown-paragraph",
    "rules/surrogate-bytes": "not-utf8",
    "rules/tabs": "yaml-syntax",
    "rules/then-names-every-state": "names-every-state",
    "rules/unknown-descriptor": "unknown-descriptor",
    "rules/utf16": "not-utf8",
    "rules/weight-7": "wrong-weight",
    "rules/wrong-state": "unknown-state",
    "vocabulary/lever-of-an-undeclared-actor": "unknown-actor",
}


@dataclass(frozen=True, slots=True)
class Bad:
    """A bad input: the file or folder to drop (None: only words), the command, and the problems expected."""

    kind: str
    name: str
    dropped: Path | None
    run: str
    padded_to: int
    problems: list[dict[str, Any]]

    @property
    def title(self) -> str:
        return f"{self.kind}/{self.name}"

    def lay(self, root: Path) -> list[str]:
        """Makes the base with the bad input in it; the words to ask it with."""
        shutil.copytree(HERE / ("good_generic" if self.kind.startswith("generic") else "good"), root / BASE)
        if self.kind == "folders":
            assert self.dropped is not None
            shutil.copytree(self.dropped, root / BASE, dirs_exist_ok=True)
            for gone in list((root / BASE).rglob("*.gone")):
                gone.unlink()
                gone.with_suffix("").unlink()
        elif self.dropped is not None:
            data = self.dropped.read_bytes()
            data += b"# a comment line\n" * (max(0, self.padded_to - len(data)) // 17)
            (root / BASE / TAKES_THE_PLACE_OF[self.kind]).write_bytes(data)
        command, *rest = split(self.run)
        return [command, *rest] if "--base" in rest else [command, "--base", BASE, *rest]


def read(kind: str) -> Iterator[Bad]:
    """The bad inputs of one kind, as its `expected.yaml` lists them."""
    expected = yaml.safe_load((HERE / kind / "expected.yaml").read_text(encoding="utf-8"))
    files = dropped(kind)
    for name, said in expected.items():
        entry = said if isinstance(said, dict) else {"problems": said}
        run = entry.get("run", RUN.get(kind, "assess"))
        yield Bad(kind, name, files.get(name), run, entry.get("padded_to", 0), entry["problems"])


def dropped(kind: str) -> dict[str, Path]:
    """The files (or folders) of a kind, by name."""
    return {path.stem: path for path in sorted((HERE / kind).iterdir()) if path.name != "expected.yaml"}


ALL = {bad.title: bad for kind in TAKES_THE_PLACE_OF for bad in read(kind)}
BAD = {title: bad for title, bad in ALL.items() if bad.problems}
RIGHT = {title: bad for title, bad in ALL.items() if not bad.problems}


@pytest.mark.parametrize("kind", TAKES_THE_PLACE_OF)
def test_every_file_has_an_expectation_and_every_expectation_a_file(kind: str) -> None:
    listed = {bad.name for bad in ALL.values() if bad.kind == kind}
    assert set(dropped(kind)) == (set() if kind.endswith("options") else listed)


def test_there_are_enough_of_them() -> None:
    assert len(BAD) >= 150


def test_each_of_them_says_where_and_what_to_do() -> None:
    of_a_whole_file = {"no-base", "no-file", "unreadable", "duplicate-case"}
    for title, bad in BAD.items():
        for problem in bad.problems:
            assert problem.get("hint"), title
            is_word = bad.kind.endswith("options") or problem.get("file", "").startswith(("--", "D=S"))
            assert problem.get("at") or is_word or problem["code"] in of_a_whole_file, title


@pytest.mark.parametrize("title", EXAMPLES)
def test_the_examples_are_among_them(title: str) -> None:
    assert EXAMPLES[title] in {problem["code"] for problem in BAD[title].problems}


@pytest.mark.parametrize("title", BAD)
def test_bad_input_is_refused_in_full(title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = BAD[title]
    words = bad.lay(tmp_path)
    monkeypatch.chdir(tmp_path)
    told = refusal(ask(in_json(words)))
    shown = [place_and_code(problem) for problem in told]
    assert shown == [expected_place_and_code(bad, problem) for problem in bad.problems]
    for problem, expected in zip(told, bad.problems, strict=True):
        assert expected["message"] in problem["message"]
        assert expected["hint"] in problem["hint"]
    text = ask(words)
    assert (text.code, text.out) == (2, "")
    assert "Traceback" not in text.err
    for problem in told:
        assert line_of(problem) in text.err


@pytest.mark.parametrize("title", APART)
def test_it_is_refused_so_in_a_process_of_its_own(title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = BAD[title].lay(tmp_path)
    monkeypatch.chdir(tmp_path)
    for line in (words, in_json(words)):
        assert ask_apart(line, tmp_path) == ask(line)


@pytest.mark.parametrize("title", RIGHT)
def test_what_only_looks_bad_is_answered(title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = RIGHT[title].lay(tmp_path)
    monkeypatch.chdir(tmp_path)
    answer = ask(words)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out


@pytest.mark.parametrize("command", ["assess", "why", "howto outcome=trade", "facts", "rules", "test", "check"])
def test_the_good_base_answers(command: str) -> None:
    answer = ask([*split(command), "--base", str(HERE / "good")])
    assert (answer.code, answer.err) == (0, "")
    assert answer.out


def test_a_pipe_or_a_device_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HERE / "good", tmp_path / BASE)
    os.mkfifo(tmp_path / BASE / "rules/pipe.yaml")
    (tmp_path / BASE / "rules/zero.yaml").symlink_to("/dev/zero")
    monkeypatch.chdir(tmp_path)
    told = refusal(ask(["assess", "--json", "--base", BASE]))
    assert [place_and_code(problem) for problem in told] == [
        (f"{BASE}/rules/pipe.yaml", 0, 0, "no-file"),
        (f"{BASE}/rules/zero.yaml", 0, 0, "no-file"),
    ]


def test_names_that_are_no_unicode_are_refused(tmp_path: Path) -> None:
    shutil.copytree(HERE / "good", tmp_path / BASE)
    shutil.copyfile(HERE / "good/facts/cases/start.yaml", os.fsencode(tmp_path / BASE / "facts/cases") + b"/\xff.yaml")
    for words in (["-c", b"\xff"], ["--set", b"\xff=open"], ["--without", b"\xff"], ["-c", b"\xff.yaml"], [b"\xff"]):
        told = refusal(ask_apart(["assess", "--json", "--base", BASE, *words], tmp_path))
        assert len(told) == 1


@pytest.mark.parametrize("name", ["100%", "100%s", "{} and {0}", "a name, with spaces", "名前"])
def test_a_base_may_be_in_a_folder_of_any_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HERE / "good", tmp_path / name)
    monkeypatch.chdir(tmp_path)
    here, there = ask(["assess", "--base", name]), ask(["assess", "--base", str(HERE / "good")])
    assert here.out == there.out.replace(f"--base {quote(str(HERE / 'good'))}", f"--base {quote(name)}")
    assert (here.code, here.err) == (there.code, there.err)


def test_a_descriptor_too_many_is_named_in_whatever_file_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = Bad("folders", "vocabulary-in-a-folder-alone", HERE / "folders" / "vocabulary-in-a-folder-alone", "assess", 0, [])
    words = good.lay(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(loading, "MAX_DESCRIPTORS", 6)
    assert ask(words).code == 0
    monkeypatch.setattr(loading, "MAX_DESCRIPTORS", 5)
    (problem,) = refusal(ask(in_json(words)))
    assert place_and_code(problem) == ("town/facts/vocabulary/what-follows.yaml", 7, 3, "too-many-descriptors")


def test_odd_words_stay_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = RIGHT["folders/odd-words"].lay(tmp_path)
    monkeypatch.chdir(tmp_path)
    knowledge = json.loads(ask(in_json(words)).out)["knowledge"]
    assert {name: states for name, states in knowledge.items() if name.startswith("odd.")} == {
        "odd.answer": ["no", "off"],
        "odd.nothing": ["null"],
        "odd.number": ["1.10"],
        "odd.time": ["12:30"],
        "odd.true": ["on"],
    }


def in_json(words: list[str]) -> list[str]:
    return [words[0], "--json", *words[1:]]


def refusal(answer: Answer) -> list[dict[str, Any]]:
    """The problems in the one document of a refusal."""
    assert (answer.code, answer.err) == (2, "")
    document = json.loads(answer.out)
    assert document["schema"] == "kakehashi.error"
    assert document["exit_code"] == 2
    problems: list[dict[str, Any]] = document["problems"]
    return problems


def place_and_code(problem: dict[str, Any]) -> tuple[Any, ...]:
    return problem["file"], problem["line"], problem["column"], problem["code"]


def expected_place_and_code(bad: Bad, problem: dict[str, Any]) -> tuple[Any, ...]:
    line, column = problem.get("at", (0, 0))
    file = problem.get("file", TAKES_THE_PLACE_OF[bad.kind])
    return f"{BASE}/{file}" if file.endswith((".yaml", ".yml", ".scw", ".sl")) else file, line, column, problem["code"]


def line_of(problem: dict[str, Any]) -> str:
    """How a problem reads in the text for people; of wrong usage, only what it says."""
    if problem["code"] == "usage":
        return str(problem["message"])
    place = f"{problem['file']}:{problem['line']}:{problem['column']}" if problem["line"] else problem["file"]
    return visible(f"{place}: {problem['message']} [{problem['code']}] {problem['hint']}")
