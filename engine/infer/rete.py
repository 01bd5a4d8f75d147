"""The Rete evaluator: which rules fire is found by forward chaining in the Rete library.

Every condition is compiled into a positive conjunction over tests that hold, with tokens of its own for `any`, so the
library never sees a negation. What a layer of descriptors makes known is asserted as a wave, and what that fires
takes part in later ones; `unless`, pending rules and weighing are decided between descriptors, outside the library.
What it says of a rule is compared with the plain reading that goes into the trace: a disagreement is an error, never
an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from engine.infer.forward import forward
from engine.infer.memory import Memory, Settled, holder_of
from engine.infer.program import Layer, Program
from engine.infer.rete_library import MAX_CONJUNCTS, Conjunctions, Ruleset
from engine.infer.situation import Situation
from engine.infer.trace import RuleReading, RuleStatus, Settling, Trace
from engine.language.collecting import Uncollected
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.problems import Disagreement

ALWAYS = "always"  # the token of a condition without entries


class Wave(NamedTuple):
    """When a conjunction can be asked for: after the layer `level` is settled and `depth` waves of it have fired."""

    level: int
    depth: int


States = tuple[str, ...]


class Firing(NamedTuple):
    """A rule that fires where its `when` does: its layer, its place there, and the tokens that are in its way."""

    level: int
    at: int
    unless: tuple[str, ...]


class Token(NamedTuple):
    """What follows where it is true: tokens that then are, fields of facts by the number of the ruleset, and rules that fire."""

    implied: Sequence[str]
    told: Sequence[tuple[int, str]]
    firings: Sequence[Firing]


class Network:
    """A program compiled for the library: register once, infer often."""

    def __init__(self, program: Program, register: Callable[[Sequence[Conjunctions]], Ruleset] = Ruleset) -> None:
        """Raises `LibraryFault` where the library is absent or cannot carry the program."""
        with Uncollected():
            compiled = _Compilation(program)
            self.program = program
            self.holder = holder_of(program)
            self.tests = compiled.tests
            firings: dict[str, list[Firing]] = {}  # by the token of `when`
            for layer in program.layers:
                for at, rule in enumerate(layer.rules):
                    when, unless = compiled.conditions[rule.id]
                    firings.setdefault(when, []).append(Firing(layer.level, at, unless))
            order = sorted(compiled.waves)
            self.ruleset = register([compiled.waves[wave] for wave in order])
            told, implied = self.ruleset.told, compiled.implied
            names = (ALWAYS, *compiled.known)
            self.tokens = {name: Token(implied.get(name, ()), told.get(name, ()), firings.get(name, ())) for name in names}
            self.waves = [[at for at, wave in enumerate(order) if wave.level == layer.level] for layer in program.layers]

    def infer(self, situation: Situation) -> Trace:
        """The trace of the program in a situation. Raises `LibraryFault` or `Disagreement`; both are faults inside."""
        with Uncollected():
            return forward(self.program, situation, NetworkReader(self, self.holder.memory))

    def tell(self, settled: Settled) -> tuple[tuple[int, str], ...]:
        """What the library is told of what is known after a settling: of the tests that hold, the fields of each ruleset."""
        tests = self.tests.get(settled.settling.descriptor)
        fields: dict[int, list[str]] = {}
        if tests is not None:  # where several states are possible, the tests hold that would hold in each
            for token in sorted(set.intersection(*[tests[state] for state in settled.settling.known])):
                for number, field in self.ruleset.told.get(token, ()):
                    fields.setdefault(number, []).append(field)
        settled.told = tuple([(number, ",".join(listed)) for number, listed in fields.items()])
        return settled.told


class _Compilation:
    """The conditions of a program as conjunctions of tokens.

    Tokens are short and ours: ``t3`` test 3 holds, ``n7`` node 7 holds. A node is a condition, or some of its entries
    where it is long, or an alternative. The same test has one token, and the same condition one node.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.levels = {name: level for level, layer in enumerate(program.layers) for name in layer.descriptors}
        self.tokens: dict[Test, str] = {}
        self.tests: dict[str, dict[str, set[str]]] = {}  # descriptor → its states → the tests that hold in each
        self.nodes: dict[tuple[str, ...], str] = {}
        self.implied: dict[str, list[str]] = {}  # the node of an option → its alternatives
        self.known: dict[str, Wave] = {}  # when it is known whether a token is true
        self.waves: dict[Wave, dict[str, tuple[str, ...]]] = {}
        self.conditions = {
            rule.id: (self.condition(rule.when), tuple([self.condition(condition) for condition in rule.unless]))
            for rule in program.rules.values()
        }

    def condition(self, condition: Condition) -> str:
        """The token that says a condition holds: that of the conjunction of its entries."""
        tokens = {self.test(entry) if isinstance(entry, Test) else self.any_of(entry) for entry in condition.entries}
        return self.conjunction(tuple(sorted(tokens))) if tokens else ALWAYS

    def conjunction(self, tokens: tuple[str, ...]) -> str:
        """The token that says all of some are true. A long conjunction is one of shorter ones."""
        while len(tokens) > MAX_CONJUNCTS:
            parts = [tokens[at : at + MAX_CONJUNCTS] for at in range(0, len(tokens), MAX_CONJUNCTS)]
            tokens = tuple(self.conjunction(part) for part in parts)
        if tokens not in self.nodes:
            level = max(self.known[token].level for token in tokens)
            depth = max(self.known[token].depth for token in tokens if self.known[token].level == level) + 1
            node = self.nodes[tokens] = self.token("n", Wave(level, depth))
            self.waves.setdefault(Wave(level, depth), {})[node] = tokens
        return self.nodes[tokens]

    def any_of(self, entry: AnyOf) -> str:
        """The token that says one of the options holds: it is true as soon as that of an option is."""
        options = {self.condition(option) for option in entry.options}
        node = self.token("n", max(self.known[option] for option in options))
        for option in options:
            self.implied.setdefault(option, []).append(node)
        return node

    def test(self, test: Test) -> str:
        """The token of a test, the same for the same test wherever it is written."""
        if test not in self.tokens:
            token = self.tokens[test] = self.token("t", Wave(self.levels[test.descriptor], -1))
            if test.descriptor not in self.tests:
                states = self.program.base.descriptors[test.descriptor].states
                self.tests[test.descriptor] = {state: set() for state in states}
            for state in test.states:
                self.tests[test.descriptor][state].add(token)
        return self.tokens[test]

    def token(self, kind: str, known: Wave) -> str:
        """A new token, and when it is known whether it is true."""
        token = f"{kind}{len(self.known)}"
        self.known[token] = known
        return token


