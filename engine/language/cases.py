"""Loading cases: YAML files beside a base, and what is said on a command line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from shlex import quote
from typing import Any

from engine.language.base import RuleBase
from engine.language.documents import Mapping, Sequence, place_of
from engine.language.expectations import Variation
from engine.language.expecting import resolve_expectation
from engine.language.facts import Case, Fact, Source, states_left
from engine.language.folders import CaseFiles, Folder, read_file
from engine.language.loading import check_citations
from engine.language.problems import InvalidInput, Place, Problem, did_you_mean, enough, gathered, invalid
from engine.language.record_reading import read_record
from engine.language.records import CaseRecord, FactRecord
from engine.language.resolving import Resolver

MAX_EXTENDED = 32  # cases, each of which extends the next: nobody can follow more


def load_case(base: RuleBase, folder: Folder, named: str = "", said_at: str = "--case") -> Case:
    """A case by its name among those of the base (empty: the baseline), or by the path of its file.

    Raises `InvalidInput` with everything that is wrong in it.
    """
    if not (named or base.baseline):
        return Case("empty", "No facts")
    shipped = folder.case_files()
    place, named = (Place(said_at), named) if named else (base.place, base.baseline)
    if named in shipped:
        shown, file = shipped[named]
        return _read_case(base, shipped, named, shown, file, ())
    if place != base.place and (named.endswith((".yaml", ".yml")) or _is_file(named)):
        return _read_case(base, shipped, Path(named).stem, named, Path(named), ())
    hint = did_you_mean(named, shipped, "Give the path of a YAML file.")
    raise invalid(place, "no-case", f"there is no case `{named[:80]}`", hint)


def _is_file(named: str) -> bool:
    try:
        return Path(named).is_file()
    except OSError:  # a name too long for a path, or a folder that may not be looked into
        return False


def load_cases(base: RuleBase, folder: Folder) -> list[Case]:
    """Every case file of the base, in the order of their names. Raises `InvalidInput` with the problems of all."""
    cases: list[Case] = []
    problems: list[Problem] = []
    files = folder.case_files()
    for name, (shown, file) in files.items():
        try:
            cases.append(_read_case(base, files, name, shown, file, ()))
        except InvalidInput as error:
            problems += error.problems
            enough(problems)
    if problems:
        raise InvalidInput(dict.fromkeys(problems))
    return cases


def stated_fact(base: RuleBase, said: str, option: str = "--set") -> Fact:
    """The fact in ``descriptor=state|state`` as said on a command line; its kind is *assumption*.

    Raises `InvalidInput` with the nearest id or state where it does not fit.
    """
    place = Place(option)
    name, equals, value = (part.strip() for part in said.partition("="))
    if not equals or not name or not value:
        found = base.vocabulary.find(name)
        example = (found.id, found.states[0]) if found and found.number is None else base.example
        hint = f"For example: {quote('='.join(example))}"
        raise invalid(place, "wrong-shape", f"`{said}` is not of the form descriptor=state", hint)
    descriptor = base.descriptor(name, place)
    problems: list[Problem] = []
    resolved = Resolver(base.vocabulary, problems).fact_value(descriptor, value, place)
    if resolved is None:
        raise InvalidInput(problems)
    return Fact(descriptor.id, resolved, kind="assumption", origin=option, place=place)


def _read_case(base: RuleBase, files: CaseFiles, name: str, shown: str, file: Traversable, inside: tuple[str, ...]) -> Case:
    _, document = read_file(file, shown)
    problems: list[Problem] = []
    record = read_record(CaseRecord, document, Place(shown, 1, 1), problems)
    if not isinstance(document, Mapping):
        raise InvalidInput(problems)
    facts = _facts(base, name, document, problems)
    if record is None:
        raise InvalidInput(problems)
    expect = resolve_expectation(base, files, record.expect, document, problems)
    parent: Case | None = None
    if record.extends:
        parent = _parent(base, files, record.extends, place_of(document["extends"], document.place), (*inside, shown), problems)
    retract: list[str] = []
    listed = document.get("retract", ())
    for at, gone in enumerate(record.retract):
        place = place_of(listed[at] if isinstance(listed, list) else listed, document.place)
        if found := Resolver(base.vocabulary, problems).descriptor(gone, place):
            retract.append(found.id)
    if problems:
        raise InvalidInput(problems)
    case = (parent or Case("", "")).replaced(facts, retract)
    newest = [day for day in (case.as_of, *(fact.since for fact in facts)) if day]
    vary = Variation(record.vary.facts, record.vary.count, record.vary.seed) if record.vary else None
    as_of = record.as_of or (max(newest) if case.as_of else None)
    case = Case(name, record.title, case.facts, record.note, record.extends, as_of, expect, vary, Place(shown, 1, 1))
    together: dict[tuple[str, date | None], list[Fact]] = {}  # those with one beginning all hold on that day
    for fact in case.facts:
        together.setdefault((fact.descriptor, fact.since), []).append(fact)
    for (descriptor, _), standing in together.items():
        gathered(problems, states_left, base.descriptors[descriptor], standing)
    if problems:
        raise InvalidInput(dict.fromkeys(problems))
    return case


def _parent(
    base: RuleBase, files: CaseFiles, named: str, place: Place, inside: tuple[str, ...], problems: list[Problem]
) -> Case | None:
    if named in files and files[named][0] in inside:
        names = [Path(shown).stem for shown in inside]
        message = f"cases extend one another in a loop: {' → '.join((*names, named))}"
        problems.append(Problem(place, "extends-loop", message, "Let one of them stand on its own."))
    elif named not in files:
        problems.append(Problem(place, "no-case", f"there is no case `{named}` to extend", did_you_mean(named, files)))
    elif len(inside) >= MAX_EXTENDED:
        message = f"more than {MAX_EXTENDED} cases extend one another here"
        problems.append(Problem(place, "extends-too-deep", message, "Let one of them stand on its own."))
    else:
        try:
            return _read_case(base, files, named, *files[named], inside)
        except InvalidInput as error:
            problems += error.problems
    return None


def _facts(base: RuleBase, case: str, document: Mapping, problems: list[Problem]) -> list[Fact]:
    resolver = Resolver(base.vocabulary, problems)
    found = []
    raws = document.get("facts")
    for raw in raws if isinstance(raws, Sequence) else ():
        place = place_of(raw, document.place)
        enough(problems)
        if not isinstance(raw, Mapping):
            hint = f"Write `{{{': '.join(base.example)}, grade: B2}}`, for example."
            problems.append(Problem(place, "wrong-shape", "a fact is a mapping", hint))
            continue
        about, others = _split(raw)
        record = read_record(FactRecord, others, place, problems)
        if len(about) != 1:
            said = ", ".join(f"`{key}`" for key in about) or "none"
            known = [*base.descriptors, *FactRecord.model_fields]
            hint = "Write a fact for each of them." if about else f"Write `{{{': '.join(base.example)}}}`, for example."
            hint = next(
                (did_you_mean(str(key), known, before=len(problems)) for key in about if base.vocabulary.find(key) is None), hint
            )
            problems.append(Problem(place, "one-descriptor", f"a fact names exactly one descriptor, not {said}", hint))
            continue
        name = about[0]
        descriptor = resolver.descriptor(name, place_of(name, place))
        value = resolver.fact_value(descriptor, raw[name], place) if descriptor else None
        if record is None or descriptor is None or value is None:
            continue
        check_citations(record, others, base.source.paragraphs, base.claims, problems)
        if record.since and record.until and record.until < record.since:
            problems.append(
                Problem(
                    place_of(raw["until"], place),
                    "wrong-dates",
                    f"the fact ends ({record.until}) before it begins ({record.since})",
                    "Mend one of the two dates; both are days on which it holds.",
                )
            )
        s = record.source
        source = Source(s.publisher, s.title, s.date, s.locator, s.url) if s else Source()
        found.append(
            Fact(descriptor.id, value, record.since, record.until, source, record.grade, record.kind, tuple(record.cite),
                 tuple(record.claims), record.note, record.author, record.unverified, case, place)
        )  # fmt: skip
    return found


def _split(raw: Mapping) -> tuple[list[Any], Mapping]:
    """The keys that are no entry of a fact record, and a mapping of those that are."""
    others = Mapping((key, value) for key, value in raw.items() if key in FactRecord.model_fields)
    others.place = raw.place
    return [key for key in raw if key not in FactRecord.model_fields], others


def with_changes(base: RuleBase, case: Case, sets: Iterable[str] = (), unsets: Iterable[str] = ()) -> Case:
    """The case with `--set d=s` and `--unset d` done to it. Raises `InvalidInput` where one does not fit."""
    facts: list[Fact] = []
    gone: list[str] = []
    problems: list[Problem] = []
    for said in sets:
        if fact := gathered(problems, stated_fact, base, said):
            facts.append(fact)
    for name in unsets:
        if found := gathered(problems, base.descriptor, name, Place("--unset")):
            gone.append(found.id)
    for name in gone:
        if any(fact.descriptor == name for fact in facts):
            hint = "Either set what is known, or forget it."
            problems.append(Problem(Place("--unset"), "set-and-unset", f"{name} is both set and unset", hint))
    if problems:
        raise InvalidInput(problems)
    changed = case.replaced(facts, gone)
    for descriptor, standing in changed.standing().items():
        states_left(base.descriptors[descriptor], standing)
    return changed
