"""The shape of the files, as pydantic models: which entries there are, and which are required.

What an entry *says* (a condition, a fact, states) is resolved against the vocabulary elsewhere and is left
raw here. Every scalar arrives as the text that was written.

Annotations are not postponed here: pydantic would compile each of them from its text at every start.
"""

from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from engine.language.documents import Mapping, Sequence, place_of
from engine.language.problems import Place, Problem, did_you_mean

Record = TypeVar("Record", bound="_Record")

DESCRIPTOR_ID = r"^[A-Za-z_][\w-]*(\.[\w-]+)*$"
STATE = r"^\w[\w.:+-]*$"
RULE_ID = r"^\w[\w.-]*$"


def _number(value: Any) -> Any:
    """Whole numbers are digits: no `1_000`, no `4.0`, nothing that takes long to read."""
    if isinstance(value, str) and not (value.lstrip("+-").isdecimal() and value.isascii() and len(value) <= 12):
        raise ValueError("a whole number is wanted")
    return value


def _one_or_more(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Whole = Annotated[int, BeforeValidator(_number)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=120)]
DescriptorId = Annotated[Id, StringConstraints(pattern=DESCRIPTOR_ID)]
State = Annotated[str, StringConstraints(pattern=STATE, max_length=60)]
RuleId = Annotated[Id, StringConstraints(pattern=RULE_ID)]
Cite = Annotated[list[Whole], BeforeValidator(_one_or_more)]
Names = Annotated[list[Id], BeforeValidator(_one_or_more)]
StateNames = Annotated[list[State], BeforeValidator(_one_or_more)]


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
    """Someone who can move descriptors."""

    title: Text
    kind: Id = "actor"


class ClaimRecord(_Record):
    """A claim of the source."""

    cite: Cite
    gist: Text


class BaseRecord(_Record):
    """`base.yaml`."""

    name: RuleId
    title: Text
    verdict: DescriptorId
    baseline: Id = ""
    source: SourceRecord | None = None
    actors: dict[Id, ActorRecord] = {}
    claims: dict[Id, ClaimRecord] = {}
    notes: dict[Id, Text] = {}

    @property
    def paragraphs(self) -> dict[int, ParagraphRecord]:
        """The paragraphs of the source's list."""
        return self.source.paragraphs if self.source else {}


class NumberRecord(_Record):
    """The domain of a numeric descriptor."""

    min: Id = ""
    max: Id = ""
    whole: bool = False
    unit: Text = ""


class DescriptorRecord(_Record):
    """One entry of a vocabulary."""

    id: DescriptorId
    title: Text
    question: Text
    states: list[State] | None = None
    number: NumberRecord | None = None
    ordered: bool = False
    lever: Names = []
    default: State | None = None
    cite: Cite = []
    claims: Names = []
    note: Text = ""


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


class FactSourceRecord(_Record):
    """Where a fact comes from."""

    publisher: Text = ""
    title: Text = ""
    date: Text = ""
    locator: Text = ""
    url: Text = ""


class FactRecord(_Record):
    """What a fact says beside its descriptor and value."""

    since: date | None = None
    until: date | None = None
    source: Annotated[FactSourceRecord | None, BeforeValidator(lambda v: v if isinstance(v, dict) else {"title": v})] = None
    grade: Annotated[str, StringConstraints(pattern=r"^([A-F][1-6])?$")] = ""
    kind: Literal["observed", "assumption", "judgement"] = "observed"
    cite: Cite = []
    claims: Names = []
    note: Text = ""
    author: Text = ""
    unverified: bool = False


class VariationRecord(_Record):
    """`vary` of a case."""

    facts: Literal["one_at_a_time", "random_subsets"]
    count: Whole = 100
    seed: Whole = 0


class ComparisonRecord(_Record):
    """`compared_with` of an expectation."""

    case: Id
    rises: dict[Id, StateNames] = {}
    fell_silent: dict[Id, Names] = {}
    lead_shrinks: dict[Id, Annotated[list[State], Field(min_length=2, max_length=2)]] = {}


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
    as_of: date | None = None
    retract: Names = []
    facts: list[Any] = []
    vary: VariationRecord | None = None
    expect: ExpectationRecord | None = None


