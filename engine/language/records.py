"""The shape of the files, as pydantic models: which entries there are, and which are required.

What an entry *says* (a condition, a fact, states) is resolved against the vocabulary elsewhere and is left
raw here. Every scalar arrives as the text that was written.

Annotations are not postponed here: pydantic would compile each of them from its text at every start.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from msgspec import Struct
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from engine.language.documents import Mapping, Sequence, place_of
from engine.language.problems import MANY, Place, Problem, did_you_mean

Record = TypeVar("Record", bound="_Record")

DESCRIPTOR_ID = r"^[A-Za-z_][\w-]*(\.[\w-]+)*(\([^()]+\))?$"
ACTOR_ID = r"^\w[\w.-]*$"
STATE = r"^\w[\w.:+-]*$"
RULE_ID = r"^\w[\w.-]*$"
MAX_VARIATIONS = 10_000  # of one case: each is an inference
MAX_NAME = 120  # letters
MAX_STATE_NAME = 60
GRADE = r"^([A-F][1-6])?$"


def _number(value: Any) -> Any:
    """Whole numbers are digits: no `1_000`, no `4.0`, no `01` beside `1`, nothing that takes long to read."""
    if isinstance(value, str) and not re.fullmatch(r"0|-?[1-9][0-9]{0,11}", value):
        raise PydanticCustomError("whole", "a whole number is wanted")
    return value


def _day(value: Any) -> Any:
    """A date is a year, a month and a day: `20150212` would be read as so many seconds."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("day", "a date is wanted")
    return value


def _flag(value: Any) -> Any:
    """One word for each of the two: no `yes`, no `1`."""
    if isinstance(value, str) and value not in ("true", "false"):
        raise PydanticCustomError("flag", "`true` or `false` is wanted")
    return value


def one_or_more(value: Any) -> Any:
    """One of a kind stands for a list of it."""
    return value if isinstance(value, list) or value is None else [value]


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Whole = Annotated[int, BeforeValidator(_number)]
Day = Annotated[date, BeforeValidator(_day)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME)]
DescriptorId = Annotated[Id, StringConstraints(pattern=DESCRIPTOR_ID)]
State = Annotated[str, StringConstraints(pattern=STATE, max_length=MAX_STATE_NAME)]
ActorId = Annotated[Id, StringConstraints(pattern=ACTOR_ID)]
RuleId = Annotated[Id, StringConstraints(pattern=RULE_ID)]
Cite = Annotated[list[Whole], BeforeValidator(one_or_more)]
Names = Annotated[list[Id], BeforeValidator(one_or_more)]
StateNames = Names  # an interval of a number is a state too, and looks like none


class _Record(BaseModel):
    # A record that stands in another is built with it, and never on its own: that halves the time to import.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class ParagraphRecord(_Record):
    """A paragraph of the source list."""

    section: Text
    place: Whole = 0
    gist: Text


class SourceRecord(_Record):
    """The text a base rests on."""

    author: Text = ""
    title: Text = ""
    publisher: Text = ""
    date: Text = ""
    paragraphs: dict[Whole, ParagraphRecord] = {}


class ActorRecord(_Record):
    """Someone who can move descriptors, and whom they can be about."""

    title: Text
    kind: Annotated[Names, Field(min_length=1)] = ["actor"]


class ClaimRecord(_Record):
    """A claim of the source."""

    cite: Cite
    gist: Text


class ImportedRecord(_Record):
    """What a base that was a cross-impact matrix was imported from; a name may be empty."""

    file: Text
    title: Annotated[str, StringConstraints(max_length=4000)] = ""
    names: dict[Id, list[Annotated[str, StringConstraints(max_length=4000)]]] = {}


class BaseRecord(_Record):
    """`base.yaml`."""

    name: RuleId
    title: Text
    verdict: DescriptorId
    baseline: Id = ""
    source: SourceRecord | None = None
    actors: dict[ActorId, ActorRecord] = {}
    claims: dict[Id, ClaimRecord] = {}
    notes: dict[Id, Text] = {}
    accepted: dict[Id, Text] = {}
    imported: ImportedRecord | None = None

    @property
    def paragraphs(self) -> dict[int, ParagraphRecord]:
        """The paragraphs of the source's list."""
        return self.source.paragraphs if self.source else {}


