"""A base that was a matrix, written as files: the vocabulary, and the rules of each descriptor in a file of its own."""

from __future__ import annotations

from collections.abc import Iterable

from engine.author.scalars import quoted
from engine.language.base import RuleBase
from engine.language.rules import Rule


def base_files(base: RuleBase) -> dict[str, str]:
    """The files of a base that was imported from a matrix, by their names within its folder."""
    files = {"rules/base.yaml": _head(base), "facts/vocabulary.yaml": _vocabulary(base)}
    by_source: dict[str, list[Rule]] = {}
    for rule in base.rules.values():
        by_source.setdefault(next(rule.when.tests()).descriptor, []).append(rule)
    for number, (name, rules) in enumerate(by_source.items(), 1):  # the number keeps the files in the order of the rules
        files[f"rules/{number:03}-{name}.yaml"] = "\n".join(map(_rule, rules))
    return files


def _head(base: RuleBase) -> str:
    lines = [
        f"name: {base.name}",
        f"title: {quoted(base.title)}",
        f"verdict: {base.verdict}",
        "source:",
        f"  title: {quoted(base.title)}",
        "  paragraphs:",
        '    1: {section: matrix, place: 1, gist: "The judgements of the matrix."}',
    ]
    if base.imported is not None:
        lines += ["imported:", f"  file: {quoted(base.imported.file)}", f"  title: {quoted(base.imported.title)}", "  names:"]
        lines += [f"    {name}: [{_listed(names)}]" for name, names in base.imported.names.items()]
    return "\n".join(lines) + "\n"


def _vocabulary(base: RuleBase) -> str:
    return "\n".join(
        f"- id: {name}\n  title: {quoted(descriptor.title)}\n  question: {quoted(descriptor.question)}\n"
        f"  states: [{_listed(descriptor.states)}]\n  cite: [1]\n"
        for name, descriptor in base.descriptors.items()
    )


def _rule(rule: Rule) -> str:
    tests = ", ".join(f"{test.descriptor}: {quoted(test.states[0])}" for test in rule.when.tests())
    impacts = ", ".join(
        f"{name}: {{{', '.join(f'{quoted(state)}: {weight:+d}' for state, weight in weights)}}}" for name, weights in rule.impact
    )
    return (
        f"- id: {rule.id}\n  title: {quoted(rule.title)}\n  when: {{{tests}}}\n  impact: {{{impacts}}}\n"
        f"  says: {quoted(rule.says)}\n  cite: [1]\n"
    )


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(quoted, texts))
