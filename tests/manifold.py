"""Bases that are written for many actors, made up from a seed, and the same bases written out by hand for each of them.

The writing out is done here with products and replacements alone, and shares nothing with how the program does it.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise, product
from pathlib import Path
from random import Random
from typing import Any

Entry = dict[str, Any]
Who = dict[str, str]

KINDS = {"a1": ["k", "l"], "a2": ["k"], "a3": ["k", "l"], "a4": ["l"]}
ACTORS = list(KINDS)
VARIABLES = ("A", "B", "C")
PARTS = ("when", "unless", "then", "impact")
STATES = ("no", "some", "yes")
NAME = re.compile(r"(\w+)\(([^()]*)\)")


def choices(entry: Entry) -> list[Who]:
    """Every choice of actors for the variables of an entry."""
    found = []
    for actors in product(*([a for a in ACTORS if kind in KINDS[a]] for kind in entry["for"].values())):
        who = dict(zip(entry["for"], actors, strict=True))
        order = [part.strip() for part in entry.get("order", "").split("<")] if "order" in entry else []
        if (
            (entry.get("distinct") == "false" or len(set(actors)) == len(actors))
            and all(ACTORS.index(who[one]) < ACTORS.index(who[other]) for one, other in pairwise(order))
            and all(who[variable] not in names for variable, names in entry.get("except", {}).items())
        ):
            found.append(who)
    return found


class Manifold:
    """A base with actors: its vocabulary, its rules and the facts of its case, as they stand in files."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.vocabulary = [self.template(f"d{at}", at // 2) for at in range(self.random.randint(3, 6))]
        self.vocabulary.append({"id": "goal", "states": list(STATES), "level": 9})
        self.ground = {name: entry for entry in self.vocabulary for name in self.names(entry)}
        self.rules: list[Entry] = []
        for at in range(self.random.randint(3, 9)):
            tried = (self.rule(f"r{at}") for _ in range(12))
            self.rules += [rule for rule in tried if rule is not None][:1]
        self.facts = [fact for name, entry in self.ground.items() if (fact := self.fact(name, entry))]

    def template(self, name: str, level: int) -> Entry:
        """A descriptor with one to three actors, on a level; those of level 0 are observed, and may be numbers."""
        entry = self.scope(self.random.randint(1, 3 if level == 0 else 2))
        entry |= {"id": f"{name}({', '.join(self.shuffled(entry['for']))})", "level": level}
        if level == 0 and self.random.random() < 0.4:
            return entry | {"number": {"min": "0", "max": "40"}}
        default = {"default": self.random.choice(STATES)} if level and self.random.random() < 0.4 else {}
        return entry | {"states": list(STATES), "ordered": "true"} | default

    def scope(self, count: int) -> Entry:
        """Variables with kinds, and what restricts their choices; there is always one."""
        while True:
            entry: Entry = {"for": {variable: self.random.choice("kl") for variable in VARIABLES[:count]}}
            if self.random.random() < 0.25:
                entry["distinct"] = "false"
            if count > 1 and self.random.random() < 0.4 and entry["for"]["A"] == entry["for"]["B"]:
                entry["order"] = self.random.choice(["A < B", "B<A"])
            if self.random.random() < 0.2:
                entry["except"] = {self.random.choice(VARIABLES[:count]): [self.random.choice(ACTORS[:1])]}
                if any(k not in KINDS[a] for v, names in entry["except"].items() for a in names for k in [entry["for"][v]]):
                    continue
            if choices(entry):
                return entry

    def shuffled(self, names: Any) -> list[str]:
        return self.random.sample(list(names), len(names))

    def names(self, entry: Entry) -> list[str]:
        """The names of the descriptors of an entry."""
        return [instance(entry["id"], who) for who in choices(entry)] if "for" in entry else [entry["id"]]

    def found(self, name: str) -> str | None:
        """The descriptor of that name, its actors in any order where that makes no difference."""
        if name in self.ground:
            return name
        called = NAME.fullmatch(name)
        entry = next(e for e in self.vocabulary if called and e["id"].startswith(f"{called[1]}("))
        if not called or "order" not in entry:
            return None
        declared = NAME.fullmatch(entry["id"])
        assert declared is not None
        variables = declared[2].split(", ")
        first, second = (variables.index(variable) for variable in ("A", "B"))
        actors = called[2].split(", ")
        actors[first], actors[second] = actors[second], actors[first]
        swapped = f"{called[1]}({', '.join(actors)})"
        return swapped if swapped in self.ground else None

    def rule(self, name: str) -> Entry | None:
        """A rule on one level that reads lower ones; None where no names were found that fit, or it would say a thing twice."""
        scope = self.scope(self.random.randint(1, 3)) if self.random.random() < 0.8 else {}
        whos = choices(scope) if scope else [{}]
        target = self.random.choice([entry for entry in self.vocabulary if entry["level"]])
        below = [entry for entry in self.vocabulary if entry["level"] < target["level"]]
        effect = self.name(target, whos)
        if effect is None:
            return None
        rule: Entry = {"id": name, **scope}
        conditions = [self.condition(below, whos, 2) for _ in range(3)]
        if any(condition is None for condition in conditions):
            return None
        rule["when"] = conditions[0]
        if self.random.random() < 0.4:
            rule["unless"] = conditions[1:] if self.random.random() < 0.5 else [conditions[1]]
        if self.random.random() < 0.3:
            rule["then"] = {effect: self.random.sample(STATES, self.random.randint(1, 2))}
        else:
            weighed = self.random.sample(STATES, 2)
            rule["impact"] = {effect: {state: self.random.choice(["+1", "-1", "+2", "-3"]) for state in weighed}}
        used = {argument for called in NAME.finditer(json.dumps(rule)) for argument in called[2].split(", ")}
        if not set(scope.get("for", ())) <= used:
            return None
        ways = [_canonical(self.parts(rule, who)) for who in whos]
        return rule if len(set(ways)) == len(ways) else None

    def name(self, entry: Entry, whos: list[Who]) -> str | None:
        """The name of a descriptor with variables and actors that fit each choice; None where none is found."""
        if "for" not in entry:
            return str(entry["id"])
        for _ in range(8):
            arguments = [self.random.choice([*whos[0], *whos[0], self.random.choice(ACTORS)]) for _ in entry["for"]]
            name = f"{entry['id'].partition('(')[0]}({', '.join(arguments)})"
            if all(self.found(instance(name, who)) for who in whos):
                return name
        return None

    def condition(self, below: list[Entry], whos: list[Who], depth: int) -> Entry | None:
        found: Entry = {}
        spelled: list[set[str | None]] = [set() for _ in whos]
        for _ in range(self.random.randint(1, 2)):
            if depth and self.random.random() < 0.2:
                options = [self.condition(below, whos, depth - 1) for _ in range(2)]
                if None in options:
                    return None
                found["any"] = options
                continue
            entry = self.random.choice(below)
            name = self.name(entry, whos)
            if name is None:
                return None
            own = [self.found(instance(name, who)) for who in whos]
            if any(one in others for one, others in zip(own, spelled, strict=True)):  # a mapping has each key once
                continue
            for one, others in zip(own, spelled, strict=True):
                others.add(one)
            test = self.test(entry)
            if self.random.random() < 0.2 and "not" not in found:
                found["not"] = {name: test}
            else:
                found[name] = test
        return found

    def test(self, entry: Entry) -> Any:
        if "number" in entry:
            low = self.random.choice(["10", "20", "30"])
            return {self.random.choice(["at_least", "below"]): low}
        return self.random.choice([["no"], ["some", "yes"], {"at_least": "some"}, "yes", "no|yes"])

    def fact(self, name: str, entry: Entry) -> Entry | None:
        if self.random.random() < (0.25 if entry["level"] == 0 else 0.85):
            return None
        return {name: self.random.choice(["5", "10..25", ">=30", "25"] if "number" in entry else ["no", "some|yes", "yes"])}

    def said(self, value: Any, who: Who) -> Any:
        """A part of a rule for one choice, with the descriptors by their own names."""
        if isinstance(value, dict):
            found: Entry = {}
            for key, inner in value.items():
                own = (self.found(instance(key, who)) or key) if "(" in key else key
                found[own] = self.said(inner, who)
            return found
        return [self.said(inner, who) for inner in value] if isinstance(value, list) else value

    def write(self, folder: Path) -> None:
        """The base as it is written for many actors."""
        actors = {name: {"title": f"Actor {name}", "kind": kinds} for name, kinds in KINDS.items()}
        _write(folder, self.vocabulary, self.rules, self.facts, actors)

    def write_twin(self, folder: Path) -> None:
        """The base with every entry written out for each choice of actors, under names without brackets."""
        vocabulary = [
            {**{key: entry[key] for key in ("states", "number", "ordered", "default") if key in entry}, "id": name}
            for name, entry in self.ground.items()
        ]
        rules = []
        for rule in self.rules:
            for who in choices(rule) if "for" in rule else [{}]:
                name = f"{rule['id']}({', '.join(who.values())})" if who else rule["id"]
                rules.append({"id": name, **self.parts(rule, who)})
        _write(folder, plain(vocabulary), plain(rules), plain(self.facts), {})

    def parts(self, rule: Entry, who: Who) -> Entry:
        """The conditions and effects of a rule for one choice."""
        return {key: self.said(rule[key], who) for key in PARTS if key in rule}

    def __repr__(self) -> str:
        return "\n".join(["", *map(json.dumps, (*self.vocabulary, *self.rules, *self.facts))])


