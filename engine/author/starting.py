"""A base to begin with: small, complete and tested, drafted from a few answers for its author to write over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from engine.author.plans import Choice, Plan, Reason, check_plan, reasons_of, spoken, title_of
from engine.author.scalars import quoted
from engine.language.documents import MAX_BYTES
from engine.language.folders import MAX_FILES
from engine.language.problems import Place, invalid

SCHEMAS = ".schemas"
BASELINE = "today"
_LISTED = 8  # states that a question names
_LONGEST = 255  # bytes in the name of a file, on every file system in use


def draft_base(plan: Plan) -> dict[str, str]:
    """The files of the base, by their names in its folder. Raises `InvalidInput` where a plan cannot be carried out."""
    check_plan(plan)
    reasons = reasons_of(plan)
    files = {
        "README.md": _readme(plan),
        ".pre-commit-config.yaml": _PRE_COMMIT,
        "rules/base.yaml": _text("base", 1, _head(plan, reasons)),
        "rules/rules.yaml": _text("rules", 1, _rules(plan, reasons)),
        "facts/vocabulary.yaml": _text("vocabulary", 1, _vocabulary(plan)),
        **{f"facts/cases/{name}.yaml": _text("case", 2, lines) for name, lines in _cases(plan, reasons)},
    }
    _check_files(files)
    return files


def _check_files(files: Mapping[str, str]) -> None:
    """Raises `InvalidInput` where so much hangs together that its files could not be written, or not be read again."""
    place, hint = Place("--descriptor"), "Begin with fewer descriptors and states, and shorter words."
    cases = sum(name.startswith("facts/cases/") for name in files)
    if cases > MAX_FILES:
        raise invalid(place, "too-much", f"these descriptors make {cases:,} cases; at most {MAX_FILES:,} are read", hint)
    for name, text in files.items():
        if (size := len(text.encode())) > MAX_BYTES:
            raise invalid(place, "too-much", f"these descriptors make a {name} of {size:,} bytes; {MAX_BYTES:,} are read", hint)
        if len(PurePosixPath(name).name.encode()) > _LONGEST:
            raise invalid(place, "too-much", f"two descriptors would make a case of too long a name, {name}", hint)


def _text(kind: str, depth: int, lines: Iterator[str] | Sequence[str]) -> str:
    """A file, with the line by which an editor finds the schema of its kind."""
    return "".join(f"{line}\n" for line in (f"# yaml-language-server: $schema={'../' * depth}{SCHEMAS}/{kind}.json", *lines))


def _head(plan: Plan, reasons: list[Reason]) -> Iterator[str]:
    yield f"name: {quoted(plan.name)}"
    yield f"title: {quoted(plan.title)}"
    yield f"verdict: {quoted(plan.verdict.id)}"
    yield f"baseline: {BASELINE}"
    yield "source:"
    yield f"  title: {quoted(plan.source)}"
    yield "  # What your rules may cite: a paragraph of your text a line, its gist in your words."
    yield "  paragraphs:"
    for number, reason in enumerate(reasons, 1):
        yield f"    {number}: {{section: Notes, place: {number}, gist: {quoted(_sentence(plan, reason))}}}"
    yield "notes:"
    yield "  weights: 1 for a reason; a weightier reason has a higher number. Say here what yours mean."


def _vocabulary(plan: Plan) -> Iterator[str]:
    yield "# What the answer hangs on: somebody looks at it, and says in a case how it stands."
    for choice in plan.hangs_on:
        yield ""
        yield f"- id: {quoted(choice.id)}"
        yield f"  title: {quoted(title_of(choice.words))}"
        yield f"  question: {quoted(_question(choice))}"
        yield f"  states: [{', '.join(map(quoted, choice.states))}]"
        yield "  lever: external  # or one of the `actors` of base.yaml who can move it"
    yield ""
    yield "# The answer: the rules derive it."
    yield ""
    yield f"- id: {quoted(plan.verdict.id)}"
    yield f"  title: {quoted(title_of(plan.verdict.words))}"
    yield f"  question: {quoted(plan.question)}"
    yield f"  states: [{', '.join(map(quoted, plan.verdict.states))}]"
    yield f"  default: {quoted(plan.verdict.states[0])}  # where no rule speaks for another"


def _rules(plan: Plan, reasons: list[Reason]) -> Iterator[str]:
    for number, reason in enumerate(reasons, 1):
        if number > 1:
            yield ""
        why = "A reason among others: it weighs." if reason.weight else "Decisive in itself: it defines."
        yield f"# {why}"
        yield f"- id: {quoted(reason.rule)}"
        yield f"  title: {quoted(title_of(reason.rule))}"
        yield f"  when: {{{quoted(reason.choice.id)}: {quoted(reason.state)}}}"
        target = f"{quoted(plan.verdict.id)}: "
        weighed = f"impact: {{{target}{{{quoted(reason.towards)}: +{reason.weight}}}}}"
        yield f"  {weighed if reason.weight else f'then: {{{target}{quoted(reason.towards)}}}'}"
        yield f"  says: {quoted(_sentence(plan, reason))}"
        yield f"  cite: {number}"


def _cases(plan: Plan, reasons: list[Reason]) -> Iterator[tuple[str, list[str]]]:
    """The baseline, a case for each reason alone, and one for each that has another of the reasons against it."""
    facts = [f"  - {{{quoted(choice.id)}: {quoted(choice.states[0])}, kind: assumption}}" for choice in plan.hangs_on]
    first, *_ = plan.verdict.states
    silent = ", ".join(quoted(reason.rule) for reason in reasons)
    expect = ["expect:", f"  verdict: {quoted(first)}", f"  not_fired: [{silent}]"]
    yield BASELINE, ["title: As things are", "facts:", *facts, *expect]
    for reason in reasons:
        yield reason.choice.shown, _case(f"With {_state(reason)}", [reason], reason.towards)
    for at, reason in enumerate(reasons):
        for other in reasons[:at]:
            winner = max((reason, other), key=lambda one: (one.weight == 0, one.weight))
            if other.towards != reason.towards:
                title = f"With {_state(other)} and {_state(reason)}"
                yield f"{other.choice.shown}-and-{reason.choice.shown}", _case(title, [other, reason], winner.towards)


def _case(title: str, reasons: list[Reason], verdict: str) -> list[str]:
    facts = [f"  - {{{quoted(reason.choice.id)}: {quoted(reason.state)}, kind: assumption}}" for reason in reasons]
    fired = ", ".join(quoted(reason.rule) for reason in reasons)
    expect = ["expect:", f"  verdict: {quoted(verdict)}", f"  fired: [{fired}]"]
    return [f"title: {quoted(title)}", f"extends: {BASELINE}", "facts:", *facts, *expect]


def _sentence(plan: Plan, reason: Reason) -> str:
    where = f"Where {reason.choice.words} is {spoken(reason.state)}"
    if reason.weight:
        return f"{where}, that speaks for {spoken(reason.towards)}."
    return f"{where}, {plan.verdict.words} is {spoken(reason.towards)}, whatever else."


def _state(reason: Reason) -> str:
    return f"{reason.choice.words} {spoken(reason.state)}"


def _readme(plan: Plan) -> str:
    return f"""# {plan.title}

