"""CLIPS, clingo and durable_rules as contestants that answer what-ifs one by one, each with the whole meaning."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.sweepers import Asked, Choice, Tests, settled
from engine.infer.space import Outcome, Space
from engine.language.rules import Rule


class Clips:
    """CLIPS by clipspy: the what-if is one fact of a wide template, weights are globals, strata are saliences.

    Everything happens in CLIPS: Python asserts one fact, runs, and reads one global. A rule fires by the masks its tests
    accept, written into its pattern, so that the network alone decides it. (One wide fact is the fastest way that
    `benchmarks.rivals` measured.)
    """

    def __init__(self, space: Space, goal: str) -> None:
        clips = import_module("clips")
        release = import_module("clips._clips").lib.ReleaseFact  # see `benchmarks.rivals`: clipspy lets go of no fact
        import_module("clips.facts").Fact.__del__ = lambda fact: release(fact._fact)
        self.asked = asked = Asked(space, goal)
        self.short = {name: f"d{at}" for at, name in enumerate(asked.order)}
        self.observed = [name for name in asked.order if name not in asked.derived]
        held = {
            part.descriptor: asked.mask(part.descriptor, part.states)
            for part in space.situation.given
            if part.descriptor in self.short
        }
        self.fixed = {name: held.get(name, (1 << len(asked.states[name])) - 1) for name in self.observed}
        self.most = 1 << max(len(states) for states in asked.states.values())
        self.environment = clips.Environment()
        text = "\n".join([*self.declared(), *self.rules(), *self.settling(), ""])
        with TemporaryDirectory() as folder:
            file = Path(folder) / "program.clp"
            file.write_text(text, encoding="utf-8")
            self.environment.load(str(file))
        self.case = self.environment.find_template("case").assert_fact
        self.verdict = self.environment.find_global("verdict")

    def declared(self) -> Iterator[str]:
        table = " ".join(str(a & b) for a in range(self.most) for b in range(self.most))
        yield f"(defglobal ?*verdict* = 0 ?*and* = (create$ {table}))"
        yield f"(deftemplate case {' '.join(f'(slot {self.short[name]})' for name in self.observed)})"
        for name in self.asked.derived:
            d, count = self.short[name], len(self.asked.states[name])
            full = (1 << count) - 1
            yield f"(deftemplate {d} (slot k))"
            yield f"(defglobal ?*a{d}* = {full} ?*s{d}* = {full} ?*f{d}* = 0 ?*p{d}* = 0)"
            yield f"(defglobal {' '.join(f'?*m{d}-{a}-{b}* = 0' for a, b in permutations(range(count), 2))})"

    def rules(self) -> Iterator[str]:
        for number, rule in enumerate(self.asked.rules):
            ways = self.asked.ways(rule)
            level = min(self.asked.level[name] for name in rule.effects if name in self.asked.level)
            for kind in "fp":
                head = f"(declare (salience {-10 * level}))"
                then = " ".join(self.effect(rule, kind))
                if len(ways) == 1:
                    yield f"(defrule {kind}{number} {head} {self.pattern(ways[0], kind)} => {then})"
                    continue
                for at, way in enumerate(ways):  # several ways to fire, one firing
                    yield f"(defrule {kind}{number}-{at} {head} {self.pattern(way, kind)} => (assert ({kind} {number})))"
                yield f"(defrule {kind}{number} {head} ({kind} {number}) => {then})"

    def pattern(self, tests: Tests, kind: str) -> str:
        slots, others = [], []
        for name, mask in tests:
            full = 1 << len(self.asked.states[name])
            accepted = [k for k in range(1, full) if (not k & ~mask if kind == "f" else k & mask)]
            said = "|".join(map(str, accepted))
            if name in self.fixed:
                slots.append(f"({self.short[name]} {said})")
            else:
                others.append(f"({self.short[name]} (k {said}))")
        return " ".join([f"(case {' '.join(slots)})", *others])

    def effect(self, rule: Rule, kind: str) -> Iterator[str]:
        for name, mask, leads in self.asked.effects(rule):
            d, full = self.short[name], (1 << len(self.asked.states[name])) - 1
            if mask != full:
                kept = "a" if kind == "f" else "s"
                yield f"(bind ?*{kept}{d}* {self.anded(f'?*{kept}{d}*', mask)})"
            for a, b, lead in leads:
                if (lead > 0) == (kind == "f"):
                    yield f"(bind ?*m{d}-{a}-{b}* (+ ?*m{d}-{a}-{b}* {lead}))"
            yield f"(bind ?*{kind}{d}* (+ ?*{kind}{d}* 1))"
            if kind == "f" and rule.weights(name) and name == self.asked.goal:
                yield f"(bind ?*verdict* {1 << 20})"

    def settling(self) -> Iterator[str]:
        """One rule for each derived descriptor, after those on it."""
        for name in self.asked.derived:
            d, count = self.short[name], len(self.asked.states[name])
            full = (1 << count) - 1
            steps = [f"(bind ?k ?*a{d}*)"]
            for b in range(count):
                ahead = " ".join(
                    f"(and (> {self.anded(f'?*s{d}*', 1 << a)} 0) (> ?*m{d}-{a}-{b}* 0))" for a in range(count) if a != b
                )
                steps.append(f"(if (or {ahead} FALSE) then (bind ?k {self.anded('?k', full & ~(1 << b))}))")
            steps.append(f"(if (= ?*a{d}* 0) then (bind ?k {full}))")
            if name == self.asked.goal:
                pending = f"(if (= ?*f{d}* ?*p{d}*) then 0 else {1 << 18})"
                clash = f"(if (= ?*a{d}* 0) then {1 << 19} else 0)"
                steps.append(f"(bind ?*verdict* (+ ?*verdict* ?k {pending} {clash}))")
            else:
                steps.append(f"(assert ({d} (k ?k)))")
            text = " ".join(steps)
            yield f"(defrule settle-{d} (declare (salience {-10 * self.asked.level[name] - 5})) (case) => {text})"

    def anded(self, a: str, b: int) -> str:
        """CLIPS has no bitwise and: a table does."""
        return f"(nth$ (+ (* {a} {self.most}) {b + 1}) ?*and*)"

    def answer(self, choice: Choice) -> Outcome:
        slots = {self.short[name]: mask for name, mask in self.fixed.items()}
        for digit, state in zip(self.asked.space.digits, choice, strict=True):
            slots[self.short[digit.descriptor]] = 1 << self.asked.states[digit.descriptor].index(state)
        self.environment.reset()
        self.case(**slots)
        self.environment.run()
        said = int(self.verdict.value)
        mask = said & ((1 << 18) - 1)
        return self.asked.outcome(mask, bool(said >> 19 & 1), bool(said >> 18 & 1), bool(said >> 20 & 1))


class DurableRules:
    """durable_rules through its own `Host`, a session a what-if: it says which rules fire, Python adds up and settles.

    Single facts, and an opening one, for the reasons that `benchmarks.rivals` gives.
    """

    def __init__(self, space: Space, goal: str) -> None:
        self.asked = asked = Asked(space, goal)
        rules: dict[str, Any] = {"opening": {"all": [{"m": {"d": "opening"}}], "run": lambda _: None}}
        self.always: list[tuple[Rule, str]] = []
        self.read: set[tuple[str, int]] = set()
        for number, rule in enumerate(asked.rules):
            for kind in "fp":
                for at, way in enumerate(asked.ways(rule)):
                    if way:
                        patterns = [{f"m{place}": self.pattern(*test, kind)} for place, test in enumerate(way)]
                        rules[f"{kind}{number}-{at}"] = {"all": patterns, "run": self.action(rule, kind)}
                    else:
                        self.always.append((rule, kind))
        self.host = import_module("durable.engine").Host()
        self.host.register_rulesets({"program": rules})
        held = {part.descriptor: asked.mask(part.descriptor, part.states) for part in space.situation.given}
        self.fixed = {name: held.get(name, (1 << len(states)) - 1) for name, states in asked.states.items()}
        self.fired: dict[str, set[str]] = {}
        self.session = 0

    def pattern(self, name: str, mask: int, kind: str) -> dict[str, Any]:
        accepted = [k for k in range(1, 1 << len(self.asked.states[name])) if (not k & ~mask if kind == "f" else k & mask)]
        self.read |= {(name, k) for k in accepted}
        options = [{"k": k} for k in accepted]
        return {"$and": [{"d": name}, {"$or": options} if len(options) > 1 else options[0]]}

    def action(self, rule: Rule, kind: str) -> Any:
        return lambda _: self.fired[kind].add(rule.id)

    def answer(self, choice: Choice) -> Outcome:
        asked = self.asked
        self.session += 1
        self.fired = {"f": set(), "p": set()}
        for rule, kind in self.always:
            self.fired[kind].add(rule.id)
        self.tell({"d": "opening"})
        known = dict(self.fixed)
        for digit, state in zip(asked.space.digits, choice, strict=True):
            known[digit.descriptor] = 1 << asked.states[digit.descriptor].index(state)
        result = Outcome("open", ())
        for name in asked.order:
            if name in asked.derived:
                known[name], result = self.settle(name)
            if (name, known[name]) in self.read:
                self.tell({"d": name, "k": known[name]})
        self.host.delete_state("program", f"s{self.session}")
        return result

    def tell(self, fact: dict[str, Any]) -> None:
        self.host.assert_fact("program", {"sid": f"s{self.session}", **fact})

    def settle(self, name: str) -> tuple[int, Outcome]:
        count = len(self.asked.states[name])
        allowed = secure = (1 << count) - 1
        leads: dict[tuple[int, int], int] = {}
        on = [rule for rule in self.asked.program.rules_on[name] if rule.id in self.fired["p"]]
        for rule in on:
            fired = rule.id in self.fired["f"]
            for target, mask, given in self.asked.effects(rule):
                if target == name:
                    secure &= mask
                    allowed &= mask if fired else allowed
                    for a, b, lead in given:
                        if fired or lead < 0:
                            leads[a, b] = leads.get((a, b), 0) + lead
        known, contradiction = settled(count, allowed, secure, leads)
        if name != self.asked.goal:
            return known, Outcome("open", ())
        pending = any(rule.id not in self.fired["f"] for rule in on)
        weighed = any(rule.weights(name) for rule in on if rule.id in self.fired["f"])
        return known, self.asked.outcome(known, contradiction, pending, weighed)


class Clingo:
    """clingo, grounded once; a what-if is a set of assumptions, or a whole space is enumerated in one solve."""

    def __init__(self, space: Space, goal: str) -> None:
        clingo = import_module("clingo")
        self.asked = Asked(space, goal)
        self.control = clingo.Control(["--warn=none", "--project=show"])
        self.control.add("base", [], "\n".join(self.text()))
        self.control.ground([("base", [])])
        self.short = {name: f"d{at}" for at, name in enumerate(self.asked.order)}
        self.atoms = {
            (str(atom.symbol.arguments[0]), str(atom.symbol.arguments[1])): atom.literal
            for atom in self.control.symbolic_atoms.by_signature("k", 2)
        }

    def text(self) -> Iterator[str]:
        asked = self.asked
        short = {name: f"d{at}" for at, name in enumerate(asked.order)}
        swept = {digit.descriptor: digit for digit in asked.space.digits}
        given = {part.descriptor: part.states for part in asked.space.situation.given}
        for name in asked.order:
            if name in swept:
                options = [asked.states[name].index(state) for state in swept[name].states]
                yield f"1 {{ {'; '.join(f'k({short[name]},{s})' for s in options)} }} 1."
            elif name not in asked.derived:
                yield from (
                    f"k({short[name]},{asked.states[name].index(state)})." for state in given.get(name, asked.states[name])
                )
        for number, rule in enumerate(asked.rules):
            for kind in "fp":
                for way in asked.ways(rule):
                    body = [self.test(short[name], len(asked.states[name]), mask, kind) for name, mask in way]
                    yield f"{kind}({number}) :- {', '.join(body)}." if body else f"{kind}({number})."
        for name in asked.derived:
            yield from self.settling(short[name], name)
        goal = short[asked.goal]
        yield f"some :- 2 {{ k({goal},S) }}."
        yield "end(pending) :- some, waiting. end(separated) :- some, not weighed. #show end/1."
        yield f"end(k(S)) :- k({goal},S). end(clash) :- clash({goal})."

    def test(self, name: str, states: int, mask: int, kind: str) -> str:
        if kind == "f":
            return ", ".join(f"not k({name},{state})" for state in range(states) if not mask >> state & 1)
        return f"1 {{ {'; '.join(f'k({name},{state})' for state in range(states) if mask >> state & 1)} }}"

    def settling(self, d: str, name: str) -> Iterator[str]:
        asked, count = self.asked, len(self.asked.states[name])
        terms: dict[tuple[int, int], list[str]] = {pair: [] for pair in permutations(range(count), 2)}
        for number, rule in enumerate(asked.rules):
            for target, mask, leads in asked.effects(rule):
                if target != name:
                    continue
                for state in range(count):
                    if not mask >> state & 1:
                        yield f"out({d},{state}) :- f({number}). unsure({d},{state}) :- p({number})."
                for a, b, lead in leads:
                    terms[a, b].append(f"{lead},{number} : {'f' if lead > 0 else 'p'}({number})")
                if name == asked.goal:
                    yield f"waiting :- p({number}), not f({number})."
                    yield from [f"weighed :- f({number})."] if rule.weights(name) else []
        for (a, b), found in terms.items():
            if found:
                yield f"lost({d},{b}) :- not unsure({d},{a}), #sum {{ {'; '.join(found)} }} > 0."
        yield f"clash({d}) :- {', '.join(f'out({d},{state})' for state in range(count))}." if terms else ""
        for state in range(count):
            yield f"out({d},{state}) :- 1 < 0. unsure({d},{state}) :- 1 < 0. lost({d},{state}) :- 1 < 0."
            yield f"k({d},{state}) :- clash({d}). k({d},{state}) :- not out({d},{state}), not lost({d},{state})."

    def read(self, model: Any) -> Outcome:
        said = {str(symbol.arguments[0]) for symbol in model.symbols(shown=True)}
        mask = sum(1 << int(word[2:-1]) for word in said if word.startswith("k("))
        return self.asked.outcome(mask, "clash" in said, "pending" in said, "separated" not in said)

    def answer(self, choice: Choice) -> Outcome:
        literals = []
        for digit, state in zip(self.asked.space.digits, choice, strict=True):
            at = self.asked.states[digit.descriptor].index(state)
            literals.append(self.atoms[self.short[digit.descriptor], str(at)])
        with self.control.solve(assumptions=literals, yield_=True) as models:
            model = models.model()
            return self.read(model)

    def enumerate(self, most: int) -> int:
        """Enumerates so many what-ifs of the space in one solve; how many there were."""
        self.control.configuration.solve.models = most
        self.control.configuration.solve.project = "no"
        found = 0
        with self.control.solve(yield_=True) as models:
            for model in models:
                self.read(model)
                found += 1
        return found
