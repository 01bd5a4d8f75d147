"""`new` on the command line: on a terminal, with options, and where it may not write; what it writes is whole."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from engine.author.checking import check_base
from engine.author.editing import KINDS
from engine.author.mutating import try_mutants
from engine.author.plans import MOST_STATES, Choice, Plan, check_name, check_plan, least_of, read_choice
from engine.author.starting import SCHEMAS, draft_base
from engine.author.testing import run_cases
from engine.language.cases import load_cases
from engine.language.describing import RESERVED
from engine.language.folders import find_folder, folder_of
from engine.language.loading import load_base
from engine.language.problems import InvalidInput, Place
from tests.author.as_edited import files_of, wrong_in
from tests.bad_input.asking import ask
from tests.commands.terminal import converse
from tests.generated import examples


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_what_is_written_is_whole_and_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = ask(["new", "harbour"])
    assert (made.code, made.err) == (0, "")
    assert files_in(tmp_path / "harbour") == sorted(
        [
            *("README.md", ".pre-commit-config.yaml", "rules/base.yaml", "rules/rules.yaml", "facts/vocabulary.yaml"),
            *(f"facts/cases/{name}.yaml" for name in ("today", "support-given", "resistance-strong")),
            "facts/cases/support-given-and-resistance-strong.yaml",
            *(f"{SCHEMAS}/{kind}.json" for kind in KINDS),
        ]
    )
    words = ["--base", "harbour"]
    assert "unchanged is indicated" in ask(["assess", *words]).out
    assert ask(["test", "--require", "100", "--mutate", *words]).code == 0
    checked = json.loads(ask(["check", "--prove", "--json", *words]).out)
    assert (checked["passed"], checked["findings"]) == (True, [])
    with (tmp_path / "harbour" / "README.md").open(encoding="utf-8") as readme:
        assert sum(line[:2] in ("1.", "2.", "3.", "4.", "5.") for line in readme) == 5


def test_every_file_names_the_schema_beside_it_and_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ask(["new", "harbour"]).code == 0
    before = {kind: (tmp_path / "harbour" / SCHEMAS / f"{kind}.json").read_bytes() for kind in KINDS}
    for path in (tmp_path / "harbour").glob("*/**/*.yaml"):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        schema = path.parent / first.removeprefix("# yaml-language-server: $schema=")
        assert schema.resolve().is_relative_to(tmp_path / "harbour" / SCHEMAS), path
        assert json.loads(schema.read_text(encoding="utf-8"))["title"].endswith("of harbour")
    assert [wrong for kind, _, text in files_of("harbour") for wrong in wrong_in("harbour", kind, text)] == []
    assert ask(["schema", "--base", "harbour", "-o", f"harbour/{SCHEMAS}"]).code == 0
    assert before == {kind: (tmp_path / "harbour" / SCHEMAS / f"{kind}.json").read_bytes() for kind in KINDS}


def test_options_say_what_it_is_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = [
        "--title",
        'The "quay": 1',
        "--source",
        "A # b",
        "--question",
        "Does she sail?",
        "--verdict",
        "crossing=sails,late,no",
    ]
    words += ["--descriptor", "water.level=low,high", "--descriptor", "crew=4,3", "--descriptor", "null=no,yes"]
    document = json.loads(ask(["new", "my.quay", *words, "--json"]).out)
    assert (document["schema"], document["folder"], document["base"]["title"]) == (
        "kakehashi.written",
        "my.quay",
        'The "quay": 1',
    )
    assert files_in(tmp_path / "my.quay") == sorted(document["files"])
    base = load_base(find_folder("my.quay"))
    assert list(base.descriptors) == ["water.level", "crew", "null", "crossing"]
    assert base.descriptors["crossing"].question == "Does she sail?"
    assert ask(["check", "--prove", "--base", "my.quay"]).code == 0
    assert [wrong for kind, _, text in files_of("my.quay") for wrong in wrong_in("my.quay", kind, text)] == []


def test_it_asks_on_a_terminal_and_again_where_an_answer_will_not_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answers = [
        ("Title [Quay]:", ""),
        ("The text it rests on [Notes of mine]:", " "),
        ("The text it rests on [Notes of mine]:", "a\x9bb"),
        ("The text it rests on [Notes of mine]:", "Harbour orders"),
        ("The question it answers [How does it come out?]:", "Does she sail?"),
        ("Its answers, the first where nothing speaks for another [outcome=unchanged,better,worse]:", "sails,stays in"),
        ("Its answers, the first where nothing speaks for another [outcome=unchanged,better,worse]:", "sails,stays_in"),
        ("What it hangs on; its last state makes a difference [support=lacking,given]:", "sea=calm,rough"),
        ("What it hangs on; its last state makes a difference [resistance=weak,strong]:", "sea=a,b"),
        ("What it hangs on; its last state makes a difference [resistance=weak,strong]:", "crew=few,enough"),
        ("What else it hangs on, if anything:", "fog=none_seen,dense"),
        ("What else it hangs on, if anything:", ""),
    ]
    code, seen = converse(["new", "quay"], answers, {"NO_COLOR": "1"})
    assert code == 0, seen
    assert "this text is empty or too long." in seen
    assert "the character U+009B may not stand in a text." in seen
    assert "`stays in` is no state." in seen
    assert "`sea` is named twice." in seen
    base = load_base(find_folder("quay"))
    assert (base.source.title, list(base.descriptors)) == ("Harbour orders", ["sea", "crew", "fog", "outcome"])
    assert base.descriptors["outcome"].states == ("sails", "stays_in")
    assert ask(["test", "--require", "100", "--base", "quay"]).code == 0


@pytest.mark.parametrize("folder", ["there", "nowhere/quay", "streltsov-2015"])
def test_it_asks_nothing_where_the_folder_cannot_be_made(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    code, seen = converse(["new", folder], [], {"NO_COLOR": "1"})
    assert code == 2
    assert "FOLDER: " in seen
    assert "Title" not in seen
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_a_text_that_no_file_may_have_is_refused_by_its_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = ask(["new", "quay", "--title", "a\x1bb", "--json"])
    (problem,) = json.loads(answer.out)["problems"]
    assert (answer.code, problem["file"]) == (2, "--title")
    assert not list(tmp_path.iterdir())


REFUSED = {
    "quay --verdict sails": ("wrong-shape", "--verdict"),
    "quay --verdict crossing=sails": ("wrong-states", "--verdict"),
    "quay --verdict crossing=sails,sails": ("wrong-states", "--verdict"),
    "quay --verdict crossing=a,b,c,d,e": ("wrong-states", "--verdict"),
    "quay --verdict crossing=a,b,c,d": ("too-few", "--descriptor"),
    "quay --descriptor sea=calm,rough": ("too-few", "--descriptor"),
    "quay --descriptor sea=calm,rough --descriptor sea=high,low": ("duplicate-id", "--descriptor"),
    "quay --descriptor a.b=calm,rough --descriptor a_b=calm,rough": ("duplicate-id", "--descriptor"),
    "quay --descriptor grade=a,b --descriptor sea=a,b": ("reserved-word", "--descriptor"),
    "quay --descriptor sea(A)=a,b": ("wrong-value", "--descriptor"),
    "quay --descriptor sea=a|b,c": ("wrong-value", "--descriptor"),
    "a,b": ("wrong-value", "FOLDER"),
    "there": ("folder-exists", "FOLDER"),
    "streltsov-2015": ("shipped-name", "FOLDER"),
    "nowhere/quay": ("unwritable", "FOLDER"),
}


FULL = ",".join(f"{number:03}" + "x" * 57 for number in range(256))
MUCH = {
    "no name": ["", ("wrong-value", "FOLDER", "a base needs a name")],
    "too long a name": ["q" * 121, ("wrong-value", "FOLDER", "has 121 letters")],
    "a name no path takes": ["q" * 5000, ("wrong-value", "FOLDER", "has 5,000 letters")],
    "too long a descriptor": ["quay", "s" * 121 + "=a,b", ("wrong-value", "--descriptor", "is no name of a descriptor")],
    "too long a state": ["quay", "sea=a," + "b" * 61, ("wrong-value", "--descriptor", "is no state")],
    "too long a rule": ["quay", "s" * 120 + "=a,b", "sea=a,b", ("wrong-value", "--descriptor", "too long a name")],
    "too many states": ["quay", f"sea={FULL},z", "crew=a,b", ("wrong-states", "--descriptor", "257 states; at most 256")],
    "too long a case": [
        "quay",
        "s" + "海" * 70 + "=a,b",
        "t" + "空" * 70 + "=a,b",
        ("too-much", "--descriptor", "too long a name"),
    ],
    "too large a file": ["quay", *(f"sea{n}={FULL}" for n in range(20)), ("too-much", "--descriptor", "bytes; 262,144 are read")],
    "too many cases": ["quay", *(f"sea{n}=a,b" for n in range(600)), ("too-much", "--descriptor", "cases; at most 1,000")],
}


@pytest.mark.parametrize("which", MUCH)
def test_what_is_too_much_is_refused_where_it_was_said(which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    *said, (code, place, message) = MUCH[which]
    name, *hangs_on = said
    answer = ask(["new", str(name), *(word for one in hangs_on for word in ("--descriptor", str(one))), "--json"])
    assert answer.code == 2
    (problem,) = json.loads(answer.out)["problems"]
    assert (problem["code"], problem["file"]) == (code, place)
    assert message in problem["message"]
    assert "at most 120" in problem["hint"] or place != "FOLDER"
    assert not list(tmp_path.iterdir())


def test_as_much_as_may_be_is_written_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = "q" * 120
    assert ask(["new", name, "--descriptor", f"sea={FULL}", "--descriptor", "s" * 80 + "=a,b"]).code == 0
    assert ask(["check", "--base", name]).code == 0
    assert ask(["test", "--base", name]).code == 0


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_is_refused_and_nothing_is_written(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    answer = ask(["new", *words.split(), "--json"])
    assert answer.code == 2
    (problem,) = json.loads(answer.out)["problems"]
    assert (problem["code"], problem["file"]) == REFUSED[words]
    assert problem["hint"]
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


NAMES = st.from_regex(r"[A-Za-z_][\w-]{0,6}(\.[\w-]{1,4})?", fullmatch=True).filter(lambda name: name not in RESERVED)
STATES = st.from_regex(r"\w[\w.:+-]{0,5}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20).filter(str.strip)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan that may be carried out."""

    def choice(name: str, least: int, most: int) -> Choice:
        return read_choice(f"{name}={','.join(draw(st.lists(STATES, min_size=least, max_size=most, unique=True)))}", "x")

    name = draw(st.from_regex(r"\w[\w.-]{0,8}", fullmatch=True))
    try:
        check_name(name, Place("x"))
        verdict = choice("the.verdict", 2, MOST_STATES)
        names = draw(st.lists(NAMES, min_size=least_of(verdict), max_size=5, unique=True))
        chosen = tuple(choice(name, 2, 4) for name in names)
        plan = Plan(name, draw(TEXTS), draw(TEXTS), draw(TEXTS), verdict, chosen)
        check_plan(plan)
    except InvalidInput:
        reject()  # two names that make one, or a sign that a file may not have in a name
    return plan


@given(plans())
@examples(25)
def test_whatever_it_is_about_the_base_is_proved_covered_and_notices_every_slip(plan: Plan) -> None:
    files = draft_base(plan)
    folder = folder_of(files, "made")
    base = load_base(folder)
    cases = load_cases(base, folder)
    assert check_base(base, cases, proof=True).findings == ()
    report = run_cases(base, cases, cases)
    assert (report.passed, report.coverage.share) == (True, 100)
    mutation = try_mutants(report, cases, 600, lambda _: None)
    assert (mutation.passed, mutation.findings) == (True, ())
    with TemporaryDirectory() as made:
        for name, text in files.items():
            path = Path(made, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert [wrong for kind, _, text in files_of(made) for wrong in wrong_in(made, kind, text)] == []


def test_a_choice_is_read_as_it_is_said() -> None:
    assert read_choice(" water.level = low , high ", "x") == Choice("water.level", ("low", "high"))
