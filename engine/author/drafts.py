"""Cases that would notice mutants, drafted for the author of a base to read, to mend and to keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from engine.author.scalars import quoted
from engine.author.telling import Choice
from engine.infer.program import Program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.trace import Settling, Trace
from engine.language.expectations import Expectation
from engine.language.facts import Case, Fact

_NAMED = 3  # mutants that a draft names; it counts the others


class Setting(Struct, frozen=True):
    """A choice of facts as a case would say it, and what the base makes of it.

    `changed` are the facts that it states itself, `retracts` the descriptors of which it drops what the baseline states.
    """

    case: Case
    changed: tuple[Fact, ...]
    retracts: tuple[str, ...]
    trace: Trace


class Draft(Struct, frozen=True):
    """A case that is not in the base, with what it expects, and the names of the mutants that it would notice."""

    setting: Setting
    case: Case
    mutants: tuple[str, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """What is otherwise than in the baseline."""
        return tuple(str(fact) for fact in self.setting.changed)

    @property
    def text(self) -> str:
        """The case as a file."""
        return "".join(f"{line}\n" for line in _lines(self))


def setting_of(program: Program, baseline: Case | None, choice: Choice) -> Setting:
    """The case in which just that is chosen: an extension of the baseline where that comes to the same."""
    base = program.base
    facts = [_fact(program, name, state) for name, state in choice.items()]
    if baseline is not None:
        given = {part.descriptor: part.states for part in situate(base, baseline).given}
        retracts = tuple(name for name in given if not base.is_observed(name))
        changed = tuple(fact for fact in facts if given.get(fact.descriptor) != (choice[fact.descriptor],))
        case = replace(baseline.replaced(changed, retracts), extends=baseline.name)
        situation = situate(base, case)  # another date may be the latest now
        stands = {part.descriptor: part.states for part in situation.given}
        if all(stands.get(name) == (state,) for name, state in choice.items()):
            return Setting(case, changed, retracts, infer(program, situation))
    case = Case("", "", tuple(facts))
    return Setting(case, case.facts, (), infer(program, situate(base, case)))


def draft_of(program: Program, setting: Setting, name: str, mutants: Iterable[str], about: Iterable[str]) -> Draft:
    """The draft that expects of some descriptors what comes of them."""
    verdict = program.base.verdict
    told = tuple(about)
    settled = [setting.trace.settled[one] for one in program.order if one in told]
    first = next((settling for settling in settled if settling.descriptor == verdict), settled[0])
    names = tuple(mutants)
    said = f"It notices {len(names)} mutant{'' if len(names) == 1 else 's'}: {'; '.join(names[:_NAMED])}"
    note = f"{said}{' and others' if len(names) > _NAMED else ''}."
    case = replace(setting.case, name=name, title=_title(verdict, first, setting), note=note, expect=expected(verdict, settled))
    return Draft(setting, case, names)


def expected(verdict: str, settled: Iterable[Settling]) -> Expectation:
    """What a case expects where some descriptors come out so."""
    listed = list(settled)
    indicated = next((one.known[0] for one in listed if one.descriptor == verdict and one.status == "settled"), None)
    rest = [one for one in listed if one.descriptor != verdict or indicated is None]
    return Expectation(
        verdict=indicated,
        states={one.descriptor: one.known for one in rest},
        status={one.descriptor: one.status for one in rest if one.status != "settled"},
    )


def _title(verdict: str, settling: Settling, setting: Setting) -> str:
    what = " or ".join(settling.known)
    if settling.descriptor != verdict:
        what = f"{settling.descriptor} is {what}"
    where = " and ".join(f"{fact.descriptor} is {fact.said}" for fact in setting.changed)
    return f"{what[:1].upper()}{what[1:]} where {where}" if where else f"{what[:1].upper()}{what[1:]}"


def _fact(program: Program, name: str, state: str) -> Fact:
    descriptor = program.base.descriptors[name]
    return Fact(name, (state,) if descriptor.number is None else descriptor.interval(state), kind="assumption")


def _lines(draft: Draft) -> Iterator[str]:
    case, setting = draft.case, draft.setting
    assert case.expect is not None
    yield f"title: {quoted(case.title)}"
    yield f"note: {quoted(case.note)}"
    if case.extends:
        yield f"extends: {quoted(case.extends)}"
    if setting.retracts:
        yield f"retract: [{', '.join(map(quoted, setting.retracts))}]"
    if not setting.changed:
        yield "facts: []"
    else:
        yield "facts:"
        for fact in setting.changed:
            yield f"  - {{{quoted(fact.descriptor)}: {quoted(fact.said)}, kind: {fact.kind}}}"
    yield "expect:"
    if case.expect.verdict is not None:
        yield f"  verdict: {quoted(case.expect.verdict)}"
    if case.expect.states:
        yield "  states:"
        yield from (f"    {quoted(name)}: [{', '.join(map(quoted, states))}]" for name, states in case.expect.states.items())
    if case.expect.status:
        yield "  status:"
        yield from (f"    {quoted(name)}: {status}" for name, status in case.expect.status.items())