class NumberRecord(_Record):
    """The domain of a numeric descriptor."""

    min: Id = ""
    max: Id = ""
    whole: Flag = False
    unit: Text = ""


class DescriptorRecord(_Record):
    """One entry of a vocabulary."""

    id: DescriptorId
    title: Text
    theme: Text = ""
    question: Text
    states: list[State] | None = None
    number: NumberRecord | None = None
    ordered: Flag = False
    lever: Names = []
    default: State | None = None
    cite: Cite = []
    claims: Names = []
    note: Text = ""
    scope: dict[Id, Id] = Field(default={}, alias="for")
    distinct: Flag = True
    order: Text = ""
    excepted: dict[Id, Names] = Field(default={}, alias="except")


class RuleRecord(_Record):
    """One rule; its conditions and effects are still raw."""

    id: RuleId
    title: Text
    says: Text
    cite: Annotated[Cite, Field(min_length=1)]
    when: Any = None
    unless: Any = None
    then: Any = None
    impact: Any = None
    claims: Names = []
    note: Text = ""
    scope: dict[Id, Id] = Field(default={}, alias="for")
    distinct: Flag = True
    order: Text = ""
    excepted: dict[Id, Names] = Field(default={}, alias="except")


class FactSourceRecord(_Record):
    """Where a fact comes from."""

    publisher: Text = ""
    title: Text = ""
    date: Text = ""
    locator: Text = ""
    url: Text = ""


class FactRecord(_Record):
    """What a fact says beside its descriptor and value."""

    since: Day | None = None
    until: Day | None = None
    source: Annotated[FactSourceRecord | None, BeforeValidator(lambda v: v if isinstance(v, dict) else {"title": v})] = None
    grade: Annotated[str, StringConstraints(pattern=GRADE)] = ""
    kind: Literal["observed", "assumption", "judgement"] = "observed"
    cite: Cite = []
    claims: Names = []
    note: Text = ""
    author: Text = ""
    unverified: Flag = False


class VariationRecord(_Record):
    """`vary` of a case."""

    facts: Literal["one_at_a_time", "random_subsets"]
    count: Annotated[Whole, Field(ge=1, le=MAX_VARIATIONS)] = 100
    seed: Whole = 0


class ComparisonRecord(_Record):
    """`compared_with` of an expectation."""

    case: Id
    rises: dict[Id, StateNames] = {}
    fell_silent: dict[Id, Names] = {}
    lead_shrinks: dict[Id, Annotated[list[Id], Field(min_length=2, max_length=2)]] = {}


class ExpectationRecord(_Record):
    """`expect` of a case."""

    verdict: State | None = None
    not_indicated: StateNames = []
    states: dict[Id, StateNames] = {}
    excluded: dict[Id, StateNames] = {}
    status: dict[Id, Id] = {}
    fired: Names = []
    not_fired: Names = []
    ruled_out: dict[Id, Names] = {}
    weigh_for: dict[Id, Names] = Field(default={}, alias="for")
    weigh_against: dict[Id, Names] = Field(default={}, alias="against")
    asks_for: Names = []
    compared_with: ComparisonRecord | None = None


class CaseRecord(_Record):
    """A case file; its facts are still raw."""

    title: Text
    note: Text = ""
    extends: Id = ""
    as_of: Day | None = None
    retract: Names = []
    facts: list[Any] = []
    vary: VariationRecord | None = None
    expect: ExpectationRecord | None = None


class Written(Struct):
    """A record with the raw entry it was read from."""

    record: Any
    raw: Mapping


def read_record(model: type[Record], raw: Any, place: Place, problems: list[Problem]) -> Record | None:
    """The record in a raw value, or None with its problems appended, each at its own place."""
    if not isinstance(raw, Mapping):
        message = "a mapping (`key: value` entries) is wanted here"
        problems.append(Problem(place_of(raw, place), "wrong-shape", message, _entries_hint(model)))
        return None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_context=True)[:MANY]:
            problems.append(_problem(model, item, raw, place, len(problems)))
        return None