A rule base of Kakehashi. It answers: {plan.question} Ask it in this folder with `kakehashi assess --base .`.

1. `rules/base.yaml`: name your text, and list its paragraphs, each with its gist in your words.
2. `facts/vocabulary.yaml`: what the answer hangs on, as questions with a few states each.
3. `rules/rules.yaml`: a rule for each claim, and in `facts/cases/` what must come out of it.
4. `kakehashi check --prove --base .` and `kakehashi test --coverage --mutate --base .` say what is missing.
5. `kakehashi schema --base . -o {SCHEMAS}` tells your editor new names; `pre-commit install` has each commit checked.
"""


_PRE_COMMIT = """repos:
  - repo: local
    hooks:
      - id: kakehashi-check
        name: kakehashi check
        entry: kakehashi check --base .
        language: system
        files: ^(rules|facts)/
        pass_filenames: false
      - id: kakehashi-test
        name: kakehashi test
        entry: kakehashi test --base .
        language: system
        files: ^(rules|facts)/
        pass_filenames: false
"""


def _question(choice: Choice) -> str:
    *but_last, last = map(spoken, choice.states)
    if len(but_last) >= _LISTED:
        return f"In which of its states is {choice.words}?"
    return f"Is {choice.words} {', '.join(but_last)} or {last}?"
