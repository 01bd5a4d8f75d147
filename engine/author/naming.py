"""What may be named in the files of a base, as JSON Schemas: each descriptor with its own states only, rules, actors, claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from engine.author.shapes import WORD, Schema, one_or_more
from engine.language.base import RuleBase
from engine.language.descriptors import Descriptor
from engine.language.numbers import NUMBER, RANGE
from engine.language.rules import MAX_IMPORTED, MAX_WEIGHT, Rule
from engine.language.vocabulary import Template
from engine.language.words import MOST

VARIABLE = f"[A-Z][{WORD}]*"
_TYPED = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")  # of the words that YAML takes for numbers, those with one spelling


class Names:
    """The names of a base. What is said of a descriptor stands once, under `defs`, and is referred to."""

    def __init__(self, base: RuleBase) -> None:
        self.base = base
        self.defs: dict[str, Schema] = {}

    def descriptors(self, part: str, variables: bool = False) -> Schema:
        """A mapping with descriptors as keys; `part` is what it has of each: `test`, `effect`, `weights`, `fact` or `states`."""
        plain = {name: d for name, d in self.base.descriptors.items() if "(" not in name}
        properties = {name: self.refer(part, d) for name, d in plain.items() if self.takes(part, d)}
        patterns: dict[str, Schema] = {}
        for template in self.base.templates.values():
            if self.takes(part, template.descriptor):
                said = self.refer(part, template.descriptor)
                patterns[self.spelling(template, variables)] = said
                properties |= dict.fromkeys(self.known(template, variables), said)
        shape: Schema = {"type": "object", "properties": properties}
        return shape | ({"patternProperties": patterns} if patterns else {}) | {"additionalProperties": False}

    def define(self, key: str, shape: Schema) -> Schema:
        """A reference to a schema that stands once."""
        self.defs[key] = shape
        return {"$ref": f"#/$defs/{key}"}

    def takes(self, part: str, descriptor: Descriptor) -> bool:
        """Whether there is such a part of a descriptor: no rule has an effect on a number."""
        return descriptor.number is None or part not in ("effect", "weights")

    def refer(self, part: str, descriptor: Descriptor) -> Schema:
        """A reference to what is said of one descriptor, by its title and question."""
        name = descriptor.id.partition("(")[0]
        key = f"{part}.{name}" if name.isascii() else f"{part}.{list(self.base.descriptors).index(descriptor.id)}"
        said = self.defs.get(key) or {"title": descriptor.title, "description": _about(descriptor)} | self.part(part, descriptor)
        return self.define(key, said)

    def part(self, part: str, descriptor: Descriptor) -> Schema:
        """What may be said of one descriptor."""
        if part == "weights":
            weight = self.weight()
            return {
                "type": "object",
                "properties": dict.fromkeys(descriptor.states, weight),
                "additionalProperties": False,
                "minProperties": 1,
            }
        if part == "states":
            return one_or_more(words(descriptor.states), 1)
        if descriptor.number is None:
            return _states(descriptor)
        number = _number(descriptor)
        bounds = ("at_least", "below", "at_most") if part == "fact" else ("at_least", "below")
        between = {
            "type": "object",
            "properties": dict.fromkeys(bounds, number),
            "additionalProperties": False,
            "minProperties": 1,
        }
        if part == "fact":
            return {"anyOf": [number, {"type": "string", "pattern": RANGE_WRITTEN}, between]}
        return {"anyOf": [number, between]} if descriptor.number.whole else between

    def weight(self) -> Schema:
        """A weight, which may stand between quotes."""
        if self.base.imported:
            return {"type": ["integer", "string"], "minimum": -MAX_IMPORTED, "maximum": MAX_IMPORTED}
        sizes = range(1, MAX_WEIGHT + 1)
        quoted = {"type": "string", "pattern": f"^[+-]?0*[1-{MAX_WEIGHT}]$"}
        return {"anyOf": [{"enum": [*sizes, *(-size for size in sizes)]}, quoted]}

    def known(self, template: Template, variables: bool) -> list[str]:
        """The names that are offered of what is declared for many actors: as rules speak of it, and with its actors."""
        ground = self.ground.get(template.name, [])
        spoken = [template.descriptor.id, *(name for rule in self.base.generic.values() for name in rule.descriptors)]
        used = dict.fromkeys(name for name in spoken if name.startswith(f"{template.name}("))
        return [*(used if variables else ()), *ground]

    @cached_property
    def ground(self) -> dict[str, list[str]]:
        """The descriptors of each template for each choice of actors, where these are not so many that nobody reads them."""
        return _fewer((name.partition("(")[0], name) for name in self.base.descriptors if "(" in name)

    @cached_property
    def offered(self) -> list[Descriptor]:
        """The descriptors that are offered by name."""
        few = {name for names in self.ground.values() for name in names}
        return [d for name, d in self.base.descriptors.items() if "(" not in name or name in few]

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules that are offered by id."""
        many = _fewer((rule.written, rule.id) for rule in self.base.rules.values() if rule.binding)
        few = {name for names in many.values() for name in names}
        return [rule for rule in self.base.rules.values() if not rule.binding or rule.id in few]

    def spelling(self, template: Template, variables: bool) -> str:
        """The pattern of its names, however they are spaced, and in whatever order where that makes no difference."""
        places = []
        for variable in template.arguments:
            known = [written(actor) for actor in template.scope.actors[variable]]
            places.append(f"(?:{'|'.join([*known, VARIABLE] if variables else known)})")
        inside = r"\s*,\s*".join(places)
        return rf"^\s*{written(template.name)}\s*\(\s*{inside}\s*\)\s*$"

    def called(self, worded: bool = False) -> Schema:
        """The name of a descriptor; with `worded` of one that is no number."""
        chosen = [d for d in self.offered if not (worded and d.number)]
        offered = {"enum": [d.id for d in chosen], "enumDescriptions": [f"{d.title}: {d.question}" for d in chosen]}
        patterns = [self.spelling(t, False) for t in self.base.templates.values() if not (worded and t.descriptor.number)]
        return {"anyOf": [offered, *({"type": "string", "pattern": one} for one in patterns)]} if patterns else offered

    @cached_property
    def rule(self) -> Schema:
        """The id of a rule; of one that is written for many actors with its actors."""
        offered = {"enum": [rule.id for rule in self.rules], "enumDescriptions": [rule.says for rule in self.rules]}
        patterns = [rf"^\s*{written(name)}\s*\(\s*{self.actors_of(name)}\s*\)\s*$" for name in self.base.generic]
        return {"anyOf": [offered, *({"type": "string", "pattern": one} for one in patterns)]} if patterns else offered

    def actors_of(self, rule: str) -> str:
        """The pattern of the actors in the brackets of a rule."""
        places = ("|".join(map(written, actors)) for actors in self.base.generic[rule].scope.actors.values())
        return r"\s*,\s*".join(f"(?:{place})" for place in places)

    def by_rule(self, said: Schema) -> Schema:
        """A mapping with rules as keys."""
        rules = {rule.id: {"title": rule.title, **said} for rule in self.rules}
        patterns = {one["pattern"]: said for one in self.rule.get("anyOf", ()) if "pattern" in one}
        shape: Schema = {"type": "object", "properties": rules}
        return shape | ({"patternProperties": patterns} if patterns else {}) | {"additionalProperties": False}

    def by_state(self, said: Schema) -> Schema:
        """A mapping with ``descriptor=state`` as keys."""
        properties: dict[str, Schema] = {}
        patterns: dict[str, Schema] = {}
        for descriptor in self.offered:
            if not descriptor.is_context:
                properties |= {f"{descriptor.id}={state}": said for state in descriptor.states}
        for template in self.base.templates.values():
            if not template.descriptor.is_context:
                spelled = self.spelling(template, False).removesuffix("$")
                patterns[f"{spelled}=(?:{'|'.join(map(written, template.descriptor.states))})$"] = said
        shape: Schema = {"type": "object", "properties": properties}
        return shape | ({"patternProperties": patterns} if patterns else {}) | {"additionalProperties": False}

    def paragraphs(self, least: int = 0) -> Schema:
        """Paragraphs of the source: one, or a list."""
        listed = self.base.source.paragraphs
        digits = f"^(?:{'|'.join(map(str, listed)) or '0[^0-9]'})$"
        offered = {"enum": list(listed), "enumDescriptions": [one.gist for one in listed.values()]}
        one = {"anyOf": [offered, {"type": "string", "pattern": digits}]}
        return one_or_more(one, least)

    @property
    def claims(self) -> Schema:
        """Claims of the register: one, or a list."""
        return one_or_more(words(self.base.claims, (claim.gist for claim in self.base.claims.values())))

    def actors(self, *others: Schema) -> Schema:
        """Actors of the base: one, or a list."""
        listed = self.base.actors
        known = words(listed, (actor.title for actor in listed.values()))
        return one_or_more({"anyOf": [known, *others]} if others else known)


