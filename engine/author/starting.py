"""A base to begin with: small, complete and tested, drafted from a few answers for its author to write over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct
from pydantic import TypeAdapter, ValidationError

from engine.language.describing import RESERVED
from engine.language.documents import CONTROL
from engine.language.problems import Place, invalid
from engine.language.records import DescriptorId, RuleId, State, Text

MOST_STATES = 4  # of the verdict: more would want weights that say nothing yet
SCHEMAS = ".schemas"
BASELINE = "today"


class Choice(Struct, frozen=True):
    """A descriptor and its states; the first is how things are where nobody says otherwise."""

    id: str
    states: tuple[str, ...]

    @property
    def words(self) -> str:
        """How it is called in running text."""
        return _words(self.id)

    @property
    def shown(self) -> str:
        """What a case is called in which it is in its last state."""
        return f"{_hyphened(self.id)}-{_hyphened(self.states[-1])}"


class Plan(Struct, frozen=True):
    """What a base is to be about: the text it rests on, the question it answers, and what the answer hangs on."""

    name: str
    title: str
    source: str
    question: str
    verdict: Choice
    hangs_on: tuple[Choice, ...]


class Reason(Struct, frozen=True):
    """That a descriptor is in its last state means a state of the verdict (weight 0), or weighs for it."""

    choice: Choice
    towards: str
    weight: int

    @property
    def state(self) -> str:
        """The state that it takes to be the case."""
        return self.choice.states[-1]

    @property
    def rule(self) -> str:
        """The rule that says it."""
        return f"{self.choice.shown}-{'speaks-for' if self.weight else 'means'}-{_hyphened(self.towards)}"


QUESTION = "How does it come out?"
VERDICT = Choice("outcome", ("unchanged", "better", "worse"))
HANGS_ON = (Choice("support", ("lacking", "given")), Choice("resistance", ("weak", "strong")))


def title_of(name: str) -> str:
    """The title that the name of a base suggests."""
    words = re.sub(r"[-_.]+", " ", name).strip()
    return f"{words[:1].upper()}{words[1:]}"


def read_choice(said: str, option: str) -> Choice:
    """The choice in ``id=state,state``. Raises `InvalidInput` where it is none."""
    place = Place(option)
    name, equals, listed = (part.strip() for part in said.partition("="))
    states = tuple(state.strip() for state in listed.split(","))
    if not equals:
        raise invalid(place, "wrong-shape", f"`{said}` is not of the form name=state,state", "Such as `water=low,high`.")
    if "(" in name or not _fits(DescriptorId, name):
        raise invalid(place, "wrong-value", f"`{name}` is no name of a descriptor", "Dotted words, such as `weather.sea`.")
    if name in RESERVED:
        raise invalid(place, "reserved-word", f"`{name}` has a meaning of its own in files", "Take another word.")
    for state in states:
        if not _fits(State, state):
            hint = "A state is one word: letters, digits, `_ . : + -`; write commas between them."
            raise invalid(place, "wrong-value", f"`{state}` is no state", hint)
    if len(states) < 2 or len(set(states)) < len(states):
        said = "takes two states or more" if len(states) < 2 else "has a state twice"
        raise invalid(place, "wrong-states", f"`{name}` {said}", f"Such as `{name}=low,high`.")
    return Choice(name, states)


def check_name(name: str, place: Place) -> None:
    """Raises `InvalidInput` where a base cannot go by that name."""
    if not _fits(RuleId, name):
        raise invalid(place, "wrong-value", f"`{name}` is no name of a base", "One word: letters, digits, `_ . -`.")


def check_text(text: str, place: Place) -> str:
    """A text. Raises `InvalidInput` where no file may have it."""
    if not _fits(Text, text):
        raise invalid(place, "wrong-value", "this text is empty or too long", "Say it in a sentence.")
    if strange := CONTROL.search(text):
        raise invalid(place, "wrong-value", f"the character U+{ord(strange[0]):04X} may not stand in a text", "Leave it out.")
    return text


def _fits(kind: Any, text: str) -> bool:
    """Whether a text is one of a kind of text that files have."""
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True


def check_verdict(verdict: Choice) -> Choice:
    """The verdict. Raises `InvalidInput` where it has too many states to begin with."""
    if len(verdict.states) > MOST_STATES:
        message = f"{len(verdict.states)} states of {verdict.id}; at most {MOST_STATES} are drafted"
        raise invalid(Place("--verdict"), "wrong-states", message, "Begin with fewer, and add the others in the files.")
    return verdict


def check_names(verdict: Choice, hangs_on: Sequence[Choice]) -> None:
    """Raises `InvalidInput` where two descriptors go by one name, or would make rules that do."""
    place, named = Place("--descriptor"), [verdict.id, *(choice.id for choice in hangs_on)]
    for at, name in enumerate(named):
        if name in named[:at]:
            raise invalid(place, "duplicate-id", f"`{name}` is named twice", f"There are {', '.join(dict.fromkeys(named))}.")
    shown = [choice.shown for choice in hangs_on]
    for at, name in enumerate(shown):
        if name in shown[:at]:
            message = f"`{hangs_on[shown.index(name)].id}` and `{hangs_on[at].id}` make rules of one name"
            raise invalid(place, "duplicate-id", message, "Take words that differ by more than their signs.")


def least_of(verdict: Choice) -> int:
    """How many descriptors a verdict has to hang on, so that each of its states is reached."""
    return max(2, len(verdict.states) - 1)


def check_plan(plan: Plan) -> None:
    """Raises `InvalidInput` where no base can be drafted of a plan."""
    verdict, count, least = check_verdict(plan.verdict), len(plan.hangs_on), least_of(plan.verdict)
    check_names(verdict, plan.hangs_on)
    for option, text in (("--title", plan.title), ("--source", plan.source), ("--question", plan.question)):
        check_text(text, Place(option))
    if count < least:
        message = f"{len(verdict.states)} states of {verdict.id} hang on at least {least} descriptors, not on {count}"
        raise invalid(Place("--descriptor"), "too-few", message, "Name another: `--descriptor water=low,high`.")
    for reason in reasons_of(plan):
        if not _fits(RuleId, reason.rule):
            message = f"the rule on {reason.choice.id} would have too long a name: {reason.rule}"
            raise invalid(Place("--descriptor"), "wrong-value", message, "Take shorter words.")


def reasons_of(plan: Plan) -> list[Reason]:
    """A reason for each descriptor, so that each decides in some case, and no two states are ever level.

    Others than the first state of the verdict are weighed for, each more than the one before; one is defined by what it takes;
    and what is left speaks for the first state, by more than any of the others.
    """
    first, *others = plan.verdict.states
    weighed, defined = (others[:-1], others[-1]) if len(others) > 1 else (others, first)
    towards = [*((state, weight) for weight, state in enumerate(weighed, 1)), (defined, 0)]
    towards += [(first, len(weighed) + 1)] * (len(plan.hangs_on) - len(towards))
    return [Reason(choice, state, weight) for choice, (state, weight) in zip(plan.hangs_on, towards, strict=True)]


def draft_base(plan: Plan) -> dict[str, str]:
    """The files of the base, by their names in its folder. Raises `InvalidInput` where a plan cannot be carried out."""
    check_plan(plan)
    reasons = reasons_of(plan)
    return {
        "README.md": _readme(plan),
        ".pre-commit-config.yaml": _PRE_COMMIT,
        "rules/base.yaml": _text("base", 1, _head(plan, reasons)),
        "rules/rules.yaml": _text("rules", 1, _rules(plan, reasons)),
        "facts/vocabulary.yaml": _text("vocabulary", 1, _vocabulary(plan)),
        **{f"facts/cases/{name}.yaml": _text("case", 2, lines) for name, lines in _cases(plan, reasons)},
    }


def _text(kind: str, depth: int, lines: Iterator[str] | Sequence[str]) -> str:
    """A file, with the line by which an editor finds the schema of its kind."""
    return "".join(f"{line}\n" for line in (f"# yaml-language-server: $schema={'../' * depth}{SCHEMAS}/{kind}.json", *lines))


def _head(plan: Plan, reasons: list[Reason]) -> Iterator[str]:
    yield f"name: {_quoted(plan.name)}"
    yield f"title: {_quoted(plan.title)}"
    yield f"verdict: {_quoted(plan.verdict.id)}"
    yield f"baseline: {BASELINE}"
    yield "source:"
    yield f"  title: {_quoted(plan.source)}"
    yield "  # What your rules may cite: a paragraph of your text a line, its gist in your words."
    yield "  paragraphs:"
    for number, reason in enumerate(reasons, 1):
        yield f"    {number}: {{section: Notes, place: {number}, gist: {_quoted(_sentence(plan, reason))}}}"
    yield "notes:"
    yield "  weights: 1 for a reason; a weightier reason has a higher number. Say here what yours mean."


def _vocabulary(plan: Plan) -> Iterator[str]:
    yield "# What the answer hangs on: somebody looks at it, and says in a case how it stands."
    for choice in plan.hangs_on:
        yield ""
        yield f"- id: {_quoted(choice.id)}"
        yield f"  title: {_quoted(title_of(choice.words))}"
        yield f"  question: {_quoted(f'Is {choice.words} {_or(choice.states)}?')}"
        yield f"  states: [{', '.join(map(_quoted, choice.states))}]"
        yield "  lever: external  # or one of the `actors` of base.yaml who can move it"
    yield ""
    yield "# The answer: the rules derive it."
    yield ""
    yield f"- id: {_quoted(plan.verdict.id)}"
    yield f"  title: {_quoted(title_of(plan.verdict.words))}"
    yield f"  question: {_quoted(plan.question)}"
    yield f"  states: [{', '.join(map(_quoted, plan.verdict.states))}]"
    yield f"  default: {_quoted(plan.verdict.states[0])}  # where no rule speaks for another"


def _rules(plan: Plan, reasons: list[Reason]) -> Iterator[str]:
    for number, reason in enumerate(reasons, 1):
        if number > 1:
            yield ""
        why = "A reason among others: it weighs." if reason.weight else "Decisive in itself: it defines."
        yield f"# {why}"
        yield f"- id: {_quoted(reason.rule)}"
        yield f"  title: {_quoted(title_of(reason.rule))}"
        yield f"  when: {{{_quoted(reason.choice.id)}: {_quoted(reason.state)}}}"
        target = f"{_quoted(plan.verdict.id)}: "
        weighed = f"impact: {{{target}{{{_quoted(reason.towards)}: +{reason.weight}}}}}"
        yield f"  {weighed if reason.weight else f'then: {{{target}{_quoted(reason.towards)}}}'}"
        yield f"  says: {_quoted(_sentence(plan, reason))}"
        yield f"  cite: {number}"


def _cases(plan: Plan, reasons: list[Reason]) -> Iterator[tuple[str, list[str]]]:
    """The baseline, a case for each reason alone, and one for each that has another of the reasons against it."""
    facts = [f"  - {{{_quoted(choice.id)}: {_quoted(choice.states[0])}, kind: assumption}}" for choice in plan.hangs_on]
    first, *_ = plan.verdict.states
    silent = ", ".join(_quoted(reason.rule) for reason in reasons)
    expect = ["expect:", f"  verdict: {_quoted(first)}", f"  not_fired: [{silent}]"]
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
    facts = [f"  - {{{_quoted(reason.choice.id)}: {_quoted(reason.state)}, kind: assumption}}" for reason in reasons]
    fired = ", ".join(_quoted(reason.rule) for reason in reasons)
    expect = ["expect:", f"  verdict: {_quoted(verdict)}", f"  fired: [{fired}]"]
    return [f"title: {_quoted(title)}", f"extends: {BASELINE}", "facts:", *facts, *expect]


def _sentence(plan: Plan, reason: Reason) -> str:
    where = f"Where {reason.choice.words} is {_words(reason.state)}"
    if reason.weight:
        return f"{where}, that speaks for {_words(reason.towards)}."
    return f"{where}, {plan.verdict.words} is {_words(reason.towards)}, whatever else."


def _state(reason: Reason) -> str:
    return f"{reason.choice.words} {_words(reason.state)}"


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


def _words(name: str) -> str:
    return re.sub(r"[._]+", " ", name).strip() or name


def _hyphened(name: str) -> str:
    """A name as part of an id of words joined by hyphens."""
    return re.sub(r"[^\w-]+|_", "-", name).strip("-") or name.strip("._:+") or "it"


def _or(states: Sequence[str]) -> str:
    *but_last, last = map(_words, states)
    return f"{', '.join(but_last)} or {last}"


def _quoted(text: str) -> str:
    """A text as a scalar of YAML, which takes JSON's; plain where every reader of YAML takes it for a text."""
    if re.fullmatch(r"[A-Za-z]([\w. -]*[\w.-])?", text, re.ASCII) and text.lower() not in _WORDS_OF_YAML:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in quoted)


_WORDS_OF_YAML = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
