"""The same ground program in other engines, each driven the fastest way of its documentation that was measured.

What an engine needs of a case is made of it beforehand (`take`) and what it derived is read afterwards (`found`);
neither is measured. None of them keeps a trace. Packages are imported when a contestant is made, in its own process.
"""

from __future__ import annotations

import collections
import collections.abc
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.programs import STATES, GroundRule, Program, States


class Clips:
    """CLIPS by clipspy: a fact a descriptor, all of one template.

    A template for each descriptor is faster at 60 rules and ever slower from 600 on (27 s a case at 60,000: `assert_fact` looks
    its template up by name in a list). `load_facts`, `assert_string` and `eval` of one `assert` are slower than
    `assert_fact` at every size; constructs loaded from a file are four times as fast as one `build` each.
    """

    def __init__(self, program: Program) -> None:
        clips = import_module("clips")
        # clipspy 1.0.6 lets go of no fact (it calls this with two arguments, and takes no notice of the error), so that
        # each case costs more than the one before; mended here, for CLIPS is to be measured at its best.
        release = import_module("clips._clips").lib.ReleaseFact
        import_module("clips.facts").Fact.__del__ = lambda fact: release(fact._fact)
        self.program, self.observed = program, set(program.observed)
        self.symbols = {name: clips.Symbol(name) for name in (*program.descriptors, *STATES)}
        self.environment = clips.Environment()
        with TemporaryDirectory() as folder:
            file = Path(folder) / "program.clp"
            file.write_text("\n".join([*self.templates(), *map(self.rule, program.rules), ""]), encoding="utf-8")
            self.environment.load(str(file))
        self.fired = 0

    def templates(self) -> list[str]:
        return ["(deftemplate state (slot d (type SYMBOL)) (slot s (type SYMBOL)))"]

    def rule(self, rule: GroundRule) -> str:
        tests = " ".join(f"(state (d {name}) (s {state}))" for name, state in rule.tests.items())
        return f"(defrule {rule.id} {tests} => (assert (state (d {rule.descriptor}) (s {rule.state}))))"

    def take(self, case: States) -> Any:
        return [(self.symbols[name], self.symbols[state]) for name, state in case.items()]

    def infer(self, taken: Any) -> None:
        self.environment.reset()
        assert_fact = self.environment.find_template("state").assert_fact
        for name, state in taken:
            assert_fact(d=name, s=state)
        self.fired = self.environment.run()

    def found(self) -> tuple[States, int]:
        said = ((str(fact["d"]), str(fact["s"])) for fact in self.environment.facts())
        return {name: state for name, state in said if name not in self.observed}, self.fired


class ClipsOneFact(Clips):
    """CLIPS with the whole case as one fact of a wide template, and a template for each derived descriptor.

    Far fewer calls from Python into C, so the fastest at 60 and 600 rules; slots are found by name in a list.
    """

    def templates(self) -> list[str]:
        slots = " ".join(f"(slot {name} (type SYMBOL))" for name in self.program.observed)
        derived = [name for layer in self.program.layers[1:] for name in layer]
        return [f"(deftemplate case {slots})", *(f"(deftemplate {name} (slot s (type SYMBOL)))" for name in derived)]

    def rule(self, rule: GroundRule) -> str:
        given = [f"({name} {state})" for name, state in rule.tests.items() if name in self.observed]
        tests = [f"({name} (s {state}))" for name, state in rule.tests.items() if name not in self.observed]
        first = [f"(case {' '.join(given)})"] if given else []
        return f"(defrule {rule.id} {' '.join(first + tests)} => (assert ({rule.descriptor} (s {rule.state}))))"

    def take(self, case: States) -> Any:
        return {name: self.symbols[state] for name, state in case.items()}

    def infer(self, taken: Any) -> None:
        self.environment.reset()
        self.environment.find_template("case").assert_fact(**taken)
        self.fired = self.environment.run()

    def found(self) -> tuple[States, int]:
        facts = ((fact.template.name, fact) for fact in self.environment.facts())
        return {name: str(fact["s"]) for name, fact in facts if name != "case"}, self.fired


