"""A vocabulary: what can be spoken of by which name, and why a name is none of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from msgspec import Struct, field

from engine.language.descriptors import Descriptor
from engine.language.names import read_name, spell
from engine.language.problems import did_you_mean
from engine.language.scopes import VARIABLE, Scope


class Actor(Struct, frozen=True):
    """Someone who can move descriptors, and whom descriptors can be about."""

    id: str
    title: str
    kinds: tuple[str, ...]


class Template(Struct, frozen=True):
    """A descriptor that is declared once for many actors.

    `descriptor` speaks of variables, and of a number has every threshold that one of its own has. `arguments` are the
    variables in the order of its name; those in the places `symmetric` may change places.
    """

    name: str
    descriptor: Descriptor
    scope: Scope
    arguments: tuple[str, ...]

    @property
    def symmetric(self) -> tuple[int, ...]:
        """The places whose actors make no difference by their order."""
        return tuple(at for at, variable in enumerate(self.arguments) if variable in self.scope.order)

    def arranged(self, actors: tuple[str, ...], rank: Mapping[str, int]) -> tuple[str, ...]:
        """The actors as the name of the descriptor has them; what has no rank comes last, by its spelling."""
        if not self.scope.order:
            return actors
        places = dict(zip(self.scope.order, sorted(
            (actors[at] for at in self.symmetric), key=lambda actor: (rank.get(actor, len(rank)), actor)
        ), strict=True))  # fmt: skip
        return tuple(places.get(variable, actor) for variable, actor in zip(self.arguments, actors, strict=True))


class Fault(Struct, frozen=True):
    """Why a name is no descriptor: a code in kebab case, a message and a hint."""

    code: str
    message: str
    hint: str


class Vocabulary(Struct, frozen=True, dict=True):
    """Every descriptor by its name, those of templates for each choice of actors; `base` is how the base is called."""

    base: str
    descriptors: Mapping[str, Descriptor]
    templates: Mapping[str, Template] = field(default_factory=dict)
    actors: Mapping[str, Actor] = field(default_factory=dict)

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each actor in the order of the base."""
        return {actor: at for at, actor in enumerate(self.actors)}

    def spelled(self, written: str) -> str:
        """The name as it is spelled everywhere: spaces, and the order of actors where it makes no difference."""
        called = read_name(written)
        if called is None:
            return written
        template = self.templates.get(called.name)
        fits = template is not None and len(called.arguments) == len(template.arguments)
        return spell(called.name, template.arranged(called.arguments, self.rank) if template and fits else called.arguments)

    def find(self, written: str) -> Descriptor | None:
        """The descriptor of that name, however it is spelled."""
        return self.descriptors.get(written) or self.descriptors.get(self.spelled(written))

    def fault(self, written: str, scope: Scope | None = None, before: int = 0, others: Iterable[str] = ()) -> Fault:
        """Why there is no descriptor of that name, where variables of the scope may stand for actors.

        `before` counts the problems found before it; `others` are names that may be meant too.
        """
        called = read_name(written)
        name = called.name if called else written
        template = self.templates.get(name)
        if template is None:
            if called and name in self.descriptors:
                return Fault("wrong-arguments", f"`{name}` takes no actors", f"Write `{name}` alone.")
            known = [*self.templates, *(other for other in self.descriptors if "(" not in other), *others]
            hint = did_you_mean(name, known, before=before)
            return Fault("unknown-descriptor", f"`{written[:200]}` is no descriptor of {self.base}", hint)
        form = template.descriptor.id
        wanted = len(template.arguments)
        if called is None or len(called.arguments) != wanted:
            count = len(called.arguments) if called else "none"
            message = f"`{name}` takes {wanted} actor{'s' if wanted > 1 else ''}, not {count}"
            return Fault("wrong-arguments", message, f"It is declared as `{form}`.")
        for variable, argument in zip(template.arguments, called.arguments, strict=True):
            fault = self._argument_fault(argument, variable, template, scope, before)
            if fault is not None:
                return fault
        message = f"there is no {spell(name, called.arguments)}: the actors of `{form}` are distinct"
        return Fault("same-actor", message, "Name another actor, or declare it with `distinct: false`.")

    def _argument_fault(self, argument: str, variable: str, template: Template, scope: Scope | None, before: int) -> Fault | None:
        """What is wrong with one actor of a name on its own."""
        if scope is not None and argument in scope.actors:
            return None
        form, kind = template.descriptor.id, template.scope.kinds[variable]
        if argument not in self.actors:
            bound = list(scope.actors) if scope else []
            if VARIABLE.fullmatch(argument):
                otherwise = f"Name an actor, or in a rule bind it: `for: {{{argument}: {kind}}}`."
                hint = did_you_mean(argument, bound, otherwise, before)
                return Fault("unbound-variable", f"`{argument}` is no actor, and no variable of a `for` here", hint)
            hint = did_you_mean(argument, [*template.scope.actors[variable], *bound], before=before)
            return Fault("unknown-actor", f"`{argument[:80]}` is no actor of {self.base}", hint)
        if argument in template.scope.excepted.get(variable, ()):
            return Fault("wrong-kind", f"`{form}` is not declared for {variable} = {argument}", "It is left out by its `except`.")
        if argument not in template.scope.actors[variable]:
            hint = f"Of that kind: {', '.join(template.scope.actors[variable][:8])}."
            return Fault("wrong-kind", f"`{argument}` is no {kind}, which {variable} of `{form}` must be", hint)
        return None
