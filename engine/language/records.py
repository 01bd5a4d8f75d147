"""The shape of the files, as pydantic models: which entries there are, and which are required.

What an entry *says* (a condition, a fact, states) is resolved against the vocabulary elsewhere and is left
raw here. Every scalar arrives as the text that was written.

Annotations are not postponed here: pydantic would compile each of them from its text at every start.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from engine.language.documents import Mapping

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


class Record(BaseModel):
    """A file, or an entry of one."""

    # A record that stands in another is built with it, and never on its own: that halves the time to import.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class ParagraphRecord(Record):
    """A paragraph of the source list."""

    section: Text
    place: Whole = 0
    gist: Text


class SourceRecord(Record):
    """The text a base rests on."""

    author: Text = ""
    title: Text = ""
    publisher: Text = ""
    date: Text = ""
    paragraphs: dict[Whole, ParagraphRecord] = {}


class ActorRecord(Record):
    """Someone who can move descriptors, and whom they can be about."""

    title: Text
    kind: Annotated[Names, Field(min_length=1)] = ["actor"]


class ClaimRecord(Record):
    """A claim of the source."""

    cite: Cite
    gist: Text


class ImportedRecord(Record):
    """What a base that was a cross-impact matrix was imported from; a name may be empty."""

    file: Text
    title: Annotated[str, StringConstraints(max_length=4000)] = ""
    names: dict[Id, list[Annotated[str, StringConstraints(max_length=4000)]]] = {}


class BaseRecord(Record):
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


class NumberRecord(Record):
    """The domain of a numeric descriptor."""

    min: Id = ""
    max: Id = ""
    whole: Flag = False
    unit: Text = ""


class DescriptorRecord(Record):
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


class RuleRecord(Record):
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


class FactSourceRecord(Record):
    """Where a fact comes from."""

    publisher: Text = ""
    title: Text = ""
    date: Text = ""
    locator: Text = ""
    url: Text = ""


class FactRecord(Record):
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


class VariationRecord(Record):
    """`vary` of a case."""

    facts: Literal["one_at_a_time", "random_subsets"]
    count: Annotated[Whole, Field(ge=1, le=MAX_VARIATIONS)] = 100
    seed: Whole = 0


class ComparisonRecord(Record):
    """`compared_with` of an expectation."""

    case: Id
    rises: dict[Id, StateNames] = {}
    fell_silent: dict[Id, Names] = {}
    lead_shrinks: dict[Id, Annotated[list[Id], Field(min_length=2, max_length=2)]] = {}


class ExpectationRecord(Record):
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


class CaseRecord(Record):
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