def read_record(model: type[Record], raw: Any, place: Place, problems: list[Problem]) -> Record | None:
    """The record in a raw value, or None with its problems appended, each at its own place."""
    if not isinstance(raw, Mapping):
        problems.append(Problem(place_of(raw, place), "wrong-shape", "a mapping (`key: value` entries) is wanted here"))
        return None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_context=True):
            problems.append(_problem(model, item, raw, place))
        return None


def _problem(model: type[BaseModel], item: Any, raw: Any, place: Place) -> Problem:
    """A pydantic error in our words: at the value, or at the key that should not be there."""
    kind, loc = item["type"], item["loc"]
    where, at, known = raw, place_of(raw, place), _fields(model)
    for part in loc:
        try:
            inner = where[part]
        except (KeyError, IndexError, TypeError):
            inner = where[str(part)] if isinstance(where, dict) and str(part) in where else None
        if inner is None:
            break
        if kind == "extra_forbidden" and part == loc[-1] and isinstance(where, dict):
            at = next(place_of(key, at) for key in where if key == part)
        else:
            at = place_of(inner, at)
        where = inner
    name = ".".join(str(part) for part in loc if not str(part).startswith(("function-", "list[", "dict[")))
    if kind == "extra_forbidden":
        nested = _fields_at(model, loc[:-1])
        return Problem(at, "unknown-entry", f"there is no entry `{loc[-1]}` here", did_you_mean(str(loc[-1]), nested or known))
    if kind == "missing":
        return Problem(at, "missing-entry", f"`{name}` is missing", f"Add `{loc[-1]}:`.")
    shown = str(item.get("input"))[:40]
    return Problem(
        at,
        "wrong-value",
        f"`{name}`: {_MESSAGES.get(kind, item['msg'].removeprefix('Value error, '))}, not `{shown}`",
        _hint(item),
    )


_MESSAGES = {
    "int_type": "a whole number is wanted",
    "int_parsing": "a whole number is wanted",
    "string_type": "a text is wanted",
    "bool_parsing": "`true` or `false` is wanted",
    "bool_type": "`true` or `false` is wanted",
    "list_type": "a list is wanted",
    "dict_type": "a mapping is wanted",
    "model_type": "a mapping is wanted",
    "string_too_short": "it may not be empty",
    "date_from_datetime_parsing": "a date such as 2015-02-12 is wanted",
    "date_parsing": "a date such as 2015-02-12 is wanted",
    "date_type": "a date such as 2015-02-12 is wanted",
    "string_pattern_mismatch": "this name or code is not of the right form",
}


def _hint(item: Any) -> str:
    pattern = item.get("ctx", {}).get("pattern", "")
    if pattern == STATE:
        return "A state is one word: letters, digits, `_ . : + -`."
    if pattern == DESCRIPTOR_ID:
        return "A descriptor is dotted words, such as `ukraine.course`."
    if pattern == RULE_ID:
        return "An id is words joined by hyphens."
    if pattern:
        return "A grade is a letter A-F and a digit 1-6, such as B2."
    expected = item.get("ctx", {}).get("expected", "")
    words = (
        [word.strip("' ") for word in expected.replace(" or ", ",").split(",") if word.strip()]
        if isinstance(expected, str)
        else []
    )
    return did_you_mean(str(item.get("input")), words) if words else ""


def _fields(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _fields_at(model: type[BaseModel], loc: Any) -> list[str]:
    """The entries of the record nested at a location, as far as the models tell."""
    for part in loc:
        found = next((f for n, f in model.model_fields.items() if part in (n, f.alias)), None)
        if found is None:
            continue
        nested = _models_in(found.annotation)
        if nested is not None:
            model = nested
    return _fields(model)


def _models_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _models_in(inner)
        if found is not None:
            return found
    return None


__all__ = ["BaseRecord", "CaseRecord", "DescriptorRecord", "FactRecord", "RuleRecord", "Sequence", "read_record"]
