"""Loading a rule base: files → records → resolved values, with all problems of all files at once."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from hashlib import sha256
from typing import Any

import rfc8785
from msgspec import Struct
from msgspec.structs import replace

from engine.language.base import Actor, Claim, Origin, Paragraph, RuleBase
from engine.language.descriptors import EXTERNAL, Descriptor, NumberDomain, interval_names
from engine.language.documents import Mapping, Sequence, place_of
from engine.language.folders import SHIPPED, Folder, find_folder, read_file
from engine.language.numbers import NUMBER_HINT, parse_number, thresholds
from engine.language.problems import InvalidInput, Place, Problem, did_you_mean, enough
from engine.language.records import BaseRecord, DescriptorRecord, FactRecord, RuleRecord, read_record
from engine.language.resolving import Resolver
from engine.language.rules import Rule

MAX_STATES = 256
MAX_RULES = 100_000
MAX_DESCRIPTORS = 100_000


def load_base(folder: Folder | str = SHIPPED) -> RuleBase:
    """The rule base in a folder, or of a shipped name. Raises `InvalidInput` with everything that is wrong in it."""
    with _uncollected():
        return _Loader(find_folder(folder) if isinstance(folder, str) else folder).load()


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage meanwhile: all that is read is kept to the end, and to walk it again and again takes longer
    than reading it, the more so the larger the base.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def text_hash(texts: dict[str, str]) -> str:
    """SHA-256 of named texts, by their canonical JSON (RFC 8785)."""
    return sha256(texts_json(texts)).hexdigest()


def texts_json(texts: dict[str, str]) -> bytes:
    """Named texts as canonical JSON (RFC 8785), which is what is hashed."""
    return rfc8785.dumps(dict(texts))


class _Written(Struct):
    """A record with the raw entry it was read from."""

    record: Any
    raw: Mapping


class _Loader:
    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.texts: dict[str, str] = {}
        self.unfit: dict[Any, list[Mapping]] = {DescriptorRecord: [], RuleRecord: []}  # entries that made no record
        self.unread: set[str] = set()  # files that made no document
        self.declared: set[str] = set()  # descriptors of the vocabulary, those with problems too

    def load(self) -> RuleBase:
        main = self.folder.shown("rules", "base.yaml")
        head = self.read(main, self.folder.rules / "base.yaml")
        record = read_record(BaseRecord, head, Place(main, 1, 1), self.problems) if head is not None else None
        vocabulary = self.folder.vocabulary_files()
        entries = self.all_entries(DescriptorRecord, vocabulary, MAX_DESCRIPTORS, "too-many-descriptors")
        written = self.all_entries(RuleRecord, self.folder.rule_files(), MAX_RULES, "too-many-rules")
        self.declared = {str(raw.get("id")) for raw in (*self.unfit[DescriptorRecord], *(entry.raw for entry in entries))}
        if record is None or any(shown in self.unread for shown, _ in vocabulary):
            raise InvalidInput(self.problems)
        descriptors = self.descriptors(entries, written, record)
        rules = self.rules(written, descriptors, record)
        if record.verdict not in descriptors and record.verdict not in self.declared:
            hint = did_you_mean(record.verdict, descriptors)
            self.wrong(
                place_of(head["verdict"], head.place),
                "unknown-descriptor",
                f"the verdict `{record.verdict}` is no descriptor",
                hint,
            )
        elif record.verdict in descriptors and descriptors[record.verdict].number is not None:
            self.wrong(
                place_of(head["verdict"], head.place),
                "wrong-verdict",
                f"the verdict `{record.verdict}` is a number; its states must be scenarios",
                "Name a descriptor with `states`.",
            )
        self.citations(head, record, entries, written)
        if self.problems:
            raise InvalidInput(self.problems)
        return self.base(record, descriptors, rules, head.place)

    def base(self, record: BaseRecord, descriptors: dict[str, Descriptor], rules: dict[str, Rule], place: Place) -> RuleBase:
        paragraphs = {n: Paragraph(n, p.section, p.place, p.gist) for n, p in record.paragraphs.items()}
        s = record.source
        source = Origin(s.author, s.title, s.publisher, s.date, paragraphs) if s else Origin()
        # Named within the two folders, so that the same files have the same hashes wherever they are.
        texts = {self.folder.within(name): text for name, text in self.texts.items()}
        vocabulary = {name: text for name, text in texts.items() if name.startswith("facts/")}
        return RuleBase(
            name=record.name,
            title=record.title,
            verdict=record.verdict,
            descriptors=descriptors,
            rules=rules,
            baseline=record.baseline,
            source=source,
            actors={key: Actor(key, actor.title, actor.kind) for key, actor in record.actors.items()},
            claims={key: Claim(key, tuple(claim.cite), claim.gist) for key, claim in record.claims.items()},
            notes=dict(record.notes),
            accepted=dict(record.accepted),
            texts=texts,
            rules_hash=text_hash({name: text for name, text in texts.items() if name not in vocabulary}),
            vocabulary_hash=text_hash(vocabulary),
            place=place,
            is_shipped=self.folder.is_shipped,
        )

    def wrong(self, place: Place, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(place, code, message, hint))

    def read(self, shown: str, file: Any) -> Any:
        """The document of a file, None where it has problems."""
        try:
            self.texts[shown], document = read_file(file, shown)
        except InvalidInput as error:
            self.problems += error.problems
            self.unread.add(shown)
            return None
        return document

    def all_entries(self, model: Any, files: Iterable[tuple[str, Any]], most: int, code: str) -> list[_Written]:
        """The records of all files of one kind. Raises `InvalidInput` of that code where there are too many."""
        written: list[_Written] = []
        for shown, file in files:
            written += self.entries(model, shown, file)
            if len(written) > most:
                what = code.rpartition("-")[2]
                hint = f"Split the base, or say with fewer {what} what so many say."
                self.wrong(written[most].raw.place, code, f"more than {most:,} {what}", hint)
                raise InvalidInput(self.problems)
        return written

    def entries(self, model: Any, shown: str, file: Any) -> list[_Written]:
        """The records of a file that is a list."""
        document = self.read(shown, file)
        if document is None:
            return []
        if not isinstance(document, Sequence):
            hint = "Begin each entry with `- id:`, and the lines below it with two spaces."
            self.wrong(document.place, "wrong-shape", "this file is a list of entries", hint)
            self.unread.add(shown)
            return []
        found: list[_Written] = []
        for raw in document:
            record = read_record(model, raw, document.place, self.problems)
            if record is not None:
                found.append(_Written(record, raw))
            elif isinstance(raw, Mapping):
                self.unfit[model].append(raw)
            enough(self.problems)
        return found

    def unique(self, written: Iterable[_Written], what: str) -> dict[str, _Written]:
        """The records by id; a second one of an id is a problem."""
        found: dict[str, _Written] = {}
        for entry in written:
            name, place = entry.record.id, place_of(entry.raw["id"], entry.raw.place)
            if name in found:
                first = place_of(found[name].raw["id"], found[name].raw.place)
                self.wrong(place, "duplicate-id", f"the {what} `{name}` is there already ({first})", "Ids are unique in a base.")
            else:
                found[name] = entry
        return found

    def descriptors(self, entries: list[_Written], written: list[_Written], record: BaseRecord) -> dict[str, Descriptor]:
        """The vocabulary, its numbers cut at the thresholds of the rules."""
        found = {
            name: d for name, e in self.unique(entries, "descriptor").items() if (d := self.descriptor(e, record)) is not None
        }
        numeric = {name: descriptor.number for name, descriptor in found.items() if descriptor.number is not None}
        cuts: dict[str, set[Decimal]] = {name: set() for name in numeric}
        for raw in [*(rule.raw for rule in written), *self.unfit[RuleRecord]] if numeric else ():
            for part in (raw.get("when"), raw.get("unless")):
                for name, number in thresholds(part, numeric):
                    cuts[name].add(number)
        for name, numbers in cuts.items():
            if len(numbers) >= MAX_STATES:
                message = f"the rules cut {name} at {len(numbers):,} thresholds; at most {MAX_STATES - 1} are taken"
                self.wrong(found.pop(name).place, "too-many-thresholds", message, "Let rules share their thresholds.")
                continue
            at = tuple(sorted(numbers))
            found[name] = replace(found[name], cuts=at, states=interval_names(at))
        return found

    def descriptor(self, written: _Written, record: BaseRecord) -> Descriptor | None:
        """One entry of the vocabulary, a number not cut yet; None where it has problems."""
        entry: DescriptorRecord = written.record
        place, before = written.raw.place, len(self.problems)
        states = tuple(entry.states or ())
        if entry.id in RESERVED:
            self.wrong(
                place_of(written.raw["id"], place),
                "reserved-word",
                f"`{entry.id}` has a meaning of its own in files",
                "Take another word.",
            )
        if (entry.states is None) == (entry.number is None):
            hint = "Leave one of them out." if entry.number else "Add `states:` with a list, or `number:` with bounds."
            self.wrong(place, "missing-entry", f"{entry.id} takes either `states` or `number`", hint)
        if entry.states is not None and (len(states) < 2 or len(states) > MAX_STATES):
            self.wrong(
                place_of(written.raw["states"], place),
                "wrong-states",
                f"2 to {MAX_STATES} states of {entry.id} are wanted, not {len(states)}",
                "What can be in one state only says nothing; what has too many may be a number.",
            )
        for at, state in enumerate(states[:MAX_STATES]):
            if state in states[:at]:
                self.wrong(
                    place_of(written.raw["states"][at], place),
                    "duplicate-state",
                    f"`{state}` stands twice among the states of {entry.id}",
                    "Take one out.",
                )
        if entry.default is not None and entry.default not in states:
            self.wrong(
                place_of(written.raw["default"], place),
                "unknown-state",
                f"the default `{entry.default}` is no state of {entry.id}",
                did_you_mean(entry.default, states, "A number takes no default.", len(self.problems)),
            )
        actors = {**record.actors, EXTERNAL: None}
        for at, actor in enumerate(entry.lever):
            if actor not in actors:
                raw = written.raw["lever"]
                where = place_of(raw[at] if isinstance(raw, Sequence) else raw, place)
                hint = did_you_mean(actor, actors, before=len(self.problems))
                self.wrong(where, "unknown-actor", f"`{actor}` is no actor of this base", hint)
        domain = self.domain(written) if entry.number is not None else None
        if len(self.problems) > before:
            return None
        ordered = entry.ordered or domain is not None
        cite, claims = tuple(entry.cite), tuple(entry.claims)
        return Descriptor(
            entry.id,
            entry.title,
            entry.question,
            states,
            ordered,
            domain,
            (),
            tuple(entry.lever),
            entry.default,
            cite,
            claims,
            entry.note,
            place,
        )

    def domain(self, written: _Written) -> NumberDomain:
        """The domain of a numeric descriptor."""
        entry = written.record.number
        bounds: dict[str, Decimal | None] = {}
        for key in ("min", "max"):
            text = getattr(entry, key)
            bounds[key] = parse_number(text)
            if text and bounds[key] is None:
                place = place_of(written.raw["number"][key], written.raw.place)
                self.wrong(place, "wrong-number", f"`{text[:40]}` is no number", NUMBER_HINT)
        if bounds["min"] is not None and bounds["max"] is not None and bounds["min"] >= bounds["max"]:
            place = place_of(written.raw["number"], written.raw.place)
            self.wrong(place, "empty-domain", "`min` is not below `max`", "Swap them, or leave one out.")
        return NumberDomain(bounds["min"], bounds["max"], entry.whole, entry.unit)

    def rules(self, written: list[_Written], descriptors: dict[str, Descriptor], record: BaseRecord) -> dict[str, Rule]:
        """The rules, resolved against the vocabulary."""
        resolver = Resolver(descriptors, record.name, self.problems, self.declared - descriptors.keys())
        found: dict[str, Rule] = {}
        for name, entry in self.unique(written, "rule").items():
            r: RuleRecord = entry.record
            place = entry.raw.place
            when, unless, then, impact = self.parts(entry.raw, resolver)
            if when is None or unless is None or then is None or impact is None:
                continue
            found[name] = Rule(name, r.title, r.says, tuple(r.cite), when, unless, then, impact, tuple(r.claims), r.note, place)
        for raw in self.unfit[RuleRecord]:
            self.parts(raw, resolver)
        return found

    def parts(self, raw: Mapping, resolver: Resolver) -> tuple[Any, Any, Any, Any]:
        """`when`, `unless`, `then` and `impact` of a rule; None for one with problems."""
        place = raw.place
        if "then" not in raw and "impact" not in raw:
            resolver.wrong(place, "no-effect", "this rule has no effect", "Add `then:` or `impact:`.")
        conditions = resolver.condition(raw.get("when"), place), resolver.unless(raw.get("unless"), place)
        effects = resolver.then(raw.get("then"), place), resolver.impact(raw.get("impact"), place)
        enough(self.problems)
        return *conditions, *effects

    def citations(self, head: Mapping, record: BaseRecord, entries: list[_Written], written: list[_Written]) -> None:
        """Every cited paragraph is in the source's list, every claim in the register."""
        for entry in [*entries, *written, *(_Written(claim, head["claims"][key]) for key, claim in record.claims.items())]:
            check_citations(entry.record, entry.raw, record.paragraphs, record.claims, self.problems)
            enough(self.problems)


def check_citations(record: Any, raw: Mapping, paragraphs: Any, claims: Any, problems: list[Problem]) -> None:
    """Adds the paragraphs and claims of an entry that the base does not list to the problems."""
    for key, known, code, what in (
        ("cite", paragraphs, "unknown-paragraph", "paragraph"),
        ("claims", claims, "unknown-claim", "claim"),
    ):
        for at, number in enumerate(getattr(record, key, ())):
            if number not in known:
                listed = raw[key]
                place = place_of(listed[at] if isinstance(listed, Sequence) else listed, raw.place)
                hint = f"List it in base.yaml, under `{key if what == 'claim' else 'paragraphs'}:`."
                if known and what == "paragraph":
                    hint = f"The source's list has ¶{next(iter(known))} to ¶{next(reversed(known))}."
                elif known:
                    hint = did_you_mean(number, known, before=len(problems))
                problems.append(Problem(place, code, f"the source has no {what} {number}", hint))


RESERVED = frozenset(FactRecord.model_fields) | {"any", "not", "title"}
