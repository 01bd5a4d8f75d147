"""The vocabulary of a base from its records: descriptors, and those declared for many actors with each choice of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from msgspec.structs import replace

from engine.language.descriptors import EXTERNAL, Descriptor, NumberDomain, interval_names
from engine.language.documents import Mapping as RawMapping
from engine.language.documents import Sequence, place_of
from engine.language.names import fill, gaps, read_name, spell
from engine.language.numbers import NUMBER_HINT, parse_number, thresholds
from engine.language.problems import Place, Problem, did_you_mean
from engine.language.records import ActorRecord, DescriptorRecord, FactRecord, Written
from engine.language.scopes import Kinds, Scope, read_scope, unscoped
from engine.language.vocabulary import Actor, Template, Vocabulary

MAX_STATES = 256
MAX_DESCRIPTORS = 100_000
RESERVED = frozenset(FactRecord.model_fields) | {"any", "not", "title"}

Scoped = Iterable[tuple[RawMapping, Scope | None]]  # the raw rules of a base, with what their variables stand for


class Describer:
    """Makes the vocabulary of a base; what is wrong is added to the problems."""

    def __init__(self, base: str, actors: Mapping[str, Actor], kinds: Kinds, problems: list[Problem]) -> None:
        self.base, self.actors, self.kinds, self.problems = base, actors, kinds, problems
        self.descriptors: dict[str, Descriptor] = {}
        self.templates: dict[str, Template] = {}

    def wrong(self, place: Place, code: str, message: str, hint: str = "") -> None:
        """Notes a problem."""
        self.problems.append(Problem(place, code, message, hint))

    def vocabulary(self, entries: Iterable[Written], rules: Scoped) -> Vocabulary:
        """The vocabulary, its numbers cut at the thresholds of the rules."""
        for entry in entries:
            descriptor = self.descriptor(entry)
            if "for" in entry.raw:
                self.template(entry, descriptor)
                continue
            self.problems += unscoped(entry.record, entry.raw)
            if "(" in entry.record.id:
                message = f"`{entry.record.id}` has actors, and `for` does not say which"
                hint = "Add `for: {A: country}`, with a variable for each of them."
                self.wrong(place_of(entry.raw["id"], entry.raw.place), "no-variables", message, hint)
            elif descriptor is not None:
                self.descriptors[descriptor.id] = descriptor
        found = Vocabulary(self.base, self.descriptors, self.templates, self.actors)
        if any(descriptor.number is not None for descriptor in self.descriptors.values()):
            self.cut(found, rules)
        return found

    def descriptor(self, written: Written) -> Descriptor | None:
        """One entry of the vocabulary, a number not cut yet; None where it has problems."""
        entry: DescriptorRecord = written.record
        place, before = written.raw.place, len(self.problems)
        states = tuple(entry.states or ())
        if entry.id.partition("(")[0] in RESERVED:
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
        actors = {**self.actors, EXTERNAL: None, **entry.scope}
        for at, actor in enumerate(entry.lever):
            if actor not in actors:
                raw = written.raw["lever"]
                where = place_of(raw[at] if isinstance(raw, Sequence) else raw, place)
                hint = did_you_mean(actor, actors, before=len(self.problems))
                self.wrong(where, "unknown-actor", f"`{actor}` is no actor of this base", hint)
        domain = self.domain(written) if entry.number is not None else None
        if len(self.problems) > before:
            return None
        return Descriptor(
            entry.id,
            entry.title,
            entry.question,
            states,
            entry.ordered or domain is not None,
            domain,
            (),
            tuple(entry.lever),
            entry.default,
            tuple(entry.cite),
            tuple(entry.claims),
            entry.note,
            entry.theme,
            place,
        )

    def domain(self, written: Written) -> NumberDomain:
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

    def template(self, written: Written, descriptor: Descriptor | None) -> None:
        """A descriptor that is declared for many actors, and one for each choice of them."""
        place = place_of(written.raw["id"], written.raw.place)
        scope = read_scope(written.record, written.raw, self.kinds, self.problems)
        called = read_name(written.record.id)
        if called is None and scope is not None:
            message = f"`{written.record.id}` is declared for many actors, and its name has none"
            self.wrong(place, "wrong-arguments", message, f"Write `id: {spell(written.record.id, scope.actors)}`.")
        if scope is None or called is None or descriptor is None:
            return
        before = len(self.problems)
        for argument in called.arguments:
            if argument not in scope.actors or called.arguments.count(argument) > 1:
                message = f"`{argument}` is no variable of the `for` of {called.name}"
                if argument in scope.actors:
                    message = f"`{argument}` stands twice in the name of {called.name}"
                hint = f"The actors of a declared name are its variables, each once: `{spell(called.name, scope.actors)}`."
                self.wrong(place, "unbound-variable", message, hint)
                break
        for variable in scope.actors:
            if variable not in called.arguments:
                at = place_of(next(key for key in written.raw["for"] if key == variable), place)
                message = f"the variable {variable} of {called.name} is not in its name"
                self.wrong(at, "unused-variable", message, f"Write `id: {spell(called.name, scope.actors)}`.")
        self.problems += text_faults(written, scope, ("title", "theme", "question", "note"))
        if len(self.problems) > before:
            return
        template = Template(called.name, replace(descriptor, id=spell(*called)), scope, called.arguments)
        size = too_many(scope, MAX_DESCRIPTORS - len(self.descriptors))
        if size:
            message = f"{called.name} takes {size} choices of actors; a base has at most {MAX_DESCRIPTORS:,} descriptors"
            hint = "Declare it for fewer actors, or with fewer variables."
            self.wrong(place_of(written.raw["for"], place), "too-many-descriptors", message, hint)
            return
        self.templates[called.name] = template
        for choice in scope.choices():
            who = dict(zip(scope.actors, choice, strict=True))
            titles = {variable: self.actors[actor].title for variable, actor in who.items()}
            name = spell(called.name, (who[argument] for argument in called.arguments))
            self.descriptors[name] = replace(
                descriptor,
                id=name,
                title=fill(descriptor.title, titles),
                question=fill(descriptor.question, titles),
                lever=tuple(who.get(actor, actor) for actor in descriptor.lever),
                note=fill(descriptor.note, titles),
                theme=fill(descriptor.theme, titles),
            )

    def cut(self, vocabulary: Vocabulary, rules: Scoped) -> None:
        """Cuts the numbers at the thresholds that the rules use, each at those of its own."""
        cuts: dict[str, set[Decimal]] = {name: set() for name, d in self.descriptors.items() if d.number is not None}
        domains = {name: self.descriptors[name].number for name in cuts}
        domains |= {name: template.descriptor.number for name, template in self.templates.items()}

        def domain_of(key: str) -> NumberDomain | None:
            called = read_name(key) if "(" in key else None
            return domains.get(key) or (domains.get(called.name) if called else None)

        for raw, scope in rules:
            found: dict[str, set[Decimal]] = {}
            for part in (raw.get("when"), raw.get("unless")):
                for key, number in thresholds(part, domain_of):
                    found.setdefault(key, set()).add(number)
            for key, numbers in found.items():
                for name in self.spoken_of(vocabulary, key, scope):
                    cuts[name] |= numbers
        together: dict[str, set[Decimal]] = {}
        for name, numbers in cuts.items():
            together.setdefault(name.partition("(")[0], set()).update(numbers)
        for name, numbers in together.items():
            if len(numbers) >= MAX_STATES:
                own = self.templates[name].descriptor if name in self.templates else self.descriptors[name]
                message = f"the rules cut {own.id} at {len(numbers):,} thresholds; at most {MAX_STATES - 1} are taken"
                self.wrong(own.place, "too-many-thresholds", message, "Let rules share their thresholds.")
                for cut in [cut for cut in cuts if cut.partition("(")[0] == name]:
                    del cuts[cut], self.descriptors[cut]
                self.templates.pop(name, None)
            elif name in self.templates:
                template = self.templates[name]
                self.templates[name] = replace(template, descriptor=_cut(template.descriptor, numbers))
        for name, numbers in cuts.items():
            self.descriptors[name] = _cut(self.descriptors[name], numbers)

    def spoken_of(self, vocabulary: Vocabulary, key: str, scope: Scope | None) -> Iterator[str]:
        """The numeric descriptors that a name in a rule speaks of."""
        called = read_name(key)
        if called is None:
            yield key
        elif scope is None or not any(argument in scope.actors for argument in called.arguments):
            yield from (found.id for found in (vocabulary.find(key),) if found is not None)
        else:
            variables = list(scope.actors)
            places = [variables.index(argument) if argument in variables else argument for argument in called.arguments]
            for actors in {tuple(c[p] if isinstance(p, int) else p for p in places) for c in scope.choices()}:
                found = vocabulary.find(spell(called.name, actors))
                if found is not None:
                    yield found.id


def _cut(descriptor: Descriptor, numbers: Iterable[Decimal]) -> Descriptor:
    at = tuple(sorted(numbers))
    return replace(descriptor, cuts=at, states=interval_names(at))


def too_many(scope: Scope, left: int) -> str:
    """How many choices of a scope there are, where that is more than are left; empty where it is not."""
    size = scope.size()
    if size is not None:
        return f"{size:,}" if size > left else ""
    return f"more than {left:,}" if any(at >= left for at, _ in enumerate(scope.choices())) else ""


def text_faults(written: Written, scope: Scope, entries: Iterable[str]) -> Iterator[Problem]:
    """A problem for each variable that a text has a place for and the scope has not."""
    for entry in entries:
        for variable in gaps(getattr(written.record, entry)):
            if variable not in scope.actors:
                place = place_of(written.raw[entry], written.raw.place)
                hint = did_you_mean(variable, scope.actors)
                yield Problem(place, "unbound-variable", f"`{{{variable}}}` is no variable of this `for`", hint)


def kinds_of(actors: Mapping[str, ActorRecord]) -> Kinds:
    """The actors of each kind, in the order of the base."""
    found: dict[str, list[str]] = {}
    for name, actor in actors.items():
        for kind in actor.kind:
            found.setdefault(kind, []).append(name)
    return {kind: tuple(names) for kind, names in found.items()}
