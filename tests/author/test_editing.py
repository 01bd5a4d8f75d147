"""The schemas of a base's files: what loads is valid, what is wrong in shape or name is not, and the rest is listed with why."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from random import Random
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.author.editing import DIALECT, KINDS, Kind, editor_schema
from engine.author.shapes import everywhere, record_shape, shape_of
from engine.language import records
from engine.language.entries import ENTRIES
from engine.language.folders import find_folder, shipped_bases
from engine.language.loading import load_base
from engine.language.problems import InvalidInput
from tests.author.as_edited import files_of, validators, wrong_in
from tests.bad_input.asking import ask
from tests.bad_input.test_bad_input import ALL, BAD, HERE, RIGHT, TAKES_THE_PLACE_OF, Bad
from tests.ferry import ferry_files
from tests.generated import Asked, examples, questions
from tests.house.tree import ROOT
from tests.written import worded, write_base

TOYS = [str(ROOT / "tests" / "bases" / name) for name in ("toy", "pact")]
GOOD, GENERIC = str(HERE / "good"), str(HERE / "good_generic")
FILE: dict[str, Kind] = {"base": "base", "vocabulary": "vocabulary", "rules": "rules", "cases": "case"}

# What no schema of ours sees, by the code of the problem.
UNSEEN = {
    "duplicate-id": "one id in two entries: a schema looks at each of them alone",
    "duplicate-key": "one descriptor in two spellings of its actors",
    "empty-domain": "two numbers of one entry, compared",
    "empty-test": "two bounds of one entry, compared",
    "extends-loop": "what the other case says",
    "facts-clash": "two facts, compared",
    "feedback-loop": "what all rules say together",
    "file-too-large": "the size of the file",
    "names-every-state": "however the states are written, how many there are together",
    "no-choice": "how many actors are left after `except`",
    "no-variables": "`for` and the brackets of the id are two entries",
    "one-descriptor": "of two descriptors in one fact, which is one too many",
    "same-actor": "two actors in one name, compared",
    "same-effect-twice": "what a rule says for each choice of actors",
    "same-rule-twice": "what a rule says for each choice of actors",
    "too-many-thresholds": "what all rules say together",
    "unbound-variable": "what `for` binds is said in another entry",
    "unknown-paragraph": "in base.yaml, where the paragraphs are declared in the same file",
    "unused-variable": "what `for` binds is said in another entry",
    "wrong-arguments": "`for` and the brackets of the id are two entries",
    "wrong-dates": "two dates of one entry, compared",
    "wrong-kind": "of which kind a variable is, `for` says in another entry",
    "wrong-order": "of which kind a variable is, `for` says in another entry",
}
# A code that is seen elsewhere, and not in these.
UNSEEN_HERE = {
    "generic_vocabulary/lever-of-an-unbound-variable": "what `for` binds is said in another entry",
    "vocabulary/default-is-no-state": "the states of a descriptor are declared in the same entry",
    "vocabulary/nothing-declared": "an empty vocabulary: it is the rules that name what there is not",
    "vocabulary/one-id-twice": "a descriptor that is declared twice is missing under the name that it had",
}


@pytest.mark.parametrize("base_name", [*shipped_bases(), *TOYS, GOOD, GENERIC])
def test_every_file_of_a_base_is_valid(base_name: str) -> None:
    files = files_of(base_name)
    assert {kind for kind, _, _ in files} == set(KINDS)
    assert [(shown, wrong) for kind, shown, text in files for wrong in wrong_in(base_name, kind, text)] == []


def test_every_construct_of_the_language_is_valid(tmp_path: Path) -> None:
    for name, text in ferry_files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    base_name = str(tmp_path)
    assert [wrong for kind, _, text in files_of(base_name) for wrong in wrong_in(base_name, kind, text)] == []


@given(questions(dissents=False, writable=True), st.integers(0, 10**6))
@examples(25)
def test_whatever_loads_is_valid(asked: Asked, seed: int) -> None:
    with TemporaryDirectory() as folder:
        write_base(Path(folder, "base"), worded(asked), Random(seed))
        base_name = str(Path(folder, "base"))
        load_base(find_folder(base_name))
        assert [(text, wrong) for kind, _, text in files_of(base_name) for wrong in wrong_in(base_name, kind, text)] == []


def edited() -> dict[str, Bad]:
    """The bad inputs, and those that only look bad, that are one file of a base."""
    return {title: bad for title, bad in ALL.items() if FILE.get(bad.kind.removeprefix("generic_")) and bad.dropped is not None}


def refused_by_schema(bad: Bad) -> list[str] | None:
    """What the schema has against a bad file; None where it is no YAML of ours, so that no schema is asked."""
    assert bad.dropped is not None
    generic = bad.kind.startswith("generic_")
    try:
        text = bad.dropped.read_bytes().decode()
        return wrong_in(GENERIC if generic else GOOD, FILE[bad.kind.removeprefix("generic_")], text)
    except (InvalidInput, UnicodeDecodeError):
        return None


@pytest.mark.parametrize("title", [title for title in edited() if title in BAD])
def test_what_is_wrong_in_shape_or_name_is_not_valid(title: str) -> None:
    bad = BAD[title]
    wrong = refused_by_schema(bad)
    own = TAKES_THE_PLACE_OF[bad.kind]
    codes = {problem["code"] for problem in bad.problems if problem.get("file", own) == own}
    unseen = title in UNSEEN_HERE or codes <= UNSEEN.keys()
    assert wrong is None or wrong or unseen, codes
    if wrong:
        assert title not in UNSEEN_HERE


def test_what_is_listed_as_unseen_is_there() -> None:
    unseen = [BAD[title] for title, bad in edited().items() if title in BAD and refused_by_schema(bad) == []]
    assert {problem["code"] for bad in unseen for problem in bad.problems} >= UNSEEN.keys()
    assert UNSEEN_HERE.keys() <= {bad.title for bad in unseen}


@pytest.mark.parametrize("title", [title for title in edited() if title in RIGHT])
def test_what_only_looks_bad_is_valid(title: str) -> None:
    assert not refused_by_schema(RIGHT[title])


def test_each_descriptor_takes_its_own_states_only() -> None:
    rule = "- {{id: a, title: b, says: c, cite: 1, when: {{{}}}, then: {{outcome: trade}}}}"
    base = load_base(find_folder(GOOD))
    descriptors = [d for d in base.descriptors.values() if d.number is None]
    for descriptor in descriptors:
        for other in descriptors:
            valid = other.states[0] in descriptor.states
            text = rule.format(f"{descriptor.id}: {other.states[0]}")
            assert (wrong_in(GOOD, "rules", text) == []) is valid, text


def test_a_schema_offers_the_names_with_what_they_mean() -> None:
    for kind in KINDS:
        schema = validators("alliances-1914")[kind].schema
        assert isinstance(schema, dict)
        assert schema["$schema"] == DIALECT
        assert json.loads(ask(["schema", "--base", "alliances-1914", kind]).out) == schema
        for part in parts(schema):
            assert not set(part.get("properties", ())) or part["additionalProperties"] is False
    base = load_base(find_folder("alliances-1914"))
    folder = find_folder("alliances-1914")
    case: Any = editor_schema("case", base, list(folder.case_files()))
    assert case["properties"]["extends"]["enum"] == list(folder.case_files())
    assert case["$defs"]["rule"]["anyOf"][0]["enum"] == list(base.rules)
    assert case["$defs"]["rule"]["anyOf"][0]["enumDescriptions"] == [rule.says for rule in base.rules.values()]
    rules: Any = editor_schema("rules", base, ())
    when = rules["items"]["properties"]["when"]["properties"]
    for template in base.templates.values():
        said = rules["$defs"][when[template.descriptor.id]["$ref"].removeprefix("#/$defs/")]
        assert (said["title"], said["description"].startswith(template.descriptor.question)) == (template.descriptor.title, True)


def parts(schema: Any) -> list[dict[str, Any]]:
    """Every object of a schema that is one itself."""
    found = [schema] if isinstance(schema, dict) else []
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        found += parts(inner)
    return [part for part in found if part.get("type") == "object" or part is schema]


def test_every_entry_of_every_record_is_explained() -> None:
    for model, said in ENTRIES.items():
        assert list(said) == [field.alias or name for name, field in model.model_fields.items()], model
        shape = record_shape(model, {})
        assert {entry: part["description"] for entry, part in shape["properties"].items()} == said
    models = {model for model in vars(records).values() if isinstance(model, type) and issubclass(model, records.Record)}
    assert ENTRIES.keys() == models - {records.Record}


def test_a_type_that_says_nothing_has_no_shape() -> None:
    with pytest.raises(TypeError, match="no schema says what"):
        shape_of(date, {})


def test_words_are_of_every_script() -> None:
    assert Draft202012Validator({"pattern": everywhere(records.STATE)}).is_valid("名前")
    assert not Draft202012Validator({"pattern": everywhere(records.STATE)}).is_valid("two words")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["schema", "--base", "alliances-1914", "rule"], "unknown-schema"),
        (["schema", "--base", "nowhere", "rules"], "no-base"),
        (["schema", "--base", f"{GOOD}/matrix.scw", "rules"], "no-files"),
        (["schema", "--base", "alliances-1914"], "usage"),
        (["schema", "assessment", "batch"], "usage"),
        (["schema", "-o", "made"], "usage"),
        (["schema", "--base", GOOD, "-o", "made.json"], "several-files"),
        (["schema", "--base", GOOD, "rules", "case", "-o", "made.json"], "several-files"),
        (["schema", "--base", GOOD, "rules", "-o", "nowhere/made.json"], "unwritable"),
        (["schema", "assessment", "-o", "nowhere/made.json"], "unwritable"),
    ],
)
def test_a_schema_that_there_is_not_is_refused(words: list[str], code: str) -> None:
    answer = ask([*words, "--json"])
    assert answer.code == 2
    assert [problem["code"] for problem in json.loads(answer.out)["problems"]] == [code]


def test_it_is_said_how_a_file_finds_its_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copytree(GOOD, tmp_path / "town")
    monkeypatch.chdir(tmp_path)
    said = ask(["schema", "--base", "town", "-o", "made"]).out
    ways = re.findall(r"^  (\S+)\n    `# yaml-language-server: \$schema=(\S+)`$", said, re.M)
    assert [(Path(place).parent / way).resolve().name for place, way in ways] == [f"{kind}.json" for kind in KINDS]
    assert all((Path(place).parent / way).resolve().parent == tmp_path / "made" for place, way in ways)
    assert "$schema" not in ask(["schema", "--base", "alliances-1914", "-o", "others"]).out


def test_one_schema_goes_to_the_file_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = ask(["schema", "--base", GOOD, "rules", "-o", "x.json"])
    assert (said.code, said.out.splitlines()[0]) == (0, "x.json of ferry is in this folder.")
    assert (tmp_path / "x.json").read_text(encoding="utf-8") == ask(["schema", "--base", GOOD, "rules"]).out
    assert ask(["schema", "--base", GOOD, "rules", "-o", "x.json"]).code == 0
    (tmp_path / "mine.json").write_text("{}", encoding="utf-8")
    assert "file-exists" in ask(["schema", "--base", GOOD, "rules", "-o", "mine.json"]).err
    (tmp_path / "odd.json").mkdir()
    assert ask(["schema", "--base", GOOD, "rules", "-o", "odd.json"]).code == 0
    assert [path.name for path in (tmp_path / "odd.json").iterdir()] == ["rules.json"]
    for name in ("verification", "openapi"):
        said = ask(["schema", name, "-o", "of.json"])
        assert (said.code, said.out, said.err) == (0, "", f"of.json: the schema of {name} written\n")
        assert (tmp_path / "of.json").read_text(encoding="utf-8") == ask(["schema", name]).out
        assert ask(["schema", name, "-o", "-"]).out == ask(["schema", name]).out


def test_only_what_was_made_here_is_written_over(tmp_path: Path) -> None:
    words = ["schema", "--base", GOOD, "-o", str(tmp_path / "made")]
    assert [ask(words).code for _ in range(2)] == [0, 0]
    before = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    assert sorted(before) == sorted(f"{kind}.json" for kind in KINDS)
    (tmp_path / "made" / "case.json").write_text('{"title": "A case of mine"}', encoding="utf-8")
    (tmp_path / "made" / "base.json").unlink()
    answer = ask([*words, "--json"])
    assert (answer.code, json.loads(answer.out)["problems"][0]["code"]) == (2, "file-exists")
    assert "A case of mine" in (tmp_path / "made" / "case.json").read_text(encoding="utf-8")
    assert not (tmp_path / "made" / "base.json").exists()
    (tmp_path / "made" / "case.json").unlink()
    (tmp_path / "made" / "case.json").mkdir()
    assert ask(words).code == 2


def test_names_that_nobody_would_read_through_are_taken_and_not_offered(tmp_path: Path) -> None:
    files = {
        "rules/base.yaml": "name: towns\ntitle: t\nverdict: all.well\nsource: {paragraphs: {1: {section: a, gist: b}}}\nactors:\n"
        + "".join(f"  t{number}: {{title: Town {number}, kind: town}}\n" for number in range(50)),
        "rules/r.yaml": "- {id: a-road-helps, title: t, for: {A: town, B: town}, when: {'road(A, B)': open}, "
        "impact: {all.well: {yes: 1}}, says: s, cite: 1}\n",
        "facts/vocabulary.yaml": "- {id: 'road(A, B)', for: {A: town, B: town}, title: t, question: q, states: [closed, open]}\n"
        "- {id: all.well, title: t, question: q, states: [no, yes]}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    base_name = str(tmp_path)
    assert [wrong for kind, _, text in files_of(base_name) for wrong in wrong_in(base_name, kind, text)] == []
    case = "title: t\nfacts: [{{'road({0}, {1})': {2}}}]\nexpect: {{fired: ['a-road-helps({0}, {1})'], verdict: yes}}\n"
    assert wrong_in(base_name, "case", case.format("t1", "t49", "open")) == []
    for said in (("t1", "t50", "open"), ("t1", "t49", "opne")):
        assert wrong_in(base_name, "case", case.format(*said))
    for kind in ("rules", "case"):
        assert len(json.dumps(validators(base_name)[kind].schema)) < 60_000
