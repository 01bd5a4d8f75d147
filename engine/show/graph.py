"""An inference graph as a figure."""

from __future__ import annotations

from typing import Literal, TypedDict

from engine.ask.graph import DescriptorNode, Effect, Graph, Premise, Role, RuleNode, Side
from engine.ask.verdict import is_only_stated, verdict_of
from engine.infer.evaluators import EvaluatorName
from engine.infer.trace import RuleStatus, Settling
from engine.language.facts import Fact
from engine.language.rules import Binding
from engine.show.answers import AboutCase, about
from engine.show.figure import Arrow, ArrowKind, Box, Figure, Mark, Words
from engine.show.headline import add_case
from engine.show.page import Page
from engine.show.words import any_of, cited, counted, fact_text, said_of, signed, states_of, status_word, tag, test_text, verb

_MOST_FACTS = 2  # written in a box


class DescriptorNodeRecord(TypedDict):
    """A descriptor that is drawn; `folded` counts the rules on it that mattered and are not drawn."""

    descriptor: str
    role: Role
    facts: tuple[Fact, ...]
    folded: int


class RuleNodeRecord(TypedDict):
    """A rule that is drawn, and how it read."""

    rule: str
    title: str
    status: RuleStatus
    binding: Binding | None


class EffectRecord(TypedDict):
    """A rule narrows or weighs a descriptor; `side` tells whether that carries the settled state ahead or sets it back."""

    rule: str
    descriptor: str
    narrows: tuple[str, ...] | None
    weights: dict[str, int]
    side: Side


class LeftOut(TypedDict):
    """How many rules and descriptors mattered and are not drawn, and how many rules fired and changed nothing."""

    rules: int
    descriptors: int
    idle: int


class GraphDocument(AboutCase):
    """An inference graph: its nodes and edges, and how much was left out."""

    schema: Literal["kakehashi.graph"]
    version: Literal[1]
    evaluator: EvaluatorName
    instead: str
    goal: str
    whole: bool
    descriptors: list[DescriptorNodeRecord]
    rules: list[RuleNodeRecord]
    premises: tuple[Premise, ...]
    effects: list[EffectRecord]
    left_out: LeftOut


def graph_figure(graph: Graph) -> Figure:
    """The figure of a graph."""
    marks: dict[str, Mark] = {node.rule.id: _rule_mark(node) for node in graph.rules}
    reached = {effect.descriptor for effect in graph.effects}
    boxes = [_descriptor(graph, node, node.descriptor.id in reached) for node in graph.descriptors]
    boxes += [_rule(graph, node) for node in graph.rules]
    arrows = [_premise(graph, premise, marks) for premise in graph.premises]
    arrows += [_effect(graph, effect, marks) for effect in graph.effects]
    name = f"graph-{graph.goal or 'all'}"
    size = f"{counted(len(graph.descriptors), 'descriptor')} and {counted(len(graph.rules), 'rule')}"
    about = f"A graph in layers from facts on the left to what follows on the right: {size}."
    further = [
        "--depth draws more levels, --depth 0 all of them." if graph.rules_left_out else "",
        "--all draws what did not matter, too." if not graph.whole and graph.goal in graph.trace.settled else "",
    ]
    return Figure(
        name,
        _title(graph),
        tuple(_remarks(graph)),
        about,
        tuple(boxes),
        tuple(arrows),
        tuple(_notes(graph)),
        " ".join(filter(None, further)),
    )


def graph_document(graph: Graph) -> GraphDocument:
    """The document of an inference graph."""
    return GraphDocument(
        schema="kakehashi.graph",
        version=1,
        **about(graph.question, graph.trace, verdict_of(graph.question, graph.trace)),
        evaluator=graph.evaluator,
        instead=graph.instead,
        goal=graph.goal,
        whole=graph.whole,
        descriptors=[
            DescriptorNodeRecord(descriptor=node.descriptor.id, role=node.role, facts=node.facts, folded=node.folded)
            for node in graph.descriptors
        ],
        rules=[_rule_record(node) for node in graph.rules],
        premises=graph.premises,
        effects=[
            EffectRecord(
                rule=effect.rule,
                descriptor=effect.descriptor,
                narrows=effect.narrows,
                weights=dict(effect.weights),
                side=effect.side,
            )
            for effect in graph.effects
        ],
        left_out=LeftOut(rules=graph.rules_left_out, descriptors=graph.descriptors_left_out, idle=graph.idle),
    )


def _rule_record(node: RuleNode) -> RuleNodeRecord:
    rule = node.rule
    return RuleNodeRecord(rule=rule.id, title=rule.title, status=node.status, binding=rule.binding)


def _title(graph: Graph) -> str:
    base = graph.question.base
    if not graph.goal:
        return f"{base.title or base.name}: every rule and what it reads"
    descriptor = base.descriptors[graph.goal]
    title = descriptor.title or descriptor.id
    if graph.goal not in graph.trace.settled:
        return f"{title}: kept as context, read by no rule"
    settling = graph.trace.settled[graph.goal]
    known = states_of(base, graph.goal, settling.known)
    if settling.status != "settled":
        left = any_of((states_of(base, graph.goal, (state,)) for state in settling.known), "and")
        return f"{title}: {status_word(settling)}; {left} {verb(settling.known, 'is', 'are')} left"
    if is_only_stated(settling) and not base.is_observed(graph.goal):
        return f"{title}: {known} is stated"
    return f"{title}: {known}{' is indicated' if graph.goal == base.verdict else ''}"


def _remarks(graph: Graph) -> list[str]:
    page = Page()
    add_case(page, graph.question)
    return [line for line in page.plain(10_000).splitlines() if line]