def _problem(model: type[BaseModel], item: Any, raw: Any, place: Place, before: int) -> Problem:
    """A pydantic error in our words: at the value, or at the key where that is what is wrong."""
    kind, loc = item["type"], item["loc"]
    where, at = raw, place_of(raw, place)
    for index, part in enumerate(loc):
        if isinstance(where, dict) and str(part) in where:
            rest = loc[index + 1 :]
            wrong_key = rest == ("[key]",) or (kind == "extra_forbidden" and not rest)
            where, above = where[str(part)], where
            at = place_of(next(key for key in above if key == str(part)) if wrong_key else where, at)
        elif isinstance(where, list) and isinstance(part, int):
            where = where[part]
            at = place_of(where, at)
        else:
            break
    name = ".".join(str(part) for part in loc if part != "[key]" and not str(part).startswith(("function-", "list[", "dict[")))
    if kind == "extra_forbidden":
        known = _fields(_model_at(model, loc[:-1]))
        return Problem(
            at, "unknown-entry", f"there is no entry `{loc[-1]}` here", did_you_mean(str(loc[-1]), known, before=before)
        )
    if kind == "missing":
        return Problem(at, "missing-entry", f"`{name}` is missing", f"Add `{loc[-1]}:`.")
    message, hint = _in_words(_model_at(model, loc), item, before)
    shown = str(item.get("input"))[:40]
    return Problem(at, "wrong-value", f"`{name}`: {message}, " + (f"not `{shown}`" if shown else "and nothing stands here"), hint)


_TEXT = ("a text is wanted", "Write a word or a sentence, without brackets around it.")
_NUMBER = ("a whole number is wanted", "Write digits only, such as 12.")
_FLAG = ("`true` or `false` is wanted", "Write `true`, or leave the entry out.")
_LIST = ("a list is wanted", "Write `[one, another]`, or one entry a line, each after `- `.")
_EMPTY = ("it may not be empty", "Fill it in.")
_LONG = ("it is too long", "Say it in fewer words, or in several entries.")
_RANGE = ("it is too small or too large", f"From 1 to {MAX_VARIATIONS}.")
_DAY = ("a date is wanted", "Write year, month and day, such as 2015-02-12.")
_WORDS = {
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "whole": _NUMBER,
    "string_type": _TEXT,
    "flag": _FLAG,
    "bool_type": _FLAG,
    "list_type": _LIST,
    "too_short": _EMPTY,
    "string_too_short": _EMPTY,
    "too_long": _LONG,
    "greater_than_equal": _RANGE,
    "less_than_equal": _RANGE,
    "string_too_long": _LONG,
    "date_from_datetime_parsing": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "day": _DAY,
}
_FORMS = {
    STATE: "A state is one word: letters, digits, `_ . : + -`.",
    DESCRIPTOR_ID: "A descriptor is dotted words, such as `weather.sea`, or with actors `treaty(A, B)`.",
    ACTOR_ID: "An actor is one word: letters, digits, `_ . -`.",
    RULE_ID: "An id is words joined by hyphens.",
    GRADE: "A grade is a letter A-F and a digit 1-6, such as B2.",
}


def _in_words(model: type[BaseModel], item: Any, before: int) -> tuple[str, str]:
    """What is wanted instead of a wrong value, and a hint."""
    kind, context = item["type"], item.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return "this name or code is not of the right form", _FORMS[context["pattern"]]
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", context["expected"])
        return "this word is not known here", did_you_mean(str(item.get("input")), words, before=before)
    if kind in ("dict_type", "model_type"):
        return "a mapping is wanted", _entries_hint(model) if kind == "model_type" else "Write `key: value` entries."
    return _WORDS.get(kind, (item["msg"], ""))


def _entries_hint(model: type[BaseModel]) -> str:
    return f"Its entries: {', '.join(_fields(model))}."


def _fields(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], loc: Any) -> type[BaseModel]:
    """The record nested at a location, as far as the models tell."""
    for part in loc:
        found = next((f for n, f in model.model_fields.items() if part in (n, f.alias)), None)
        model = (_models_in(found.annotation) if found else None) or model
    return model


def _models_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _models_in(inner)
        if found is not None:
            return found
    return None


__all__ = ["BaseRecord", "CaseRecord", "DescriptorRecord", "FactRecord", "RuleRecord", "Sequence", "read_record"]
