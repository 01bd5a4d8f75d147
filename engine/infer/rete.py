"""The Rete evaluator: what holds and what cannot hold is found by forward chaining in the Rete library.

Every condition is compiled twice, into what makes it hold and what makes it impossible. Both are positive
conjunctions over tests that hold or cannot hold, with inner tokens for `any`, so the library never sees a
negation. A test is asserted once its descriptor is settled; `unless`, pending rules and weighing are decided
between descriptors, outside the library. What it says of a rule is compared with the plain reading that goes
into the trace: a disagreement is an error, never an answer.
"""

from __future__ import annotations

from engine.infer.forward import forward
from engine.infer.program import Program
from engine.infer.reading import read_rule
from engine.infer.rete_library import MAX_CONJUNCTS, Ruleset, Session
from engine.infer.situation import Situation
from engine.infer.trace import RuleReading, RuleStatus, Trace
from engine.language.conditions import Condition, Test
from engine.language.problems import Disagreement
from engine.language.rules import Rule


class Network:
    """A program compiled for the library: register once, infer often.

    Tokens are short and ours: ``h3`` test 3 holds, ``c3`` it cannot, ``H7`` node 7 holds, ``C7`` it cannot. A
    node is a condition or an alternative.
    """

    def __init__(self, program: Program) -> None:
        """Raises `LibraryFault` where the library is absent or cannot carry the program."""
        self.program = program
        self.tests: dict[str, list[tuple[str, frozenset[str]]]] = {}
        self.numbers: dict[Test, int] = {}
        self.conjunctions: dict[str, tuple[str, ...]] = {}
        self.concludes: dict[str, str] = {}  # conjunction → the token it derives
        self.nodes = 0
        self.when: dict[str, tuple[str, str]] = {}
        self.unless: dict[str, list[str]] = {}
        for rule in program.rules.values():
            self.when[rule.id] = self.condition(rule.when)
            self.unless[rule.id] = [self.condition(condition)[0] for condition in rule.unless]
        self.ruleset = Ruleset(self.conjunctions)

    def condition(self, condition: Condition) -> tuple[str, str]:
        """The tokens that say a condition holds and cannot hold."""
        pairs = []
        for entry in condition.entries:
            if isinstance(entry, Test):
                pairs.append(self.test(entry))
            else:
                pairs.append(self.node([self.condition(option) for option in entry.options], every=False))
        return self.node(pairs, every=True)

    def test(self, test: Test) -> tuple[str, str]:
        """The tokens of a test, the same for the same test wherever it is written."""
        if test not in self.numbers:
            self.numbers[test] = len(self.numbers)
            self.tests.setdefault(test.descriptor, []).append((str(self.numbers[test]), frozenset(test.states)))
        return f"h{self.numbers[test]}", f"c{self.numbers[test]}"

    def node(self, pairs: list[tuple[str, str]], every: bool) -> tuple[str, str]:
        """A node that holds when every one of the pairs does, or when one does; its impossibility is the dual."""
        at, self.nodes = self.nodes, self.nodes + 1
        holds, cannot = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        self.derive(f"H{at}", holds, every)
        self.derive(f"C{at}", cannot, not every)
        return f"H{at}", f"C{at}"

    def derive(self, token: str, tokens: list[str], every: bool) -> None:
        """Conjunctions that conclude `token` from all of the tokens, or from any one of them."""
        distinct = tuple(dict.fromkeys(tokens))
        if not every:
            for at, other in enumerate(distinct):
                self.conclude(f"{token}.{at}", (other,), token)
            return
        while len(distinct) > MAX_CONJUNCTS:  # a long conjunction is chained through inner tokens
            inner = f"I{len(self.conjunctions)}"
            self.conclude(f"{inner}.0", distinct[:MAX_CONJUNCTS], inner)
            distinct = (inner, *distinct[MAX_CONJUNCTS:])
        if distinct:
            self.conclude(f"{token}.0", distinct, token)

    def conclude(self, name: str, tokens: tuple[str, ...], token: str) -> None:
        """A conjunction of that name, and the token it concludes."""
        self.conjunctions[name] = tokens
        self.concludes[name] = token

    def infer(self, situation: Situation) -> Trace:
        """The trace of the program in a situation. Raises `LibraryFault` or `Disagreement`; both are faults inside."""
        with self.ruleset.session() as session:
            return forward(self.program, situation, _NetworkReader(self, session))


class _NetworkReader:
    def __init__(self, network: Network, session: Session) -> None:
        self.network = network
        self.session = session
        self.knowledge: dict[str, tuple[str, ...]] = {}
        self.true: set[str] = set()

    def learn(self, descriptor: str, known: tuple[str, ...]) -> None:
        self.knowledge[descriptor] = known
        states = frozenset(known)
        for number, asked in self.network.tests.get(descriptor, ()):
            if states <= asked:
                self.chain(f"h{number}")
            elif not states & asked:
                self.chain(f"c{number}")

    def chain(self, token: str) -> None:
        """Asserts a token and everything that follows from it."""
        agenda = [token]
        for token in agenda:
            if token not in self.true:
                self.true.add(token)
                agenda += [self.network.concludes[name] for name in self.session.assert_token(token)]

    def read(self, rule: Rule) -> RuleReading:
        holds, cannot = self.network.when[rule.id]
        blocked = any(token in self.true for token in self.network.unless[rule.id])
        status: RuleStatus
        if (holds in self.true or not rule.when.entries) and not blocked:
            status = "fired"
        elif cannot in self.true or blocked:
            status = "ruled_out"
        else:
            status = "pending"
        reading = read_rule(rule, self.knowledge)
        if reading.status != status:
            raise Disagreement(f"the Rete library reads {rule.id} as {status}, the meaning as {reading.status}")
        return reading
