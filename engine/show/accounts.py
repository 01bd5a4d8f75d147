"""Accounts as diverging bars: what speaks for a state to the right, what speaks against it to the left, a block a rule."""

from __future__ import annotations

from collections.abc import Sequence

from engine.ask.accounts import Account, Item
from engine.show.lettering import broken, harmless, width
from engine.show.strokes import BLUE, DASHED, RUST
from engine.show.svg import GREY, INK, PAPER, document, element, group, lettering, number, path
from engine.show.words import counted, signed

_WIDE = 718.0
_NAMES, _END = 138.0, 520.0  # where names end, and where blocks do
_ROOM = 30.0  # for the sums at both ends
_ROW, _HIGH = 30.0, 15.0
_WIDEST = 26.0  # of a weight of 1
_SIZE = 10.0
_PALE = "#f3ded3"


def accounts_picture(name: str, title: str, accounts: Sequence[Account], standings: Sequence[str]) -> str:
    """The picture of the accounts of a descriptor, each with how it stands; `name` begins every id in it."""
    against, for_ = (max((_reach(account, sign) for account in accounts), default=0) for sign in (-1, 1))
    unit = min((_END - _NAMES - 10 - 2 * _ROOM) / max(for_ + against, 1), _WIDEST)
    zero = _NAMES + 10 + _ROOM + against * unit
    top, bottom = 26.0, 26.0 + _ROW * len(accounts)
    parts = [
        lettering("against", zero - 8, 14, 8.5, fill=GREY, anchor="end"),
        lettering("for", zero + 8, 14, 8.5, fill=GREY),
        lettering("balance", _END + 60, 14, 8.5, fill=GREY, anchor="end"),
    ]
    for at, (account, standing) in enumerate(zip(accounts, standings, strict=True)):
        row = _row(account, standing, zero, unit, top + _ROW * (at + 0.5))
        parts.append(group(row, _told(account, standing), id=f"{name}-{account.state}"))
    parts.append(path(f"M{number(zero)} {number(top - 6)}V{number(bottom - 2)}", INK, 1.0))
    legend, bottom = _legend(accounts, bottom + 16)
    about = "\n".join(_told(account, standing) for account, standing in zip(accounts, standings, strict=True))
    return document(name, title, about, _WIDE, bottom, [*parts, *legend])


def _reach(account: Account, sign: int) -> int:
    """How far the blocks of an account reach to one side, pending ones included."""
    settled = account.promoting if sign > 0 else account.restricting
    return _sum(settled) + _sum(_pending(account, sign))


def _pending(account: Account, sign: int) -> list[Item]:
    return [item for item in account.pending if item.weight * sign > 0]


def _sum(items: Sequence[Item]) -> int:
    return sum(abs(item.weight) for item in items)


def _told(account: Account, standing: str) -> str:
    said = f"{account.state}: balance {signed(account.balance)}, {_weighed_by(account.promoting)} for it, "
    said += f"{_weighed_by(account.restricting)} against it"
    return f"{said}{f', {len(account.pending)} pending' if account.pending else ''}; {standing}"


def _weighed_by(items: Sequence[Item]) -> str:
    return f"{_sum(items)} by {counted(len(items), 'rule')}" if items else "nothing"


def _row(account: Account, standing: str, zero: float, unit: float, middle: float) -> list[str]:
    (name,) = broken(harmless(account.state), _NAMES, _SIZE, bold=account.left, most=1) or [""]
    drawn = [lettering(name, _NAMES, middle + 3.5, _SIZE, bold=account.left, anchor="end", fill=None if account.left else GREY)]
    for sign, items in ((1, account.promoting), (-1, account.restricting)):
        x = zero
        for item in items:
            x += sign * abs(item.weight) * unit
            drawn.append(_block(x, abs(item.weight) * unit, middle, sign))
        waiting = _sum(_pending(account, sign)) * unit
        if waiting:
            x += sign * waiting
            drawn.append(_waiting(x, waiting, middle, sign))
        if items:
            text = signed(sign * _sum(items))
            drawn.append(lettering(text, x + sign * 5, middle + 3.2, 9.0, anchor="end" if sign < 0 else None))
    drawn.append(lettering(signed(account.balance), _END + 60, middle + 3.5, 11.0, bold=True, anchor="end"))
    (said,) = broken(standing, _WIDE - _END - 76, _SIZE, most=1) or [""]
    drawn.append(lettering(said, _END + 74, middle + 3.5, _SIZE, bold=standing in ("indicated", "stated")))
    return drawn


def _block(x: float, wide: float, middle: float, sign: int) -> str:
    """A block of one rule that ends at `x`: full where it speaks for the state, pale with an outline where against it."""
    left = (x - wide if sign > 0 else x) + 1.25
    fill, stroke = (BLUE, BLUE) if sign > 0 else (_PALE, RUST)
    return element(
        "rect", x=left, y=middle - _HIGH / 2, width=max(wide - 2.5, 0.5), height=_HIGH, fill=fill, stroke=stroke, stroke_width=0.8
    )


def _waiting(x: float, wide: float, middle: float, sign: int) -> str:
    left = (x - wide if sign > 0 else x) + 1.25
    return element(
        "rect", x=left, y=middle - _HIGH / 2, width=max(wide - 2.5, 0.5), height=_HIGH, fill=PAPER, stroke=GREY,
        stroke_width=0.8, stroke_dasharray=DASHED,
    )  # fmt: skip


def _legend(accounts: Sequence[Account], top: float) -> tuple[list[str], float]:
    samples = []
    if any(account.promoting for account in accounts):
        samples.append((_block(24.0, 24.0, top, 1), "a rule that speaks for the state, as wide as its weight"))
    if any(account.restricting for account in accounts):
        samples.append((_block(0.0, 24.0, top, -1), "one that speaks against it"))
    if any(account.pending for account in accounts):
        samples.append((_waiting(24.0, 24.0, top, 1), "what pending rules may still weigh"))
    drawn: list[str] = []
    x = 0.0
    for sample, text in samples:
        drawn += [group([sample], transform=f"translate({number(x)} 0)"), lettering(text, x + 30, top + 3, 8.5, fill=GREY)]
        x += 30 + width(text, 8.5) + 18
    return drawn, top + 12