def _fewer(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Names by what they are written as, without those of which there are more than anybody reads: patterns take these."""
    found: dict[str, list[str]] = {}
    for written_as, name in named:
        found.setdefault(written_as, []).append(name)
    return {one: names for one, names in found.items() if len(names) <= MOST}


def words(known: Iterable[str], about: Iterable[str] = ()) -> Schema:
    """One of some words; what YAML takes for a number or a flag is both."""
    listed, said = list(known), list(about)
    typed = [_typed(word) for word in listed]
    shape: Schema = {"enum": [*listed, *(value for value in typed if value != "")]}
    return shape | ({"enumDescriptions": said} if said and len(said) == len(shape["enum"]) else {})


def _typed(word: str) -> object:
    """What YAML takes a plain word for, empty where it is a word to it."""
    constants: Mapping[str, object] = {"true": True, "false": False, "null": None}
    if word.lower() in constants and word in (word.lower(), word.upper(), word.capitalize()):
        return constants[word.lower()]
    if _TYPED.fullmatch(word):
        return float(word) if "." in word else int(word)
    return ""


def written(name: str) -> str:
    """A name within a pattern: names have no other signs that mean something there."""
    return name.replace(".", r"\.").replace("+", r"\+")


def _states(descriptor: Descriptor) -> Schema:
    one = words(descriptor.states)
    several = "|".join(map(written, descriptor.states))
    shapes: list[Schema] = [one, {"type": "string", "pattern": rf"^\s*(?:{several})\s*(?:\|\s*(?:{several})\s*)*$"}]
    shapes.append({"type": "array", "items": one, "minItems": 1})
    if descriptor.ordered:
        bounds = {"at_least": one, "at_most": one}
        shapes.append({"type": "object", "properties": bounds, "additionalProperties": False, "minProperties": 1})
    return {"anyOf": shapes}


RANGE_WRITTEN = re.sub(r"\(\?P<\w+>", "(?:", RANGE.pattern)


def _number(descriptor: Descriptor) -> Schema:
    domain = descriptor.number
    assert domain is not None
    shape: Schema = {"type": ["integer" if domain.whole else "number", "string"], "pattern": f"^{NUMBER}$"}
    if domain.low is not None:
        shape["minimum"] = float(domain.low)
    if domain.high is not None:
        shape["maximum"] = float(domain.high)
    return shape


def _about(descriptor: Descriptor) -> str:
    """What is said of a descriptor where an editor shows it."""
    parts = [descriptor.question]
    domain = descriptor.number
    if domain is not None:
        unit = f" of {domain.unit}" if domain.unit else ""
        parts.append(f"A {'whole ' if domain.whole else ''}number{unit}, {domain.as_range()}.")
        parts += [f"Rules cut it at {', '.join(map(str, descriptor.cuts))}."] if descriptor.cuts else []
    else:
        parts.append(f"{' < '.join(descriptor.states) if descriptor.ordered else ', '.join(descriptor.states)}.")
    return " ".join([*parts, *([descriptor.note] if descriptor.note else [])])
