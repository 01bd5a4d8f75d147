"""Scopes: the variables of what is written once for many actors, and the choices of actors for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import comb, factorial, perm
from typing import Any

from msgspec import Struct

from engine.language.documents import Mapping as RawMapping
from engine.language.documents import Sequence, place_of
from engine.language.problems import Place, Problem, did_you_mean

MAX_VARIABLES = 8
VARIABLE = re.compile(r"[A-Z]\w*")

Kinds = Mapping[str, tuple[str, ...]]  # kind → its actors, in the order of the base
Choice = tuple[str, ...]  # an actor for each variable


class Scope(Struct, frozen=True):
    """The variables, in the order written, with their kinds and the actors that each may stand for.

    A choice takes distinct actors unless `distinct` is False; the actors of the variables in `order` come as in `ordered`,
    the actors of their kind in the order of the base. All of `actors` are in that order too.
    """

    kinds: Mapping[str, str]
    actors: Mapping[str, tuple[str, ...]]
    distinct: bool = True
    order: tuple[str, ...] = ()
    excepted: Mapping[str, tuple[str, ...]] = {}
    ordered: tuple[str, ...] = ()

    def choices(self) -> Iterator[Choice]:
        """Every choice of an actor for each variable, in the order of the base."""
        variables = list(self.actors)
        ranks = {actor: at for at, actor in enumerate(self.ordered)}
        pairs = [(variables.index(one), variables.index(other)) for one, other in pairwise(self.order)]
        due = [[(i, j) for i, j in pairs if max(i, j) == at] for at in range(len(variables))]
        chosen: list[str] = []

        def further(at: int) -> Iterator[Choice]:
            if at == len(variables):
                yield tuple(chosen)
                return
            for actor in self.actors[variables[at]]:
                if self.distinct and actor in chosen:
                    continue
                chosen.append(actor)
                if all(ranks[chosen[i]] < ranks[chosen[j]] for i, j in due[at]):
                    yield from further(at + 1)
                chosen.pop()

        return further(0)

    def size(self) -> int | None:
        """How many choices there are; None where the sets of actors overlap, so that only counting tells."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for variable, actors in self.actors.items():
            groups.setdefault(actors, []).append(variable)
        if len({self.actors[variable] for variable in self.order}) > 1:
            return None
        found = 1
        for actors, variables in groups.items():
            if self.distinct and any(set(actors) & set(others) for others in groups if others != actors):
                return None
            count, ordered = len(actors), sum(variable in self.order for variable in variables)
            if self.distinct:
                found *= perm(count, len(variables)) // factorial(ordered)
            else:
                found *= comb(count, ordered) * count ** (len(variables) - ordered) if ordered else count ** len(variables)
        return found

    def __str__(self) -> str:
        """As it is written: ``A: country, B: country; order A < B``."""
        parts = [", ".join(f"{variable}: {kind}" for variable, kind in self.kinds.items())]
        parts += ["not distinct"] * (not self.distinct)
        parts += [f"order {' < '.join(self.order)}"] if self.order else []
        excepted = [f"{variable} = {actor}" for variable, actors in self.excepted.items() for actor in actors]
        parts += [f"except {', '.join(excepted)}"] if excepted else []
        return "; ".join(parts)


def read_scope(record: Any, raw: RawMapping, kinds: Kinds, problems: list[Problem]) -> Scope | None:
    """The scope of a rule or descriptor with `for`; None where it has problems, which are added to the others."""
    return _Reader(record, raw, kinds, problems).scope()


def words_scope(raw: RawMapping, kinds: Kinds) -> Scope:
    """The scope that a raw entry seems to have, unchecked: what is wrong in it binds nothing."""
    said, excepted = raw.get("for"), raw.get("except")
    variables = {str(v): str(kind) for v, kind in said.items()} if isinstance(said, RawMapping) else {}
    left_out = excepted.items() if isinstance(excepted, RawMapping) else ()
    out = {str(v): tuple(map(str, names)) if isinstance(names, list) else (str(names),) for v, names in left_out}
    actors = {v: tuple(a for a in kinds.get(kind, ()) if a not in out.get(v, ())) for v, kind in variables.items()}
    order = tuple(name.strip() for name in str(raw.get("order", "")).split("<"))
    order = order if len(order) > 1 and set(order) <= variables.keys() else ()
    ordered = tuple(dict.fromkeys(actor for name in order for actor in kinds.get(variables[name], ())))
    bound = actors if len(actors) <= MAX_VARIABLES else {}
    return Scope(variables, bound, raw.get("distinct") != "false", order if bound else (), out, ordered)


