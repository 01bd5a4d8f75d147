"""Grounding: a rule that is written for many actors becomes one rule for each choice of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.conditions import AnyOf, Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.names import fill, spell
from engine.language.problems import Place, Problem
from engine.language.resolving import Call
from engine.language.rules import Binding, Bound, GenericRule, Rule
from engine.language.scopes import Choice
from engine.language.vocabulary import Vocabulary

Named = Mapping[str, Descriptor]  # a name with variables → the descriptor of one choice


class Grounder:
    """Makes the ground rules of a base; equal tests of theirs are one value."""

    def __init__(self, vocabulary: Vocabulary, problems: list[Problem]) -> None:
        self.vocabulary = vocabulary
        self.problems = problems
        self.tests: dict[tuple[str, tuple[str, ...]], Test] = {}

    def rules(self, generic: GenericRule, calls: Mapping[str, Call]) -> Iterator[Rule]:
        """A rule for each choice of actors; what is wrong with one of them is told once for the rule as it is written."""
        variables = tuple(generic.scope.actors)
        may_repeat = len(variables) > 1
        seen: dict[object, Choice] = {}
        before = len(self.problems)
        for choice in generic.scope.choices():
            who = dict(zip(variables, choice, strict=True))
            named = self.named(calls, who)
            if named is None:
                return
            rule = self.rule(generic.rule, choice, who, named)
            self.check_effects(rule, generic.rule)
            if may_repeat:
                first = seen.setdefault(_said(rule), choice)
                if first is not choice:
                    one, other = (binding_text(variables, actors) for actors in (first, choice))
                    message = f"{generic.rule.id} says the same with {one} and with {other}, so it would count twice"
                    pair = " < ".join(v for v, a, b in zip(variables, first, choice, strict=True) if a != b)
                    hint = f"Add `order: {pair}`, which takes each pair once."
                    self.problems.append(Problem(generic.rule.place, "same-rule-twice", message, hint))
            if len(self.problems) > before:
                return
            yield rule

    def named(self, calls: Mapping[str, Call], who: Mapping[str, str]) -> Named | None:
        """The descriptors that a choice of actors speaks of, by the names with variables; None where there is not one of them."""
        found: dict[str, Descriptor] = {}
        for name, call in calls.items():
            actors = call.template.arranged(tuple(who.get(one, one) for one in call.arguments), self.vocabulary.rank)
            descriptor = self.vocabulary.descriptors.get(spell(call.template.name, actors))
            if descriptor is None:
                fault = self.vocabulary.fault(spell(call.template.name, actors))
                message = f"with {binding_text(tuple(who), tuple(who.values()))}, {fault.message}"
                self.problems.append(Problem(call.place, fault.code, message, _way_out(call, who)))
                return None
            found[name] = descriptor
        return found

    def rule(self, written: Rule, choice: Choice, who: Mapping[str, str], named: Named) -> Rule:
        """The rule of one choice."""
        titles = {variable: self.vocabulary.actors[actor].title for variable, actor in who.items()}
        bound = tuple(Bound(variable, actor, titles[variable]) for variable, actor in who.items())
        return Rule(
            spell(written.id, choice),
            fill(written.title, titles),
            fill(written.says, titles),
            written.cite,
            self.condition(written.when, named),
            tuple(self.condition(condition, named) for condition in written.unless),
            tuple((named[name].id if name in named else name, states) for name, states in written.then),
            tuple((named[name].id if name in named else name, weights) for name, weights in written.impact),
            written.claims,
            fill(written.note, titles),
            written.place,
            Binding(written.id, bound),
        )

    def condition(self, condition: Condition, named: Named) -> Condition:
        """The condition of one choice."""
        entries: list[Test | AnyOf] = []
        for entry in condition.entries:
            if isinstance(entry, Test):
                entries.append(self.test(entry, named[entry.descriptor]) if entry.descriptor in named else entry)
            else:
                entries.append(AnyOf(tuple(self.condition(option, named) for option in entry.options)))
        return Condition(tuple(entries))

    def test(self, test: Test, descriptor: Descriptor) -> Test:
        """The test of one choice, of a number in the intervals of its own descriptor."""
        key = descriptor.id, test.states
        if key not in self.tests:
            states = test.states
            if descriptor.number is not None:
                template = self.vocabulary.templates[descriptor.id.partition("(")[0]].descriptor
                states = tuple(dict.fromkeys(own for state in states for own in descriptor.meets(template.interval(state))))
            self.tests[key] = Test(descriptor.id, states)
        return self.tests[key]

    def check_effects(self, rule: Rule, written: Rule) -> None:
        """Notes a descriptor that the rule of one choice narrows or weighs twice."""
        for part, effects, names in (("then", rule.then, written.then), ("impact", rule.impact, written.impact)):
            if len({name for name, _ in effects}) < len(effects):
                twice = next(name for at, (name, _) in enumerate(effects) if name in [other for other, _ in effects[:at]])
                said = " and ".join(f"`{name}`" for (name, _), (own, _) in zip(names, effects, strict=True) if own == twice)
                message = f"{rule.name}: {said} are both {twice} under `{part}`"
                hint = "Leave `distinct: false` out, or say it in a rule of its own."
                self.problems.append(Problem(rule.place, "same-effect-twice", message, hint))


def _way_out(call: Call, who: Mapping[str, str]) -> str:
    """The hint where a choice of actors has no descriptor: which variable must not stand for which actor."""
    actors = [who.get(one, one) for one in call.arguments]
    for own, one, actor in zip(call.template.arguments, call.arguments, actors, strict=True):
        if one in who and actor not in call.template.scope.actors[own]:
            kind = call.template.scope.kinds[own]
            if actor in call.template.scope.excepted.get(own, ()):
                return f"Leave it out here too: `except: {{{one}: {actor}}}`."
            return f"Choose {one} from the kind `{kind}`, or leave it out: `except: {{{one}: {actor}}}`."
    same = [one for one, actor in zip(call.arguments, actors, strict=True) if actors.count(actor) > 1 and one in who]
    if len(set(same)) == 1 and len(same) < 2:
        return f"Leave it out: `except: {{{same[0]}: {who[same[0]]}}}`."
    return f"Let the actors of the rule be distinct too, or declare `{call.template.descriptor.id}` with `distinct: false`."


def binding_text(variables: tuple[str, ...], actors: Choice) -> str:
    """Who stands for what: ``A = north, B = south``."""
    return ", ".join(f"{variable} = {actor}" for variable, actor in zip(variables, actors, strict=True))


def unused(generic: GenericRule, calls: Mapping[str, Call], place_of_variable: Mapping[str, Place]) -> Iterator[Problem]:
    """A problem for each variable that no descriptor of the rule speaks of."""
    used = {argument for call in calls.values() for argument in call.arguments}
    for variable in generic.scope.actors:
        if variable not in used:
            message = f"the variable {variable} of {generic.rule.id} is in none of its descriptors"
            yield Problem(place_of_variable[variable], "unused-variable", message, "Use it, or take it out of `for`.")


def _said(rule: Rule) -> object:
    """What a rule says, whatever the order of its entries."""
    unless = frozenset(map(_asked, rule.unless))
    return _asked(rule.when), unless, frozenset(rule.then), frozenset((name, frozenset(w)) for name, w in rule.impact)


def _asked(condition: Condition) -> frozenset[object]:
    return frozenset(e if isinstance(e, Test) else frozenset(map(_asked, e.options)) for e in condition.entries)
