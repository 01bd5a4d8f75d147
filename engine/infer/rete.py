"""The Rete evaluator: which rules fire is found by forward chaining in the Rete library.

Every condition is compiled into positive conjunctions over tests that hold, with inner tokens for `any`, so the
library never sees a negation. A test is asserted once its descriptor is settled and it holds; `unless`, pending
rules and weighing are decided between descriptors, outside the library. What it says of a rule is compared with
the plain reading that goes into the trace: a disagreement is an error, never an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.infer.forward import forward
from engine.infer.memory import memory_of
from engine.infer.program import Program
from engine.infer.rete_library import MAX_CONJUNCTS, Ruleset, Session
from engine.infer.situation import Situation
from engine.infer.trace import RuleReading, Settling, Trace
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.problems import Disagreement
from engine.language.rules import Rule


class Network:
    """A program compiled for the library: register once, infer often.

    Tokens are short and ours: ``t3`` test 3 holds, ``n7`` node 7 holds. A node is a condition or an alternative.
    """

    def __init__(self, program: Program, register: Callable[[dict[str, tuple[str, ...]]], Ruleset] = Ruleset) -> None:
        """Raises `LibraryFault` where the library is absent or cannot carry the program."""
        self.program = program
        self.tests: dict[str, list[tuple[str, frozenset[str]]]] = {}
        self.tokens: dict[Test, str] = {}
        self.conjunctions: dict[str, tuple[str, ...]] = {}
        self.concludes: dict[str, str] = {}  # conjunction → the token it derives
        self.nodes = 0
        self.when: dict[str, str] = {}
        self.unless: dict[str, list[str]] = {}
        for rule in program.rules.values():
            self.when[rule.id] = self.condition(rule.when)
            self.unless[rule.id] = [self.condition(condition) for condition in rule.unless]
        self.ruleset = register(self.conjunctions)

    def condition(self, condition: Condition) -> str:
        """The token that says a condition holds: the conjunction of its entries."""
        tokens = [self.test(entry) if isinstance(entry, Test) else self.any_of(entry) for entry in condition.entries]
        node = self.node()
        distinct = tuple(dict.fromkeys(tokens))
        while len(distinct) > MAX_CONJUNCTS:  # a long conjunction is chained through inner nodes
            inner = self.node()
            self.conclude(f"{inner}.0", distinct[:MAX_CONJUNCTS], inner)
            distinct = (inner, *distinct[MAX_CONJUNCTS:])
        if distinct:
            self.conclude(f"{node}.0", distinct, node)
        return node

    def any_of(self, entry: AnyOf) -> str:
        """The token that says one of the options holds: a conjunction of one for each."""
        options = dict.fromkeys(self.condition(option) for option in entry.options)
        node = self.node()
        for at, option in enumerate(options):
            self.conclude(f"{node}.{at}", (option,), node)
        return node

    def test(self, test: Test) -> str:
        """The token of a test, the same for the same test wherever it is written."""
        if test not in self.tokens:
            self.tokens[test] = f"t{len(self.tokens)}"
            self.tests.setdefault(test.descriptor, []).append((self.tokens[test], frozenset(test.states)))
        return self.tokens[test]

    def node(self) -> str:
        """A new token for a condition or an alternative."""
        self.nodes += 1
        return f"n{self.nodes}"

    def conclude(self, name: str, tokens: tuple[str, ...], token: str) -> None:
        """A conjunction of that name, and the token it concludes."""
        self.conjunctions[name] = tokens
        self.concludes[name] = token

    def infer(self, situation: Situation) -> Trace:
        """The trace of the program in a situation. Raises `LibraryFault` or `Disagreement`; both are faults inside."""
        with self.ruleset.session() as session:
            return forward(self.program, situation, NetworkReader(self, session))


class NetworkReader:
    """Reads rules by what follows in the library, tokens being asserted to it as descriptors are settled."""

    def __init__(self, network: Network, session: Session) -> None:
        self.network = network
        self.session = session
        self.memory = memory_of(network.program)
        self.knowledge: dict[str, tuple[str, ...]] = {}
        self.true: set[str] = set()

    def learn(self, descriptor: str, known: tuple[str, ...]) -> None:
        """Asserts the tests of a descriptor that hold."""
        self.knowledge[descriptor] = known
        states = frozenset(known)
        for token, asked in self.network.tests.get(descriptor, ()):
            if states <= asked:
                self.chain(token)

    def chain(self, token: str) -> None:
        """Asserts a token and everything that follows from it."""
        agenda = [token]
        for token in agenda:
            if token not in self.true:
                self.true.add(token)
                agenda += [self.network.concludes[name] for name in self.session.assert_token(token)]

    def read(self, rule: Rule) -> RuleReading:
        """The plain reading. Raises `Disagreement` where the library has the rule fire otherwise."""
        holds = self.network.when[rule.id] in self.true or not rule.when.entries
        fires = holds and self.true.isdisjoint(self.network.unless[rule.id])
        reading = self.memory.read(rule.id, self.knowledge)
        if fires is not (reading.status == "fired"):
            library = "fired" if fires else "not fired"
            raise Disagreement(f"the Rete library reads {rule.id} as {library}, the meaning as {reading.status}")
        return reading

    def settle(self, name: str, readings: Mapping[str, RuleReading], asserted: tuple[str, ...] | None) -> Settling:
        """The settling by the readings of the rules."""
        return self.memory.settle(name, readings, asserted)