def _notes(graph: Graph) -> list[str]:
    notes = []
    if graph.rules_left_out:
        left_out = f"{counted(graph.rules_left_out, 'rule')} and {counted(graph.descriptors_left_out, 'descriptor')}"
        notes.append(f"Left out here: {left_out} behind the boxes that say so.")
    if graph.idle:
        verb = "rule fired and changes" if graph.idle == 1 else "rules fired and change"
        notes.append(f"{graph.idle} more {verb} nothing here.")
    if any(effect.weights for effect in graph.effects):
        notes.append("Balances are sums of weights, not likelihoods.")
    if graph.evaluator != "rete":
        notes.append(f"Answered by the {graph.evaluator} evaluator: {graph.instead}.")
    return notes


def descriptor_id(name: str) -> str:
    """The id of the box of a descriptor."""
    return f"d-{name}".replace(" ", "")  # an id has no spaces


def rule_id(name: str) -> str:
    """The id of the box of a rule."""
    return f"r-{name}".replace(" ", "")


def _descriptor(graph: Graph, node: DescriptorNode, is_reached: bool) -> Box:
    base, descriptor, settling = graph.question.base, node.descriptor, node.settling
    words = [Words(descriptor.title or descriptor.id)]
    if settling is None:
        words += [Words(said_of(base, fact), "state") for fact in node.facts] or [Words("not known", "state")]
        mark: Mark = ""
    else:
        unknown = len(settling.known) == len(descriptor.states) and not settling.fired
        words.append(Words("not known" if unknown else states_of(base, descriptor.id, settling.known), "state"))
        words += [Words(text, "note") for text in _standing_words(settling) if not (unknown and text == "open")]
        mark = "conflict" if settling.status in ("contradiction", "tension") else "open" if len(settling.known) > 1 else ""
    words += [Words(_said_by(fact), "note") for fact in node.facts[:_MOST_FACTS]]
    if node.folded:
        words.append(Words(f"{counted(node.folded, 'rule')} behind", "note"))
    lines = [f"{descriptor.id}: {descriptor.question}".rstrip(": "), *(f"{fact}: {fact_text(fact)}" for fact in node.facts)]
    return Box(descriptor_id(descriptor.id), node.role, tuple(words), mark, "\n".join(lines), node.folded > 0 and not is_reached)


def _said_by(fact: Fact) -> str:
    return f"what if ({fact.origin})" if fact.origin.startswith("--") else f"{fact.kind} {fact.grade}".rstrip()


def _standing_words(settling: Settling) -> list[str]:
    """How a descriptor was settled, in a few words."""
    found = [] if settling.status == "settled" else [status_word(settling)]
    if settling.ground == "default":
        found.append("by default")
    if settling.tension is not None:
        found.append(f"the rules derive {any_of(settling.tension.derived)}")
    if any(balance for _, balance in settling.balances) and len(settling.allowed) > 1:
        table = sorted(settling.balances, key=lambda pair: -pair[1])
        found.append(", ".join(f"{state} {signed(balance)}" for state, balance in table if state in settling.allowed))
    return found


def _rule_mark(node: RuleNode) -> Mark:
    return "" if node.status == "fired" else node.status


def _rule(graph: Graph, node: RuleNode) -> Box:
    rule = node.rule
    words = [Words(rule.title or rule.id)]
    dissents = [str(dissent) for dissent in graph.trace.dissents if dissent.rule == rule.id]
    bound = [f"{one.variable} = {one.title}" for one in rule.binding.bound] if rule.binding else []
    notes = [", ".join(bound), cited(rule.cite), *(["with another weight"] if dissents else [])]
    words += [Words(text, "note") for text in notes if text]
    status = node.status.replace("_", " ")
    hint = "\n".join([f"{rule.says} {tag(rule)}", status, *dissents])
    return Box(rule_id(rule.id), "rule", tuple(words), _rule_mark(node), hint)


def _premise(graph: Graph, premise: Premise, marks: dict[str, Mark]) -> Arrow:
    base = graph.question.base
    asked = any_of(test_text(base, test.test) for test in premise.tests)
    known = states_of(base, premise.descriptor, premise.tests[0].known)
    hint = f"{'unless ' if premise.exception else ''}{asked}; it is {known}"
    kind, part = _premise_kind(premise, marks[premise.rule]), "unless" if premise.exception else ""
    return Arrow(descriptor_id(premise.descriptor), rule_id(premise.rule), kind, "", (), hint, part)


def _premise_kind(premise: Premise, mark: Mark) -> ArrowKind:
    if premise.exception:
        if mark == "ruled_out":
            return "blocks" if premise.decides else "beside"
        return "exception"
    if premise.outcome == "cannot_hold":
        return "blocks" if premise.decides else "beside"
    return "premise" if premise.outcome == "holds" else "waits"


def _effect(graph: Graph, effect: Effect, marks: dict[str, Mark]) -> Arrow:
    base = graph.question.base
    labels = [f"{state} {signed(weight)}" for state, weight in effect.weights]
    kind: ArrowKind = effect.side
    if effect.narrows is not None:
        kind = "narrows"
        only = [states_of(base, effect.descriptor, (state,)) for state in effect.narrows]
        labels = [f"only {only[0]}", *(f"or {state}" for state in only[1:]), *labels]
    hint = f"{effect.rule} → {effect.descriptor}: {', '.join(labels)}"
    return Arrow(rule_id(effect.rule), descriptor_id(effect.descriptor), kind, marks[effect.rule], tuple(labels), hint)
