"""Two versions of a base and what differs between them, as JSON documents."""

from __future__ import annotations

from typing import Literal, TypedDict, get_args

from engine.ask.responsibility import Search
from engine.author.diff import BaseDiff
from engine.author.edits import DescriptorEdit
from engine.infer.space import Outcome
from engine.show.edits import RuleEditRecord, rule_edit_record

Side = Literal["before", "after"]
SIDES: tuple[Side, ...] = get_args(Side)


class VersionRecord(TypedDict):
    """One of the two versions, and the descriptor of it that is compared."""

    name: str
    title: str
    rules_hash: str
    vocabulary_hash: str
    goal: str


class EditsRecord(TypedDict):
    """What is written otherwise; `verdict` holds the verdict before and after where it is another descriptor.

    `words` names the entries of `base.yaml` that are otherwise and change no verdict.
    """

    verdict: tuple[str, str] | None
    descriptors: tuple[DescriptorEdit, ...]
    rules: list[RuleEditRecord]
    words: tuple[str, ...]


class ToldRecord(TypedDict):
    """A descriptor that the cases tell of: the states that they may name, and which of the versions is told."""

    descriptor: str
    states: tuple[str, ...]
    to: list[Side]


class OutcomeRecord(TypedDict):
    """How the descriptor comes out; a contradiction has no states."""

    status: str
    states: tuple[str, ...]


class DifferenceRecord(TypedDict):
    """A kind of difference: in how many complete cases it is, a case of it and its file, and which changes do it.

    `complete_cases` is null where they were not counted; `facts`, `file` and `responsible` are null where time ran out.
    """

    before: OutcomeRecord
    after: OutcomeRecord
    complete_cases: int | None
    facts: list[str] | None
    smallest: bool
    responsible: Search | None
    file: str | None


class TurnedRecord(TypedDict):
    """A case kept with the versions that comes out otherwise in the second."""

    case: str
    before: OutcomeRecord
    after: OutcomeRecord


class RulesDiffDocument(TypedDict):
    """Two versions of a base: what is written otherwise, and where their verdicts differ, or the proof that they do not.

    `changes` names what can be undone on its own. `same_in_complete` and `same_in_partial` are null where that was not settled
    in the time; `exhausted` tells that there are no other kinds of difference. `differing` counts complete cases, null where
    they were not counted. `turned` are those of the `cases` kept with the versions that come out otherwise.
    """

    schema: Literal["kakehashi.rules-diff"]
    version: Literal[1]
    before: VersionRecord
    after: VersionRecord
    edits: EditsRecord
    changes: tuple[str, ...]
    told: list[ToldRecord]
    complete_cases: int
    partial_cases: int
    differing: int | None
    same_in_complete: bool | None
    same_in_partial: bool | None
    exhausted: bool
    differences: list[DifferenceRecord]
    cases: int
    turned: list[TurnedRecord]


def diff_document(diff: BaseDiff) -> RulesDiffDocument:
    """The document of a diff."""
    edits = diff.edits
    versions = [
        VersionRecord(
            name=base.name, title=base.title, rules_hash=base.rules_hash, vocabulary_hash=base.vocabulary_hash, goal=goal
        )
        for base, goal in zip((diff.before, diff.after), diff.goals, strict=True)
    ]
    return RulesDiffDocument(
        schema="kakehashi.rules-diff",
        version=1,
        before=versions[0],
        after=versions[1],
        edits=EditsRecord(
            verdict=edits.verdict,
            descriptors=edits.descriptors,
            rules=[rule_edit_record(edit) for edit in edits.rules],
            words=edits.words,
        ),
        changes=diff.changes,
        told=[
            ToldRecord(
                descriptor=told.descriptor,
                states=told.states,
                to=[side for side, is_told in zip(SIDES, told.to, strict=True) if is_told],
            )
            for told in diff.told
        ],
        complete_cases=diff.complete,
        partial_cases=diff.partial,
        differing=diff.differing,
        same_in_complete=diff.same_in_complete,
        same_in_partial=diff.same_in_partial,
        exhausted=diff.exhausted,
        differences=[
            DifferenceRecord(
                before=_record(one.kind.before),
                after=_record(one.kind.after),
                complete_cases=one.complete,
                facts=None if one.facts is None else [str(fact) for fact in one.facts],
                smallest=one.smallest,
                responsible=one.responsible,
                file=one.draft.text if one.draft is not None else None,
            )
            for one in diff.differences
        ],
        cases=diff.cases,
        turned=[
            TurnedRecord(case=one.case, before=_record(one.kind.before), after=_record(one.kind.after)) for one in diff.turned
        ],
    )


def _record(outcome: Outcome) -> OutcomeRecord:
    return OutcomeRecord(status=outcome.status, states=outcome.states)
