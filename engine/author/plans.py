"""What a base to begin with is to be about: the answer, what it hangs on, and the reasons between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from pydantic import TypeAdapter, ValidationError

from engine.language.describing import MAX_STATES, RESERVED
from engine.language.documents import CONTROL
from engine.language.folders import shipped_bases
from engine.language.problems import Place, invalid
from engine.language.records import MAX_NAME, MAX_STATE_NAME, DescriptorId, RuleId, State, Text

MOST_STATES = 4  # of the verdict: more would want weights that say nothing yet


class Choice(Struct, frozen=True):
    """A descriptor and its states; the first is how things are where nobody says otherwise."""

    id: str
    states: tuple[str, ...]

    @property
    def words(self) -> str:
        """How it is called in running text."""
        return spoken(self.id)

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
    hint = f"Dotted words of at most {MAX_NAME} letters, such as `weather.sea`."
    if "(" in name or not _fits(DescriptorId, name):
        raise invalid(place, "wrong-value", f"`{name}` is no name of a descriptor", hint)
    if name in RESERVED:
        raise invalid(place, "reserved-word", f"`{name}` has a meaning of its own in files", "Take another word.")
    for state in states:
        if not _fits(State, state):
            hint = f"A state is one word of at most {MAX_STATE_NAME} letters, digits, `_ . : + -`; write commas between them."
            raise invalid(place, "wrong-value", f"`{state}` is no state", hint)
    if len(states) < 2 or len(set(states)) < len(states):
        said = "takes two states or more" if len(states) < 2 else "has a state twice"
        raise invalid(place, "wrong-states", f"`{name}` {said}", f"Such as `{name}=low,high`.")
    if len(states) > MAX_STATES:
        message = f"`{name}` has {len(states):,} states; at most {MAX_STATES} are read"
        raise invalid(place, "wrong-states", message, "Keep those that make a difference.")
    return Choice(name, states)


def check_name(name: str, place: Place) -> None:
    """Raises `InvalidInput` where a base cannot go by that name, or one that ships with the program does."""
    if name in shipped_bases():
        message = f"`{name}` is the name of a shipped base, which `--base {name}` asks"
        raise invalid(place, "shipped-name", message, "Take another name.")
    if not _fits(RuleId, name):
        said = f"`{name}` is no name of a base" if name else "a base needs a name, and this is none"
        if len(name) > MAX_NAME:
            said = f"the name `{name[:20]}…` has {len(name):,} letters"
        raise invalid(place, "wrong-value", said, f"One word of at most {MAX_NAME} letters, digits, `_ . -`.")


def check_text(text: str, place: Place) -> str:
    """A text. Raises `InvalidInput` where no file may have it."""
    if not _fits(Text, text):
        raise invalid(place, "wrong-value", "this text is empty or too long", "Say it in a sentence.")
    if strange := CONTROL.search(text):
        raise invalid(place, "wrong-value", f"the character U+{ord(strange[0]):04X} may not stand in a text", "Leave it out.")
    return text


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


def _fits(kind: Any, text: str) -> bool:
    """Whether a text is one of a kind of text that files have."""
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True


def spoken(name: str) -> str:
    """A name as it is said in running text."""
    return re.sub(r"[._]+", " ", name).strip() or name


def _hyphened(name: str) -> str:
    """A name as part of an id of words joined by hyphens."""
    return re.sub(r"[^\w-]+|_", "-", name).strip("-") or name.strip("._:+") or "it"