class NetworkReader:
    """Reads rules by what follows in the library, a wave being asserted to it when a layer of descriptors is settled."""

    def __init__(self, network: Network, memory: Memory) -> None:
        self.network, self.memory = network, memory
        self.known: list[int] = []
        self.statuses: list[RuleStatus] = []
        self.true: set[str] = set()  # the tokens of conditions and alternatives
        self.fields: list[list[str]] = [[] for _ in range(network.ruleset.size)]  # of the facts of each ruleset
        self.due: list[list[Firing]] = [[] for _ in network.waves]  # the rules of each layer whose `when` has fired
        self.take(ALWAYS)

    def take(self, name: str) -> None:
        """Takes in that a condition or an alternative holds, and what follows from it outside the library."""
        if name in self.true:
            return
        self.true.add(name)
        token = self.network.tokens[name]
        for number, field in token.told:
            self.fields[number].append(field)
        for firing in token.firings:
            self.due[firing.level].append(firing)
        for implied in token.implied:
            self.take(implied)

    def read(self, layer: Layer) -> Sequence[RuleReading]:
        """The plain readings. Raises `Disagreement` where the library has a rule fire otherwise."""
        readings, statuses = self.memory.layers[layer.level][0].read(self.known)
        said = [firing.at for firing in self.due[layer.level] if self.true.isdisjoint(firing.unless)]
        if len(said) != statuses.count("fired") or any(statuses[at] != "fired" for at in said):
            fired = {at for at, status in enumerate(statuses) if status == "fired"}
            at = min(fired.symmetric_difference(said))
            library = "fired" if at in said else "not fired"
            raise Disagreement(f"the Rete library reads {layer.rules[at].id} as {library}, the meaning as {statuses[at]}")
        self.statuses += statuses
        return readings

    def settle(self, layer: Layer, given: Mapping[str, States]) -> list[Settling]:
        """The settlings by the readings of the rules. What they leave is asked of the library, with what follows from it."""
        parts = self.memory.layers[layer.level][1]
        found = list(chain.from_iterable([part.settle(self.statuses, given) for part in parts]))
        self.known += [settled.number for settled in found]
        fields = self.fields
        for settled in found:
            for number, field in settled.told if settled.told is not None else self.network.tell(settled):
                fields[number].append(field)
        for wave in self.network.waves[layer.level]:
            for node in self.network.ruleset.firing(wave, fields):
                self.take(node)
        return [settled.settling for settled in found]
