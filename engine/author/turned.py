"""Which of the cases that are kept with two versions of a base come out otherwise in the second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from engine.author.pairs import Kind, plain_outcome
from engine.author.versions import Versions
from engine.infer.program import compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.space import Outcome
from engine.language.base import RuleBase
from engine.language.facts import Case


class Turned(Struct, frozen=True):
    """A case by its name, and how it comes out in the two versions."""

    case: str
    kind: Kind


def turned_cases(versions: Versions, cases: Iterable[Case]) -> Iterator[Turned]:
    """The cases of which something else comes. Each version is told the facts that it has words for."""
    programs = [compile_program(base) for base in versions.given]
    for case in cases:
        outcomes = []
        for program, goal in zip(programs, versions.goals, strict=True):
            settling = infer(program, situate(program.base, _as_told(program.base, case))).settled[goal]
            outcomes.append(plain_outcome(Outcome(settling.status, settling.known)))
        kind = Kind(*outcomes)
        if kind.differs:
            yield Turned(case.name, kind)


def _as_told(base: RuleBase, case: Case) -> Case:
    """The case without what the base has no words for."""
    facts = []
    for fact in case.facts:
        descriptor = base.descriptors.get(fact.descriptor)
        if descriptor is None or isinstance(fact.value, tuple) == (descriptor.number is not None):
            continue
        if isinstance(fact.value, tuple) and not set(fact.value) < set(descriptor.states):
            continue
        facts.append(fact)
    return replace(case, facts=tuple(facts))