def unscoped(record: Any, raw: RawMapping) -> Iterator[Problem]:
    """A problem for each entry that says something of a `for` that is not there."""
    for entry in ("distinct", "order", "except"):
        key = next((key for key in raw if key == entry), None)
        if key is not None:
            hint = "Add `for: {A: …}` with the variables and their kinds, or take it out."
            yield Problem(place_of(key, raw.place), "no-variables", f"`{entry}` is said of variables, and `for` binds none", hint)


class _Reader:
    def __init__(self, record: Any, raw: RawMapping, kinds: Kinds, problems: list[Problem]) -> None:
        self.record, self.raw, self.kinds, self.problems = record, raw, kinds, problems
        self.place: Place = place_of(raw.get("for"), raw.place)

    def wrong(self, place: Place, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(place, code, message, hint))

    def scope(self) -> Scope | None:
        before = len(self.problems)
        if not self.record.scope:
            self.wrong(self.place, "no-variables", "this `for` binds no variable", "Write `for: {A: country}`, or take it out.")
            return None
        self.variables()
        order = self.order()
        excepted = {variable: tuple(names) for variable, names in self.record.excepted.items()}
        self.exceptions()
        if len(self.problems) > before:
            return None
        actors = {v: tuple(a for a in self.kinds[kind] if a not in excepted.get(v, ())) for v, kind in self.record.scope.items()}
        ordered = self.kinds[self.record.scope[order[0]]] if order else ()
        found = Scope(dict(self.record.scope), actors, self.record.distinct, order, excepted, ordered)
        if next(found.choices(), None) is None:
            counts = ", ".join(f"{len(actors)} for {variable}" for variable, actors in found.actors.items())
            hint = "Declare the actors in base.yaml, or choose from another kind."
            self.wrong(self.place, "no-choice", f"no choice of actors fits: there are {counts}", hint)
            return None
        return found

    def variables(self) -> None:
        """The form of the variables, and their kinds."""
        actors = {actor for listed in self.kinds.values() for actor in listed}
        if len(self.record.scope) > MAX_VARIABLES:
            message = f"{len(self.record.scope)} variables; at most {MAX_VARIABLES} are taken"
            self.wrong(self.place, "too-many-variables", message, "Say it in several rules.")
        for name in self.raw["for"]:
            at, kind = place_of(name, self.place), self.record.scope[str(name)]
            if name in actors:
                self.wrong(at, "variable-name", f"`{name}` is an actor, so it cannot be a variable", "Take a letter, such as A.")
            elif not VARIABLE.fullmatch(name):
                hint = "A variable begins with a capital letter: A, or Guarantor."
                self.wrong(at, "variable-name", f"`{str(name)[:40]}` is no variable", hint)
            if kind not in self.kinds:
                hint = did_you_mean(kind, self.kinds, "Declare actors with a `kind` in base.yaml.", len(self.problems))
                where = place_of(self.raw["for"][name], at)
                self.wrong(where, "unknown-kind", f"no actor of this base is of the kind `{kind}`", hint)

    def order(self) -> tuple[str, ...]:
        """The variables in ``A < B``."""
        if not self.record.order:
            return ()
        names = [name.strip() for name in self.record.order.split("<")]
        place = place_of(self.raw["order"], self.place)
        unknown = [name for name in names if name not in self.record.scope]
        if len(names) < 2 or "" in names or len(set(names)) < len(names):
            message = f"`{self.record.order[:40]}` is no order of variables"
            self.wrong(place, "wrong-order", message, "Write `A < B`: each pair of actors is taken once.")
        elif unknown:
            hint = did_you_mean(unknown[0], self.record.scope)
            self.wrong(place, "unbound-variable", f"`{unknown[0]}` is no variable of this `for`", hint)
        elif len({self.record.scope[name] for name in names}) > 1:
            message = "an order is of variables of one kind"
            self.wrong(place, "wrong-order", message, "Actors of different kinds make no pair twice: leave `order` out.")
        return tuple(names)

    def exceptions(self) -> None:
        """That what is excepted could be chosen."""
        for variable, names in self.record.excepted.items():
            key = next(key for key in self.raw["except"] if key == variable)
            if variable not in self.record.scope:
                hint = did_you_mean(variable, self.record.scope)
                self.wrong(place_of(key, self.place), "unbound-variable", f"`{variable}` is no variable of this `for`", hint)
                continue
            kind, listed = self.record.scope[variable], self.raw["except"][key]
            for at, name in enumerate(names if kind in self.kinds else ()):
                if name not in self.kinds[kind]:
                    place = place_of(listed[at] if isinstance(listed, Sequence) else listed, self.place)
                    hint = did_you_mean(name, self.kinds[kind], before=len(self.problems))
                    self.wrong(place, "wrong-kind", f"`{name}` is no actor of the kind `{kind}`", hint)
