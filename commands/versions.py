"""The rules: listed, and two versions of them compared (`rules`, `rules list`, `rules diff`)."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from commands.completing import complete_descriptor, complete_rule
from commands.files import write_files
from commands.listing import rules as listing
from commands.options import json_option, seconds_option, store_option
from commands.output import answering, progress, write, write_document
from engine.author.diff import SECONDS, diff_bases
from engine.author.versions import under
from engine.infer.program import with_weight, without_rule
from engine.keep.bases import is_hash, kept_base
from engine.keep.questions import opened_store
from engine.language.base import RuleBase
from engine.language.cases import load_cases
from engine.language.facts import Case
from engine.language.folders import find_folder, shipped_bases
from engine.language.loading import load_base
from engine.language.problems import Place
from engine.show.base_diff import diff_page
from engine.show.diffed import diff_document


class Rules(click.Group):
    """`rules` with anything that is no command of its own lists rules."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The words, behind the command that is meant."""
        own = (*self.commands, *ctx.help_option_names)
        if not (args and args[0] in own) and not (ctx.resilient_parsing and not args):
            args = ["list", *args]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Those of `list`."""
        return listing.collect_usage_pieces(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of `list`, then the commands."""
        listing.format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands, and what `list` would offer: its options, and rules."""
        found = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            known = {item.value for item in found}
            return found + [item for item in listing.shell_complete(ctx, incomplete) if item.value not in known]
        return found + complete_rule(ctx, listing.params[0], incomplete)


rules = Rules("rules", help=listing.help, short_help=listing.short_help)
rules.add_command(listing, "list")


@rules.command(short_help="What differs between two versions of a base, and where their verdicts do: proved.")
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", required=False, default="")
@click.option("--without", multiple=True, metavar="RULE", help="Leave this rule out of B.")
@click.option("--weight", "weights", multiple=True, metavar="RULE:STATE=N", help="Give this weight another value in B.")
@click.option("--about", default="", metavar="D", shell_complete=complete_descriptor, help="Compare D instead of the verdict.")
@click.option("--all", "everything", is_flag=True, help="Every kind of difference.")
@click.option("--save", metavar="FOLDER", help="Write the smallest case of each kind as a case file of B.")
@seconds_option(SECONDS, "Stop searching after so long.")
@store_option
@json_option
@answering
def diff(
    before: str,
    after: str,
    without: tuple[str, ...],
    weights: tuple[str, ...],
    about: str,
    everything: bool,
    save: str | None,
    seconds: float,
    store: str,
    as_json: bool,
) -> None:
    """What differs between two versions A and B of a base: as written, and in the verdict.

    Without B: what --without and --weight make of A. A version is a shipped base, a folder, or the hash of its rules (or the
    beginning of it) where the store keeps it. Where their verdicts differ there is a smallest case of each kind of
    difference, with the changes that bring it about; else it is proved over all cases that they do not.

    Exit code 0 where that is proved, 1 where they differ or it was not settled in the time.
    """
    if not (after or without or weights):
        raise click.UsageError("Name a second version, or say what is otherwise in it: --without, --weight.")
    (first, old), (second, new) = _version(before, "A", store), _version(after or before, "B", store)
    dissents = [one for said in without for one in without_rule(second, said)]
    dissents += [one for said in weights for one in with_weight(second, said)]
    if dissents:
        second = under(second, dissents)
    cases = {case.name: case for case in (*old, *new)}
    found = diff_bases(first, second, about, seconds, progress, cases.values())
    progress("")
    if save is not None:
        write_files(save, {f"{draft.case.name}.yaml": draft.text for draft in found.drafts}, "--save")
    if as_json:
        write_document(diff_document(found))
    else:
        write(diff_page(found, (before, after or before), dissents, everything, save))
    if not found.passed:
        raise click.exceptions.Exit(1)


def _version(said: str, argument: str, store: str) -> tuple[RuleBase, list[Case]]:
    """A version of a base, with its cases where they are kept with it."""
    if is_hash(said) and said not in shipped_bases() and not Path(said).is_dir():
        with opened_store(store) as opened:
            return kept_base(opened, said, Place(argument)), []
    folder = find_folder(said, argument)
    base = load_base(folder)
    return base, load_cases(base, folder)
