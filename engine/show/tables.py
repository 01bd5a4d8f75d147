"""The tables that an assessment, a trace and a comparison hand over, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.ask.accounts import Account
from engine.ask.assess import Assessment
from engine.ask.changes import Change, DissentChange, FactsChange
from engine.ask.compare import Comparison
from engine.infer.trace import Trace
from engine.language.facts import Fact
from engine.show.table import Cell, Table

Row = tuple[Cell, ...]


def tables_of(value: Assessment | Trace | Comparison) -> dict[str, Table]:
    """The tables of an answer: those of an assessment have those of its trace among them."""
    if isinstance(value, Trace):
        return _of_trace(value)
    if isinstance(value, Comparison):
        return _of_comparison(value)
    return _of_assessment(value) | _of_trace(value.trace)


def _of_assessment(answer: Assessment) -> dict[str, Table]:
    weighed = {answer.verdict.descriptor: answer.accounts} | answer.pivot_accounts
    return {
        "accounts": Table(
            "What stands for and against each state of the verdict, and of what decides it; balances are sums of weights.",
            {"descriptor": "text", "state": "text", "balance": "whole", "allowed": "flag", "left": "flag"},
            tuple((name, a.state, a.balance, a.allowed, a.left) for name, accounts in weighed.items() for a in accounts),
        ),
        "items": Table(
            "The rules behind each balance. A weight is None where the rule narrows.",
            {"descriptor": "text", "state": "text", "rule": "text", "side": "text", "weight": "whole"},
            tuple((name, *row) for name, accounts in weighed.items() for a in accounts for row in _items(a)),
        ),
        "hinges": Table(
            "The facts that the verdict hangs on: each of them otherwise, all else held.",
            {
                "descriptor": "text", "known": "text", "otherwise": "text", "tips": "flag", "status": "text", "states": "text",
                "lead": "whole",
            },
            tuple(
                (h.descriptor, _states(h.known), h.otherwise, h.tips, h.status, _states(h.states), h.lead) for h in answer.hinges
            ),
        ),
        "waits": Table(
            "What an open verdict waits for; reach counts the pending rules behind it.",
            {"descriptor": "text", "states": "text", "rules": "text", "reach": "whole"},
            tuple((w.descriptor, _states(w.states), _states(w.rules), w.reach) for w in answer.waits),
        ),
    }  # fmt: skip


def _items(account: Account) -> Iterator[Row]:
    """The rules of an account, each with its side."""
    for side, items in (("for", account.promoting), ("against", account.restricting), ("pending", account.pending)):
        for item in items:
            yield account.state, item.rule, side, item.weight
    for side, rules in (("requires", account.requiring), ("excludes", account.excluding)):
        for rule in rules:
            yield account.state, rule, side, None


def _of_trace(trace: Trace) -> dict[str, Table]:
    return {
        "facts": Table(
            "The facts that stood.",
            {
                "descriptor": "text", "value": "text", "since": "day", "until": "day", "kind": "text", "grade": "text",
                "publisher": "text", "title": "text", "note": "text",
            },
            tuple(_fact(fact) for part in (*trace.given, *trace.context) for fact in part.facts),
        ),
        "settlings": Table(
            "How each descriptor was settled, in the order of settling.",
            {"descriptor": "text", "status": "text", "known": "text", "ground": "text", "fired": "text", "pending": "text"},
            tuple(
                (s.descriptor, s.status, _states(s.known), s.ground, _states(s.fired), _states(s.pending))
                for s in trace.settlings
            ),
        ),
        "balances": Table(
            "The balance of each state, a sum of weights, and whether the state is left.",
            {"descriptor": "text", "state": "text", "balance": "whole", "left": "flag"},
            tuple((s.descriptor, state, balance, state in s.known) for s in trace.settlings for state, balance in s.balances),
        ),
        "rules": Table(
            "How each rule read.",
            {"rule": "text", "status": "text"},
            tuple((reading.rule, reading.status) for reading in trace.readings),
        ),
    }  # fmt: skip


def _fact(fact: Fact) -> Row:
    source = fact.source
    return (
        fact.descriptor, fact.said, fact.since, fact.until, fact.kind, fact.grade or None, source.publisher or None,
        source.title or None, fact.note or None,
    )  # fmt: skip


def _of_comparison(answer: Comparison) -> dict[str, Table]:
    return {
        "changes": Table(
            "What was made otherwise.",
            {"change": "text", "kind": "text", "before": "text", "after": "text", "moves": "flag"},
            tuple((change.name, change.kind, *_sides(change), change.moves) for change in answer.changes),
        ),
        "differences": Table(
            "What came out otherwise, or by other reasons, in the order of settling.",
            {
                "descriptor": "text", "before": "text", "after": "text", "status_before": "text", "status_after": "text",
                "turned": "flag",
            },
            tuple(
                (d.descriptor, _states(d.before.known), _states(d.after.known), d.before.status, d.after.status, d.turned)
                for d in answer.differences
            ),
        ),
        "derivations": Table(
            "The rules that do not read as before.",
            {"rule": "text", "before": "text", "after": "text"},
            tuple((d.rule, d.before, d.after) for d in answer.derivations),
        ),
        "accounts": Table(
            "The balance of each scenario before and after; balances are sums of weights.",
            {"state": "text", "before": "whole", "after": "whole"},
            tuple((account.state, account.before, account.after) for account in answer.accounts),
        ),
        "shares": Table(
            "The rules that moved each scenario's balance, with their weights before and after.",
            {"state": "text", "rule": "text", "before": "whole", "after": "whole"},
            tuple((account.state, share.rule, share.before, share.after) for account in answer.accounts for share in account.by),
        ),
        "trials": Table(
            "The verdict with each change alone, and with that change undone.",
            {"change": "text", "alone_status": "text", "alone": "text", "undone_status": "text", "undone": "text"},
            tuple(
                (t.change, t.alone.status, _states(t.alone.states), t.undone.status, _states(t.undone.states))
                for t in answer.trials
            ),
        ),
    }  # fmt: skip


def _sides(change: Change) -> tuple[str | None, str | None]:
    """What a change was and is, as far as a word tells it."""
    if isinstance(change, FactsChange):
        return _states(change.left_before or ()), _states(change.left_after or ())
    if isinstance(change, DissentChange):
        before, after = (str(dissent) if dissent else None for dissent in (change.before, change.after))
        return before, after
    return change.hashes_before[0], change.hashes_after[0]


def _states(names: Iterable[str]) -> str | None:
    return "|".join(names) or None
