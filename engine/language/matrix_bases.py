"""A cross-impact matrix as a rule base, and a rule base as a matrix.

A matrix is the rule base in which every rule has one test and weighs one descriptor: a rule for each variant and each
descriptor that it has an impact on. Most matrices are bases with feedback. Impacts may be of any size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath
from unicodedata import combining, normalize

from engine.language.base import Imported, Origin, Paragraph, RuleBase
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.matrices import Lines, Matrix, Variants, read_matrix
from engine.language.problems import InvalidInput, Place, Problem, enough
from engine.language.rules import Rule

ARCHIVED = "matrix.scw"  # how the text of a base that is one matrix is called within it
LONGEST = 30  # letters of an id that is made from a name
_RESERVED = frozenset({"any", "not"})


def base_of_matrix(text: str, shown: str, hash_: str, no_hash: str) -> RuleBase:
    """The rule base of a matrix in the text of a project. Raises `InvalidInput` with everything that is wrong in it.

    Its verdict is the last descriptor, for a matrix names none.
    """
    matrix, lines = read_matrix(text, shown)
    names = _ids((part.name for part in matrix.descriptors), "d")
    states = [_ids(part.variants, "v") for part in matrix.descriptors]
    descriptors = {
        name: Descriptor(
            name,
            part.name or name,
            f"Which variant of {part.name or name}?",
            tuple(listed),
            cite=(1,),
            place=Place(shown, line, 1),
        )
        for name, part, listed, line in zip(names, matrix.descriptors, states, lines.descriptors, strict=True)
    }
    return RuleBase(
        name=_slug(PurePath(shown).stem) or "matrix",
        title=matrix.name or PurePath(shown).stem,
        verdict=names[-1],
        descriptors=descriptors,
        rules={rule.id: rule for rule in _rules(matrix, lines, names, states, shown)},
        source=Origin(title=matrix.name, paragraphs={1: Paragraph(1, "matrix", 1, "The judgements of the matrix.")}),
        imported=Imported(
            PurePath(shown).name,
            matrix.name,
            {name: (part.name, *part.variants) for name, part in zip(names, matrix.descriptors, strict=True)},
        ),
        texts={f"rules/{ARCHIVED}": text},
        rules_hash=hash_,
        vocabulary_hash=no_hash,
        place=Place(shown, 1, 1),
    )


def _rules(matrix: Matrix, lines: Lines, names: list[str], states: list[list[str]], shown: str) -> Iterable[Rule]:
    firsts = matrix.firsts()
    for source, part in enumerate(matrix.descriptors):
        for at, variant in enumerate(part.variants):
            row = firsts[source] + at
            when = Condition((Test(names[source], (states[source][at],)),))
            for target, other in enumerate(matrix.descriptors):
                weights = matrix.cells[row][firsts[target] : firsts[target + 1]]
                impact = tuple((state, weight) for state, weight in zip(states[target], weights, strict=True) if weight)
                if impact:
                    said = f"{part.name or names[source]}: {variant or states[source][at]}"
                    about = other.name or names[target]
                    yield Rule(
                        id=f"{names[source]}-{states[source][at]}-on-{names[target]}",
                        title=f"{said}, on {about}",
                        says=f"Where {said} holds, it bears on {about} as the matrix has it.",
                        cite=(1,),
                        when=when,
                        impact=((names[target], impact),),
                        place=Place(shown, lines.rows[row], 1),
                    )


def _ids(names: Iterable[str], letter: str) -> list[str]:
    """Ids made from names, all of them different; of a name without a letter, its number."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, 1):
        slug = _slug(name)
        if not slug or slug in _RESERVED:
            slug = f"{letter}{number}"
        if not re.match("[A-Za-z_]", slug):
            slug = f"{letter}_{slug}"
        unique, again = slug, 1
        while unique in found:
            again += 1
            unique = f"{slug}_{again}"
        found[unique] = None
    return list(found)


def _slug(name: str) -> str:
    plain = "".join(char for char in normalize("NFKD", name) if not combining(char))
    return re.sub(r"\W+", "_", plain).strip("_")[:LONGEST].strip("_")


def matrix_of(base: RuleBase) -> Matrix:
    """The matrix that a rule base is.

    Raises `InvalidInput` with every rule and descriptor that no matrix can hold.
    """
    problems: list[Problem] = []
    for descriptor in base.descriptors.values():
        what = "a number" if descriptor.number is not None else "a default" if descriptor.default is not None else ""
        if what:
            problems.append(_unfit(descriptor.place, f"{descriptor.id} {'is' if descriptor.number else 'has'} {what}"))
    firsts: dict[str, int] = {}
    size = 0
    for name, descriptor in base.descriptors.items():
        firsts[name] = size
        size += len(descriptor.states)
    cells = [[0] * size for _ in range(size)] if not problems else []
    for rule in base.rules.values():
        enough(problems)
        test = rule.when.entries[0] if len(rule.when.entries) == 1 else None
        if rule.unless or rule.then or not isinstance(test, Test):
            problems.append(_unfit(rule.place, f"the rule {rule.id} is more than one test and impacts"))
        elif test.descriptor in rule.effects:
            problems.append(_unfit(rule.place, f"the rule {rule.id} weighs the descriptor it reads"))
        elif cells:
            listed = base.descriptors[test.descriptor].states
            for row in (firsts[test.descriptor] + listed.index(state) for state in test.states):
                for name, weights in rule.impact:
                    for state, weight in weights:
                        cells[row][firsts[name] + base.descriptors[name].states.index(state)] += weight
    if problems:
        raise InvalidInput(problems)
    parts = tuple(_variants(base, name) for name in base.descriptors)
    return Matrix(base.imported.title if base.imported else base.title, parts, tuple(map(tuple, cells)))


def _unfit(place: Place, what: str) -> Problem:
    hint = "In a matrix every rule has one test and weighs other descriptors; nothing is strict, and nothing a default."
    return Problem(place, "no-matrix", f"{what}, which no matrix can hold", hint)


def _variants(base: RuleBase, name: str) -> Variants:
    """A descriptor by the names that it was imported with, where its states are still those."""
    descriptor = base.descriptors[name]
    listed = base.imported.names.get(name, ()) if base.imported else ()
    if len(listed) == 1 + len(descriptor.states):
        return Variants(listed[0], tuple(listed[1:]))
    return Variants(descriptor.title or name, descriptor.states)