def instance(name: str, who: Who) -> str:
    """A name with actors in place of variables."""
    called = NAME.fullmatch(name)
    return f"{called[1]}({', '.join(who.get(one, one) for one in called[2].split(', '))})" if called else name


def plain(value: Any) -> Any:
    """The value with names that need no brackets: ``d1(a2, a3)`` is ``d1.a2.a3``."""
    if isinstance(value, dict):
        return {plain(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return NAME.sub(lambda name: ".".join([name[1], *name[2].split(", ")]), value) if isinstance(value, str) else value


def _canonical(value: Any) -> str:
    """A text that is the same for what says the same, whatever its order."""
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{key}:{_canonical(inner)}" for key, inner in value.items())) + "}"
    return "[" + ",".join(sorted(map(_canonical, value))) + "]" if isinstance(value, list) else str(value)


def _entries(entries: list[Entry], **more: Any) -> str:
    lines = (json.dumps({**{key: value for key, value in entry.items() if key != "level"}, **more}) for entry in entries)
    return "".join(f"- {line}\n" for line in lines) or "[]\n"


def _write(folder: Path, vocabulary: list[Entry], rules: list[Entry], facts: list[Entry], actors: Entry) -> None:
    (folder / "rules").mkdir(parents=True)
    (folder / "facts" / "cases").mkdir(parents=True)
    head = {"name": "manifold", "title": "t", "verdict": "goal", "baseline": "c", "actors": actors}
    source = {"source": {"paragraphs": {"1": {"section": "s", "gist": "g"}}}}
    (folder / "rules" / "base.yaml").write_text(json.dumps(head | source))
    (folder / "rules" / "r.yaml").write_text(_entries(rules, title="t", says="s", cite=["1"]))
    (folder / "facts" / "vocabulary.yaml").write_text(_entries(vocabulary, title="t", question="q"))
    case = {"title": "c", "facts": facts}
    (folder / "facts" / "cases" / "c.yaml").write_text(json.dumps(case))
