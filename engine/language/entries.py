"""What each entry of the files says, in a sentence: the language reference, and what an editor shows of it.

The sentences stand in `docs/rule-language.md`, where a test holds them together with these.
"""

from __future__ import annotations

from pydantic import BaseModel

from engine.language import records

_SCOPED = {
    "for": "Variables, which begin with a capital letter, each with the kind of the actors that it stands for.",
    "distinct": "`false` lets two variables stand for the same actor.",
    "order": "Such as `A < B`: each pair of actors is taken once, in the order of the base.",
    "except": "Actors that a variable does not stand for, by variable.",
}
_CITE = "The paragraphs of the source that it rests on: one, or a list."
_CLAIMS = "The claims of the register that it carries."
_NOTE = "What else its reader should know; whatever is your inference and not the source's."

ENTRIES: dict[type[BaseModel], dict[str, str]] = {
    records.BaseRecord: {
        "name": "The name of the base, one word.",
        "title": "The name of the base as people read it.",
        "verdict": "The descriptor whose states are the scenarios.",
        "baseline": "The case that is asked where none is named.",
        "source": "The text that the rules rest on.",
        "actors": "Who can move descriptors, or whom they are about, by id.",
        "claims": "The register of what the source claims, by id; `check` demands that each is carried.",
        "notes": "Why a claim is carried by nothing, by the claim; or what is to be said of the base, by a free word.",
        "accepted": "Findings of `check` and `test` that are left as they are, by name (`*` stands for anything): why.",
        "imported": "What `convert` notes of the matrix that the base was.",
    },
    records.SourceRecord: {
        "author": "Who wrote it.",
        "title": "What it is called.",
        "publisher": "Who published it.",
        "date": "When it was published.",
        "paragraphs": "The paragraphs that `cite` may name, by number.",
    },
    records.ParagraphRecord: {
        "section": "The section of the source that it stands in.",
        "place": "Its place within the section, from 1.",
        "gist": "What it says, in a sentence of yours.",
    },
    records.ActorRecord: {
        "title": "The name of the actor as people read it.",
        "kind": "One kind, or a list: what `for` chooses actors by.",
    },
    records.ClaimRecord: {
        "cite": "The paragraphs in which it is claimed: one, or a list.",
        "gist": "What is claimed, in a sentence of yours.",
    },
    records.ImportedRecord: {
        "file": "The file of the matrix.",
        "title": "The name of the matrix.",
        "names": "The names of a descriptor and of its states in the matrix, by descriptor.",
    },
    records.DescriptorRecord: {
        "id": "Dotted words, such as `weather.sea`; with variables in brackets where it is declared once for many actors.",
        "title": "Its name as people read it.",
        "theme": "The heading under which a reader looks for it, as in the explorer; else what its name begins with.",
        "question": "The question that its states answer.",
        "states": "Its states, two or more, each one word; exactly one of them is the case.",
        "number": "Its domain, in place of states: the thresholds that rules use cut it into intervals.",
        "ordered": "`true` where its states are written from the lowest to the highest, so that bounds may be used.",
        "lever": "Who can move it: an actor, a list of them, or `external`; of what is observed, not of what rules derive.",
        "default": "Its state where no rule on it is fired or pending; of what rules derive.",
        "cite": _CITE,
        "claims": _CLAIMS,
        "note": _NOTE,
        **_SCOPED,
    },
    records.NumberRecord: {
        "min": "The lowest value, included.",
        "max": "The highest value, included.",
        "whole": "`true` where only whole numbers count.",
        "unit": "What it is counted in.",
    },
    records.RuleRecord: {
        "id": "Words joined by hyphens, best a short claim: `a-storm-warning-keeps-her-in`.",
        "title": "Its claim as people read it.",
        "says": "One sentence that reads well in running text; answers quote it.",
        "cite": _CITE,
        "when": "The condition: all of its entries must hold. Without it the rule always fires.",
        "unless": "Exceptions, none of which may be known to hold: a list of conditions; a mapping is one for each entry.",
        "then": "Narrows descriptors to the states that remain.",
        "impact": "Weighs states of descriptors: whole numbers from −3 to +3, without 0.",
        "claims": _CLAIMS,
        "note": _NOTE,
        **_SCOPED,
    },
    records.CaseRecord: {
        "title": "Its name as people read it.",
        "note": "What else its reader should know.",
        "extends": "The case whose facts it takes over; its own replace those on the same descriptors.",
        "as_of": "The date of the case, where that is later than any `since`.",
        "retract": "Descriptors of which it drops the facts that it takes over.",
        "facts": "What is known: each fact names one descriptor, and what else is to be said of it.",
        "vary": "Runs the expectation on many variations of the facts.",
        "expect": "What must come out: with this a case is a test.",
    },
    records.FactRecord: {
        "since": "The first day on which it holds.",
        "until": "The last day on which it holds.",
        "source": "Where it comes from: a text, or its parts.",
        "grade": "Reliability of the source, A to F, and credibility of the statement, 1 to 6; a filter, never a weight.",
        "kind": "Whether it was observed, is assumed, or is a judgement.",
        "cite": "The paragraphs of the base's source that it rests on: one, or a list.",
        "claims": _CLAIMS,
        "note": "What else its reader should know.",
        "author": "Who states it.",
        "unverified": "`true` where the fact is of record and its citation has not been checked.",
    },
    records.FactSourceRecord: {
        "publisher": "Who published it.",
        "title": "What it is called.",
        "date": "When it was published.",
        "locator": "Where in it.",
        "url": "Its address.",
    },
    records.VariationRecord: {
        "facts": "Each fact alone, or random subsets of them, the same ones every time.",
        "count": "How many subsets.",
        "seed": "What the choice of subsets begins with: another number, other subsets.",
    },
    records.ExpectationRecord: {
        "verdict": "The scenario that is indicated, exactly this.",
        "not_indicated": "Scenarios that are not indicated.",
        "states": "What is left of a descriptor, exactly this.",
        "excluded": "States of which none is left.",
        "status": "How it stands: `contradiction`, `tension`, `settled`, `not_separated` or `open`.",
        "fired": "Rules that fire.",
        "not_fired": "Rules that do not fire.",
        "ruled_out": "Rules that are ruled out, each with descriptors among its blockers.",
        "for": "Rules that fire and weigh for a state, by `descriptor=state`; at least these.",
        "against": "Rules that fire and weigh against a state, by `descriptor=state`; at least these.",
        "asks_for": "Descriptors that the open verdict says to find out; at least these.",
        "compared_with": "What is expected beside the answer of another case.",
    },
    records.ComparisonRecord: {
        "case": "The other case.",
        "rises": "States whose balance is strictly higher than there.",
        "fell_silent": "Rules for a state, by `descriptor=state`, that fired there and not here: exactly these, and none new.",
        "lead_shrinks": "Two states, of which the first leads the second by strictly less than there.",
    },
}