class Clingo:
    """clingo, grounded once; a case is a set of assumptions. Faster than external atoms, or grounding each case.

    The rules go in through the backend, without a text to parse. Which rules fire is not among what clingo tells.
    """

    def __init__(self, program: Program) -> None:
        self.control = import_module("clingo").Control(["--warn=none"])
        self.program = program
        with self.control.backend() as backend:
            self.atoms = {(name, state): backend.add_atom() for name in program.descriptors for state in STATES}
            for name in program.observed:
                backend.add_rule([self.atoms[name, state] for state in STATES], choice=True)
            for rule in program.rules:
                backend.add_rule([self.atoms[rule.descriptor, rule.state]], [self.atoms[test] for test in rule.tests.items()])
        self.assumed: list[int] = []

    def take(self, case: States) -> list[int]:
        signs = ((atom, case[name] == state) for (name, state), atom in self.atoms.items() if name in case)
        return [atom if holds else -atom for atom, holds in signs]

    def infer(self, taken: list[int]) -> None:
        self.assumed = taken
        with self.control.solve(assumptions=taken, yield_=True) as answers:
            answers.model()

    def found(self) -> tuple[States, None]:
        with self.control.solve(assumptions=self.assumed, yield_=True) as answers:
            model = answers.model()
            true = [test for test, atom in self.atoms.items() if model.is_true(atom)]
        return {name: state for name, state in true if name not in self.program.observed}, None


class DurableRules:
    """durable_rules through its own `Host`: single facts in a session of their own, which is deleted.

    A batch (`assert_facts`) ends the process with a broken pointer. Facts that no rule mentions are left out, because
    the library raises an exception for each. A session in which nothing fires breaks its memory too: the rule `opening` fires.
    """

    def __init__(self, program: Program) -> None:
        self.engine = import_module("durable.engine")
        rules = {rule.id: {"all": _patterns(rule.tests), "run": self.action(rule)} for rule in program.rules}
        rules["opening"] = {"all": _patterns({"opening": "yes"}), "run": lambda _: None}
        self.read = {test for rule in program.rules for test in rule.tests.items()}
        self.host = self.engine.Host()
        self.host.register_rulesets({"program": rules})
        self.derived: States = {}
        self.session, self.fired = 0, 0

    def action(self, rule: GroundRule) -> Any:
        def run(context: Any) -> None:
            self.fired += 1
            if rule.descriptor not in self.derived:
                self.derived[rule.descriptor] = rule.state
                if (rule.descriptor, rule.state) in self.read:
                    context.assert_fact({"d": rule.descriptor, "s": rule.state})

        return run

    def take(self, case: States) -> list[dict[str, str]]:
        self.session += 1
        told = [("opening", "yes"), *(fact for fact in case.items() if fact in self.read)]
        return [{"sid": f"s{self.session}", "d": name, "s": state} for name, state in told]

    def infer(self, taken: list[dict[str, str]]) -> None:
        self.derived, self.fired = {}, 0
        for fact in taken:
            self.host.assert_fact("program", fact)
        self.host.delete_state("program", taken[0]["sid"])

    def found(self) -> tuple[States, int]:
        return self.derived, self.fired


def _patterns(tests: States) -> list[dict[str, Any]]:
    return [{f"m{at}": {"$and": [{"d": name}, {"s": state}]}} for at, (name, state) in enumerate(tests.items())]


class Experta:
    """experta: one engine made once, reset for each case, the facts declared in one call."""

    def __init__(self, program: Program) -> None:
        # frozendict 1.2, which experta asks for by that number, looks for a name that Python 3.10 took away.
        vars(collections)["Mapping"] = collections.abc.Mapping
        self.experta = import_module("experta")
        rules = {rule.id: self.rule(rule) for rule in program.rules}
        self.engine = type("Engine", (self.experta.KnowledgeEngine,), rules)()
        self.observed = set(program.observed)
        self.fired = 0

    def rule(self, rule: GroundRule) -> Any:
        def run(engine: Any) -> None:
            self.fired += 1
            engine.declare(self.experta.Fact(d=rule.descriptor, s=rule.state))

        run.__name__ = rule.id
        return self.experta.Rule(*(self.experta.Fact(d=name, s=state) for name, state in rule.tests.items()))(run)

    def take(self, case: States) -> Any:
        return [self.experta.Fact(d=name, s=state) for name, state in case.items()]

    def infer(self, taken: Any) -> None:
        self.fired = 0
        self.engine.reset()
        self.engine.declare(*taken)
        self.engine.run()

    def found(self) -> tuple[States, int]:
        facts = [fact for fact in self.engine.facts.values() if "d" in fact and fact["d"] not in self.observed]
        return {fact["d"]: fact["s"] for fact in facts}, self.fired
