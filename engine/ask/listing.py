"""What a base says of a paragraph, a claim or a descriptor: selections of rules, facts and descriptors."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import astuple

from engine.ask.question import Question
from engine.language.base import Claim, Paragraph, RuleBase, rule_spelled
from engine.language.descriptors import Descriptor
from engine.language.facts import Fact
from engine.language.problems import InvalidInput, Place, Problem, did_you_mean
from engine.language.rules import GenericRule, Rule


class Selection(Struct, frozen=True):
    """The parts of a base that fit what was asked for; `facts` are those of the case.

    With nothing asked for, all rules and nothing else. `written` are rules that were asked for as they are written, for
    many actors; those of each choice of them are in `rules`.
    """

    rules: tuple[Rule, ...]
    descriptors: tuple[Descriptor, ...] = ()
    facts: tuple[Fact, ...] = ()
    claims: tuple[Claim, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    written: tuple[GenericRule, ...] = ()


def asked_for(question: Question, names: Iterable[str] = (), derived_too: bool = False) -> list[Descriptor]:
    """The descriptors of those names; none named: the observed ones and those that the question changed, or all of them.

    Raises `InvalidInput` where one is none of the base's.
    """
    base, names = question.base, tuple(names)
    if names:
        return [base.descriptor(name, Place("D")) for name in names]
    return [d for d in base.descriptors.values() if derived_too or base.is_observed(d.id) or d.id in question.changed]


def select(
    base: RuleBase,
    facts: Iterable[Fact],
    names: Iterable[str] = (),
    cites: Iterable[int] = (),
    claims: Iterable[str] = (),
    about: Iterable[str] = (),
) -> Selection:
    """The rules of those names, or on those paragraphs, claims and descriptors (all that are given must fit).

    Raises `InvalidInput` that names every word that is none of the base's, with the nearest.
    """
    names, cites, claims = tuple(map(rule_spelled, names)), tuple(cites), tuple(claims)
    about = tuple(map(base.vocabulary.spelled, about))
    _known(base, names, cites, claims, about)
    rules = [
        rule
        for rule in base.rules.values()
        if (not names or rule.id in names or rule.written in names)
        and (not cites or set(cites) & set(rule.cite))
        and (not claims or set(claims) & set(rule.claims))
        and (not about or set(about) & {*rule.reads, *rule.effects})
    ]
    written = tuple(generic for name, generic in base.generic.items() if name in names)
    if not (cites or claims):
        return Selection(tuple(rules), written=written)

    def fits(entry: Fact | Descriptor) -> bool:
        return (not cites or bool(set(cites) & set(entry.cite))) and (not claims or bool(set(claims) & set(entry.claims)))

    listed = [claim for claim in base.claims.values() if claim.id in claims or set(cites) & set(claim.cite)]
    return Selection(
        tuple(rules),
        tuple(descriptor for descriptor in base.descriptors.values() if fits(descriptor)),
        tuple(fact for fact in facts if fits(fact)),
        tuple(listed),
        tuple(base.source.paragraphs[number] for number in cites),
        tuple((claim.id, base.notes[claim.id]) for claim in listed if claim.id in base.notes),
        written,
    )


def _known(
    base: RuleBase, names: tuple[str, ...], cites: tuple[int, ...], claims: tuple[str, ...], about: tuple[str, ...]
) -> None:
    problems = []
    paragraphs = base.source.paragraphs
    for what, option, words, known in (
        ("rule", "RULE", names, [*base.generic, *base.rules]),
        ("claim", "--claim", claims, list(base.claims)),
        ("descriptor", "--about", about, list(base.descriptors)),
        ("paragraph", "--cite", tuple(map(str, cites)), list(map(str, paragraphs))),
    ):
        for word in words:
            if word not in known:
                code, message = f"unknown-{what}", f"`{word}` is no {what} of {base.name}"
                hint = f"It has ¶{known[0]} to ¶{known[-1]}." if what == "paragraph" and known else did_you_mean(word, known)
                if what == "rule":
                    message, hint = base.no_rule(word)
                elif what == "descriptor":
                    code, message, hint = astuple(base.vocabulary.fault(word))
                problems.append(Problem(Place(option), code, message, hint))
    if problems:
        raise InvalidInput(problems)
