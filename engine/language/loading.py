"""Loading a rule base: files → records → resolved values, with all problems of all files at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from engine.language.base import Claim, Imported, Origin, Paragraph, RuleBase
from engine.language.collecting import Uncollected
from engine.language.describing import MAX_DESCRIPTORS, Describer, kinds_of, text_faults, too_many
from engine.language.documents import Mapping, Sequence, place_of
from engine.language.folders import SHIPPED, Folder, find_folder, read_file, read_text
from engine.language.grounding import Grounder, unused
from engine.language.hashes import hashes_of, text_hash
from engine.language.problems import InvalidInput, Place, Problem, did_you_mean, enough
from engine.language.record_reading import read_record
from engine.language.records import BaseRecord, DescriptorRecord, RuleRecord, Written
from engine.language.rule_parts import RuleResolver
from engine.language.rules import MAX_IMPORTED, MAX_WEIGHT, GenericRule, Rule
from engine.language.scopes import Kinds, Scope, read_scope, unscoped
from engine.language.vocabulary import Actor, Vocabulary

MAX_RULES = 100_000


def load_base(folder: Folder | str = SHIPPED) -> RuleBase:
    """The rule base in a folder, of a shipped name, or of a matrix. Raises `InvalidInput` with everything that is wrong in it."""
    found = find_folder(folder) if isinstance(folder, str) else folder
    with Uncollected():
        return _Loader(found).load() if found.matrix is None else _load_matrix(found.matrix, found.root)


def _load_matrix(file: Traversable, shown: str) -> RuleBase:
    from engine.language.matrices import MAX_BYTES, decode_old  # only where a base is one
    from engine.language.matrix_bases import ARCHIVED, base_of_matrix

    text = read_text(file, shown, decode_old, MAX_BYTES)
    return base_of_matrix(text, shown, text_hash({f"rules/{ARCHIVED}": text}), text_hash({}))


class Scoped(NamedTuple):
    """A rule as it is written, and what its variables stand for, None where it has none."""

    written: Written
    scope: Scope | None


class _Loader:
    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.texts: dict[str, str] = {}
        self.unfit: dict[Any, list[Mapping]] = {DescriptorRecord: [], RuleRecord: []}  # entries that made no record
        self.unread: set[str] = set()  # files that made no document
        self.declared: set[str] = set()  # descriptors of the vocabulary, those with problems too
        self.kinds: Kinds = {}

    def load(self) -> RuleBase:
        main = self.folder.shown("rules", "base.yaml")
        head = self.read(main, self.folder.rules / "base.yaml")
        record = read_record(BaseRecord, head, Place(main, 1, 1), self.problems) if head is not None else None
        files = self.folder.vocabulary_files()
        entries = self.all_entries(DescriptorRecord, files, MAX_DESCRIPTORS, "too-many-descriptors")
        written = self.all_entries(RuleRecord, self.folder.rule_files(), MAX_RULES, "too-many-rules")
        declared = (*self.unfit[DescriptorRecord], *(entry.raw for entry in entries))
        self.declared = {str(raw.get("id")).partition("(")[0].strip() for raw in declared}
        if record is None or any(shown in self.unread for shown, _ in files):
            raise InvalidInput(self.problems)
        self.kinds = kinds_of(record.actors)
        scoped = self.scoped(written)
        vocabulary = self.vocabulary(entries, scoped, record)
        rules, generic = self.rules(scoped, vocabulary, record)
        verdict = vocabulary.find(record.verdict)
        if verdict is None and record.verdict.partition("(")[0] not in self.declared:
            fault = vocabulary.fault(record.verdict)
            self.wrong(place_of(head["verdict"], head.place), fault.code, f"the verdict {fault.message}", fault.hint)
        elif verdict is not None and verdict.number is not None:
            self.wrong(
                place_of(head["verdict"], head.place),
                "wrong-verdict",
                f"the verdict `{record.verdict}` is a number; its states must be scenarios",
                "Name a descriptor with `states`.",
            )
        self.citations(head, record, entries, written)
        if self.problems or verdict is None:
            raise InvalidInput(self.problems)
        return self.base(record, verdict.id, vocabulary, rules, generic, head.place)

    def base(
        self,
        record: BaseRecord,
        verdict: str,
        vocabulary: Vocabulary,
        rules: dict[str, Rule],
        generic: dict[str, GenericRule],
        place: Place,
    ) -> RuleBase:
        paragraphs = {n: Paragraph(n, p.section, p.place, p.gist) for n, p in record.paragraphs.items()}
        s, i = record.source, record.imported
        source = Origin(s.author, s.title, s.publisher, s.date, paragraphs) if s else Origin()
        # Named within the two folders, so that the same files have the same hashes wherever they are.
        texts = {self.folder.within(name): text for name, text in self.texts.items()}
        rules_hash, vocabulary_hash = hashes_of(texts)
        return RuleBase(
            name=record.name,
            title=record.title,
            verdict=verdict,
            descriptors=vocabulary.descriptors,
            rules=rules,
            baseline=record.baseline,
            source=source,
            actors=vocabulary.actors,
            templates=vocabulary.templates,
            generic=generic,
            claims={key: Claim(key, tuple(claim.cite), claim.gist) for key, claim in record.claims.items()},
            notes=dict(record.notes),
            accepted=dict(record.accepted),
            imported=Imported(i.file, i.title, {n: tuple(names) for n, names in i.names.items()}) if i else None,
            texts=texts,
            rules_hash=rules_hash,
            vocabulary_hash=vocabulary_hash,
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

    def all_entries(self, model: Any, files: Iterable[tuple[str, Any]], most: int, code: str) -> list[Written]:
        """The records of all files of one kind. Raises `InvalidInput` of that code where there are too many."""
        written: list[Written] = []
        for shown, file in files:
            written += self.entries(model, shown, file)
            if len(written) > most:
                what = code.rpartition("-")[2]
                hint = f"Split the base, or say with fewer {what} what so many say."
                self.wrong(written[most].raw.place, code, f"more than {most:,} {what}", hint)
                raise InvalidInput(self.problems)
        return written

    def entries(self, model: Any, shown: str, file: Any) -> list[Written]:
        """The records of a file that is a list."""
        document = self.read(shown, file)
        if document is None:
            return []
        if not isinstance(document, Sequence):
            hint = "Begin each entry with `- id:`, and the lines below it with two spaces."
            self.wrong(document.place, "wrong-shape", "this file is a list of entries", hint)
            self.unread.add(shown)
            return []
        found: list[Written] = []
        for raw in document:
            record = read_record(model, raw, document.place, self.problems)
            if record is not None:
                found.append(Written(record, raw))
            elif isinstance(raw, Mapping):
                self.unfit[model].append(raw)
            enough(self.problems)
        return found

    def unique(self, written: Iterable[Written], what: str, called: Callable[[str], str] = str) -> dict[str, Written]:
        """The records by id, or by what it is called; a second one is a problem."""
        found: dict[str, Written] = {}
        for entry in written:
            name, place = called(entry.record.id), place_of(entry.raw["id"], entry.raw.place)
            if name in found:
                first = place_of(found[name].raw["id"], found[name].raw.place)
                self.wrong(place, "duplicate-id", f"the {what} `{name}` is there already ({first})", "Ids are unique in a base.")
            else:
                found[name] = entry
        return found

    def vocabulary(self, entries: list[Written], rules: list[Scoped], record: BaseRecord) -> Vocabulary:
        """The vocabulary, its numbers cut at the thresholds of the rules."""
        actors = {key: Actor(key, actor.title, tuple(actor.kind)) for key, actor in record.actors.items()}
        unique = self.unique(entries, "descriptor", lambda name: name.partition("(")[0].strip())
        describer = Describer(record.name, actors, self.kinds, self.problems)
        cutting = [*((rule.written.raw, rule.scope) for rule in rules), *((raw, None) for raw in self.unfit[RuleRecord])]
        return describer.vocabulary(unique.values(), cutting)

    def scoped(self, written: Iterable[Written]) -> list[Scoped]:
        """The rules with the scopes of those that are written for many actors."""
        found = []
        for entry in self.unique(written, "rule").values():
            scope = read_scope(entry.record, entry.raw, self.kinds, self.problems) if "for" in entry.raw else None
            if "for" not in entry.raw:
                self.problems += unscoped(entry.record, entry.raw)
            found.append(Scoped(entry, scope))
        return found

    def rules(
        self, scoped: list[Scoped], vocabulary: Vocabulary, record: BaseRecord
    ) -> tuple[dict[str, Rule], dict[str, GenericRule]]:
        """The rules, resolved against the vocabulary: all that are ground, and the generic ones as they are written."""
        unfit = self.declared - {*vocabulary.descriptors, *vocabulary.templates}
        most = MAX_IMPORTED if record.imported else MAX_WEIGHT
        resolver = RuleResolver(vocabulary, self.problems, unfit, most=most)
        grounder = Grounder(vocabulary, self.problems)
        found: dict[str, Rule] = {}
        generic: dict[str, GenericRule] = {}
        for entry, scope in scoped:
            if scope is None and "for" in entry.raw:
                continue
            own = resolver if scope is None else RuleResolver(vocabulary, self.problems, unfit, scope, most)
            before = len(self.problems)
            rule = self.rule(entry, own)
            if rule is None:
                continue
            if scope is None:
                found[rule.id] = rule
                continue
            place = place_of(entry.raw["for"], rule.place)
            places = {str(key): place_of(key, place) for key in entry.raw["for"]}
            written = GenericRule(rule, scope, {name: call.descriptor for name, call in own.calls.items()})
            self.problems += [*unused(written, own.calls, places), *text_faults(entry, scope, ("title", "says", "note"))]
            size = too_many(scope, MAX_RULES - len(found))
            if size:
                message = f"{rule.id} takes {size} choices of actors; a base has at most {MAX_RULES:,} rules"
                self.wrong(place, "too-many-rules", message, "Bind fewer variables, or to a kind with fewer actors.")
            if len(self.problems) == before:
                generic[rule.id] = written
                found |= {ground.id: ground for ground in grounder.rules(written, own.calls)}
            enough(self.problems)
        for raw in self.unfit[RuleRecord]:
            if "for" not in raw:
                self.parts(raw, resolver)
        return found, generic

    def rule(self, entry: Written, resolver: RuleResolver) -> Rule | None:
        """A rule as it is written, None where it has problems."""
        r: RuleRecord = entry.record
        when, unless, then, impact = self.parts(entry.raw, resolver)
        if when is None or unless is None or then is None or impact is None:
            return None
        place = entry.raw.place
        return Rule(r.id, r.title, r.says, tuple(r.cite), when, unless, then, impact, tuple(r.claims), r.note, place)

    def parts(self, raw: Mapping, resolver: RuleResolver) -> tuple[Any, Any, Any, Any]:
        """`when`, `unless`, `then` and `impact` of a rule; None for one with problems."""
        place = raw.place
        if "then" not in raw and "impact" not in raw:
            resolver.wrong(place, "no-effect", "this rule has no effect", "Add `then:` or `impact:`.")
        conditions = resolver.condition(raw.get("when"), place), resolver.unless(raw.get("unless"), place)
        effects = resolver.then(raw.get("then"), place), resolver.impact(raw.get("impact"), place)
        enough(self.problems)
        return *conditions, *effects

    def citations(self, head: Mapping, record: BaseRecord, entries: list[Written], written: list[Written]) -> None:
        """Every cited paragraph is in the source's list, every claim in the register."""
        for entry in [*entries, *written, *(Written(claim, head["claims"][key]) for key, claim in record.claims.items())]:
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
