"""Asking for a fact on a terminal, one question after the other: what it is about, what is the case, who says so."""

from __future__ import annotations

from datetime import date
from typing import get_args

import click

from commands.options import Day
from engine.keep.statements import Saying
from engine.language.base import RuleBase
from engine.language.descriptors import Descriptor
from engine.language.facts import Kind, Source
from engine.language.problems import did_you_mean


def ask_fact(base: RuleBase, today: date) -> tuple[str, Saying]:
    """A fact in words, and what is said of it."""
    descriptor = _ask_descriptor(base)
    value = _ask_value(descriptor)
    since = click.prompt("Since when does it hold", default=today.isoformat(), type=Day(), err=True)
    title = click.prompt("What says so (empty: nothing)", default="", show_default=False, err=True)
    publisher = click.prompt("Who published that", default="", show_default=False, err=True) if title else ""
    grade = click.prompt("Grade, A1 to F6 (empty: none)", default="", show_default=False, err=True).upper()
    kinds: tuple[Kind, ...] = get_args(Kind)
    kind: Kind = click.prompt("What is it", default=kinds[0], type=click.Choice(kinds), err=True)
    return f"{descriptor.id}={value}", Saying(since, None, Source(publisher, title), grade, kind)


def _ask_descriptor(base: RuleBase) -> Descriptor:
    observed = [descriptor for descriptor in base.descriptors.values() if base.is_observed(descriptor.id)]
    for number, descriptor in enumerate(observed, start=1):
        click.echo(f"{number:>4}  {descriptor.id}: {descriptor.title}", err=True)
    while True:
        said = click.prompt("About what (a number, or a name)", err=True).strip()
        if said.isdecimal() and 1 <= int(said) <= len(observed):
            return observed[int(said) - 1]
        if (found := base.vocabulary.find(said)) is not None:
            return found
        click.echo(f"There is no `{said}`. {did_you_mean(said, base.descriptors)}", err=True)


def _ask_value(descriptor: Descriptor) -> str:
    click.echo(descriptor.question, err=True)
    if descriptor.number is not None:
        return str(click.prompt(f"A number or a range ({descriptor.number.as_range()})", err=True)).strip()
    for number, state in enumerate(descriptor.states, start=1):
        click.echo(f"{number:>4}  {state}", err=True)
    while True:
        words = click.prompt("What is the case (a number; several where it is one of them: 1 2)", err=True).split()
        chosen = [descriptor.states[int(w) - 1] if w.isdecimal() and 1 <= int(w) <= len(descriptor.states) else w for w in words]
        if chosen and all(state in descriptor.states for state in chosen) and len(set(chosen)) < len(descriptor.states):
            return "|".join(dict.fromkeys(chosen))
        click.echo("Give the number of a state, or of some of them, not of all.", err=True)
