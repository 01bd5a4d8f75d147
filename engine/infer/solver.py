"""The meaning of a rule base for clingo (Potassco): spaces of cases that are too large to go through.

`solver.lp` says the meaning; here a program and what is given are told to it by number, and its answers read back.
clingo is imported when it is first asked. Its preprocessing of equivalences is off: with it, clingo 5.8.3 (clasp 3.4.2) finds no
answer of some programs that have one, about one in 50,000 generated bases, and a proof would rest on that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Literal, get_args

from msgspec import Struct

from engine.infer.program import Program
from engine.infer.situation import Situation
from engine.infer.trace import RuleStatus, Status
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.problems import EngineFault
from engine.language.rules import Rule

if TYPE_CHECKING:
    from clingo import Control, Model, Symbol

Freedom = Literal["one", "loose", "some"]  # one state; one state or nothing known; any set of states
Consequences = Literal["brave", "cautious"]

TRUSTED = ("--warn=none", "--eq=0")
PATIENCE = 0.1  # seconds between looks at the clock and at ctrl-C while clingo searches


class Outcome(Struct, frozen=True):
    """What comes of one choice: the states given and known of each descriptor, its status, and how each rule reads."""

    given: dict[str, tuple[str, ...]]
    knowledge: dict[str, tuple[str, ...]]
    status: dict[str, Status]
    rules: dict[str, RuleStatus]


class Terms:
    """The numbers of a program's descriptors, states and rules, and the program told by them.

    With descriptors that are asked about, only what they rest on: nothing else bears on them.
    """

    def __init__(self, program: Program, about: tuple[str, ...] = ()) -> None:
        rests = {other for name in about for other in program.depends_on(name)} if about else set(program.order)
        order = [name for name in program.order if name in rests]
        rules = [name for name, rule in program.rules.items() if any(effect in rests for effect in rule.effects)]
        self.program = program
        self.descriptors = {name: at for at, name in enumerate(order)}
        self.states = {name: program.base.descriptors[name].states for name in order}
        self.rules = {name: at for at, name in enumerate(rules)}
        self._parts: dict[Test | AnyOf | Condition, int] = {}
        self._told: list[str] = []
        for name, at in self.descriptors.items():
            default = program.base.descriptors[name].default
            self._told.append(f"state({at},0..{len(self.states[name]) - 1}).")
            self._told += [f"default{self.state(name, default)}."] if default is not None else []
        for name in self.rules:
            self._tell(program.rules[name])
        self.text = "\n".join(self._told)

    def state(self, descriptor: str, state: str) -> str:
        """``(D,S)``."""
        return f"({self.descriptors[descriptor]},{self.states[descriptor].index(state)})"

    def descriptor(self, name: str) -> str:
        """``(D)``."""
        return f"({self.descriptors[name]})"

    def rule(self, name: str) -> str:
        """``(R)``."""
        return f"({self.rules[name]})"

    def facts(self, situation: Situation) -> str:
        """What the facts of a situation leave."""
        given = [part for part in situation.given if part.descriptor in self.descriptors]
        return "".join(f"fact{self.state(part.descriptor, state)}." for part in given for state in part.states)

    def free(self, freedoms: Mapping[str, Freedom]) -> str:
        """Descriptors that may be given anything; what the facts say of one should not be told beside it."""
        return "".join(f"{freedom}{self.descriptor(name)}." for name, freedom in freedoms.items())

    def part(self, part: Test | AnyOf | Condition) -> int:
        """The number of a test, of alternatives or of a condition; equal ones are told once."""
        if part in self._parts:
            return self._parts[part]
        number = self._parts[part] = len(self._parts)
        if isinstance(part, Test):
            inside = "".join(f"inside({number},{self.states[part.descriptor].index(state)})." for state in part.states)
            self._told.append(f"test({number},{self.descriptors[part.descriptor]}).{inside}")
        else:
            kind, parts = ("any", part.options) if isinstance(part, AnyOf) else ("all", part.entries)
            self._told.append(f"{kind}({number})." + "".join(f"part({number},{self.part(other)})." for other in parts))
        return number

    def _tell(self, rule: Rule) -> None:
        number, numbers = self.rules[rule.id], self.descriptors
        told = [f"rule({number},{self.part(rule.when)})."]
        told += [f"unless({number},{self.part(condition)})." for condition in rule.unless]
        told += [f"reads({number},{numbers[name]})." for name in rule.reads]
        told += [f"on({number},{numbers[name]})." for name in rule.effects if name in numbers]
        for name, left in ((name, left) for name, left in rule.then if name in numbers):
            told.append(f"narrows({number},{numbers[name]}).")
            told += [f"leaves({number},{numbers[name]},{self.states[name].index(state)})." for state in left]
        for name, weights in ((name, weights) for name, weights in rule.impact if name in numbers):
            weight = dict(weights)
            told += [f"impact({number},{numbers[name]},{at},{weight.get(s, 0)})." for at, s in enumerate(self.states[name])]
        self._told.append("".join(told))


@lru_cache(maxsize=16)
def terms_of(program: Program, *about: str) -> Terms:
    """The terms of a program, or of what some descriptors of it rest on."""
    return Terms(program, about)


@cache
def _meaning() -> str:
    return files("engine.infer").joinpath("solver.lp").read_text(encoding="utf-8")


class Solver:
    """A program and whatever else is told, ground once, and asked as often as one likes.

    `exhausted` tells of the last question whether the search came to its end.
    """

    def __init__(self, terms: Terms, told: Iterable[str] = (), options: Iterable[str] = (), status: bool = True) -> None:
        """Of a program, with more in the words of `solver.lp`, and options of clingo; without `status` no status is told."""
        from clingo import Control  # only where it is needed: it takes a while to load

        self.terms = terms
        self.control: Control = Control([*TRUSTED, *options], message_limit=1)
        self.exhausted, self.told = False, 0
        self.control.add("base", [], "\n".join([self.terms.text, *told, _meaning()]))
        self.control.ground([("base", []), *([("status", [])] if status else [])])

    def tell(self, text: str) -> None:
        """Tells more, which may only take answers away."""
        self.told += 1
        part = f"more{self.told}"
        self.control.add(part, [], text)
        self.control.ground([(part, [])])

    def models(self, assumed: Mapping[str, bool] | None = None, most: int = 0, seconds: float = inf) -> Iterator[Model]:
        """The answers in which atoms are as assumed: all, or at most so many, found within so many seconds."""
        self.exhausted = False
        self._configure("models", most)
        end = monotonic() + seconds
        with self.control.solve(_assumptions(assumed or {}), yield_=True, async_=True) as handle:
            while True:
                handle.resume()
                while not handle.wait(PATIENCE):
                    if monotonic() > end:
                        handle.cancel()
                        return
                model = handle.model()
                if model is None:
                    self.exhausted = bool(handle.get().exhausted)
                    return
                yield model
                if monotonic() > end:
                    return

    def outcomes(self, assumed: Mapping[str, bool] | None = None, most: int = 0, seconds: float = inf) -> Iterator[Outcome]:
        """What comes of each choice in which atoms are as assumed."""
        for model in self.models(assumed, most, seconds):
            yield self.outcome(model)

    def first(self, assumed: Mapping[str, bool] | None = None, seconds: float = inf) -> Outcome | None:
        """What comes of one such choice; None where there is none, or where the search was not `exhausted` in time."""
        return next(self.outcomes(assumed, 1, seconds), None)

    def best(self, assumed: Mapping[str, bool] | None = None, seconds: float = inf) -> tuple[Outcome, int] | None:
        """What comes of the choice with the least total of what is to be minimised, and that total; None where none is.

        Where the time ran out, so that the search is not `exhausted`, the best that was found.
        """
        found: tuple[Outcome, int] | None = None
        self._configure("opt_mode", "opt")
        for model in self.models(assumed, seconds=seconds):
            found = self.outcome(model), sum(model.cost)
            if not model.cost:  # where nothing is to be minimised every answer is a best one, and there may be very many
                self.exhausted = True
                break
        return found

    def consequences(
        self, kind: Consequences, assumed: Mapping[str, bool] | None = None, seconds: float = inf
    ) -> frozenset[str] | None:
        """The shown atoms that are in some answer (*brave*) or in all (*cautious*); None where there is no answer.

        Where the time ran out, so that the search is not `exhausted`, some of the former, and the latter with others.
        """
        self._configure("enum_mode", kind)
        found: frozenset[str] | None = None
        for model in self.models(assumed, seconds=seconds):  # each comes nearer; the last one is it
            found = frozenset(map(str, model.symbols(shown=True)))
        self._configure("enum_mode", "auto")
        return found

    def shown(self, model: Model) -> list[tuple[str, tuple[int, ...]]]:
        """The shown atoms of an answer: what they say, and the numbers of what they say it."""
        symbols = sorted(model.symbols(shown=True))
        return [(symbol.name, tuple(argument.number for argument in symbol.arguments)) for symbol in symbols]

    def outcome(self, model: Model) -> Outcome:
        """An answer of clingo's, read back."""
        names, rules = list(self.terms.descriptors), list(self.terms.rules)
        states: dict[str, dict[str, list[int]]] = {"given": {}, "known": {}}
        status: dict[str, Status] = {}
        read: dict[str, RuleStatus] = {}
        off: set[str] = set()
        for symbol in model.symbols(atoms=True):
            what, numbers = symbol.name, symbol.arguments
            if what in states and len(numbers) == 2:
                states[what].setdefault(names[numbers[0].number], []).append(numbers[1].number)
            elif what == "status":
                status[names[numbers[0].number]] = _STATUS[numbers[1].name]
            elif what in ("fired", "pending"):
                read[rules[numbers[0].number]] = "fired" if what == "fired" else "pending"
            elif what == "off":
                off.add(rules[numbers[0].number])
        given, known = ({name: self._in_order(name, found[name]) for name in names if name in found} for found in states.values())
        return Outcome(given, known, status, {rule: read.get(rule, "ruled_out") for rule in rules if rule not in off})

    def _in_order(self, name: str, numbers: list[int]) -> tuple[str, ...]:
        return tuple(self.terms.states[name][at] for at in sorted(numbers))

    def _configure(self, key: str, value: object) -> None:
        setattr(self.control.configuration.solve, key, value)


def solve(program: Program, situation: Situation) -> Outcome:
    """What comes of a program in a situation, by clingo."""
    terms = terms_of(program)
    solver = Solver(terms, [terms.facts(situation)])
    found = list(solver.outcomes(most=2))
    if len(found) != 1:
        raise EngineFault(f"clingo has {len(found)} answers where the meaning has one")
    return found[0]


def _assumptions(assumed: Mapping[str, bool]) -> list[tuple[Symbol, bool]]:
    from clingo import parse_term

    return [(parse_term(text), value) for text, value in assumed.items()]


_STATUS: dict[str, Status] = {name: name for name in get_args(Status)}
