"""The group of all commands: help and completion come from a table, a command's module is imported to run it."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Table = dict[str, tuple[str, str, str]]  # name → module, attribute, short help


class LazyGroup(click.Group):
    """A group that imports nothing to list, complete or describe its commands."""

    def __init__(self, table: Table) -> None:
        super().__init__(
            name="kakehashi",
            help="Which scenario is indicated, and why: rules over stated facts, every step explained.",
            params=[*_version_options()],
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself, its module imported now."""
        if cmd_name not in self.table:
            return None
        module, attribute, _ = self.table[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in `--help`, from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in self.table.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Completion of the command's name, from the table."""
        from click.shell_completion import CompletionItem

        found = [CompletionItem(name, help=text) for name, (_, _, text) in self.table.items() if name.startswith(incomplete)]
        return found or click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first. A name that is none is answered with the nearest one."""
        if args and args[0] not in self.table and not args[0].startswith("-"):
            from difflib import get_close_matches

            from engine.language.problems import visible

            near = get_close_matches(args[0], self.table, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            raise click.UsageError(f"There is no command `{visible(args[0])}`.{hint}", ctx)
        return super().resolve_command(ctx, args)


def run(table: Table) -> None:
    """Runs the command line and exits: 0 answered, 1 the answer is negative, 2 usage or input, 3 inner fault, 130 interrupted."""
    try:
        if "_KAKEHASHI_COMPLETE" in os.environ:
            from commands.completing import use_our_bash

            use_our_bash()
        group = LazyGroup(table)
        code = group.main(prog_name="kakehashi", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.ClickException as error:
        code = _refuse(error)
    except (click.Abort, KeyboardInterrupt):
        print("Interrupted.", file=sys.stderr)
        code = 130
    except BrokenPipeError:
        # Whoever read the answer has gone; nothing is left to be said, and Python may not try at exit.
        sys.stdout = None
        code = 0
    except OSError as error:
        # The answer could not be written, or a file of ours not be read: nothing more can be said on stdout.
        print(f"cannot go on: {error.strerror or error}", file=sys.stderr)
        sys.stdout = None
        code = 3
    except Exception as error:
        # The one place where anything is caught: a fault of ours is said in a line, and its traceback on request.
        if os.environ.get("KAKEHASHI_TRACEBACK"):
            raise
        code = _confess(error)
    sys.exit(code or 0)


def _say_version(context: click.Context, option: click.Parameter, said: bool) -> None:
    if said and not context.resilient_parsing:
        from commands.edition import say_edition  # only where it is asked for

        say_edition(as_json=_wants_json())
        context.exit()


def _misplaced(context: click.Context, option: click.Parameter, said: bool) -> None:
    if said and not context.resilient_parsing:
        raise click.UsageError("`--json` stands behind the command, or with `--version`.", context)


def _version_options() -> tuple[click.Option, click.Option]:
    """`--version`, and `--json` that goes with it."""
    return (
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_say_version,
            help="Which program, documents and rule bases these are.",
        ),
        click.Option(
            ["--json"], is_flag=True, expose_value=False, callback=_misplaced, help="With --version: one JSON document on stdout."
        ),
    )


def _wants_json() -> bool:
    """Whether a document was asked for, by either of the two ways to say so."""
    words = sys.argv[1:]
    return "--json" in words or "--format=json" in words or ("--format", "json") in pairwise(words)


def _refuse(error: click.ClickException) -> int:
    """Says what is wrong with the words of the command line: on stderr, and as a document where `--json` was asked."""
    if "://" in error.message:  # the address of a store in a wrong place: what is told of it has no password
        from engine.language.addresses import without_secrets

        context = error.ctx if isinstance(error, click.UsageError) else None
        error = click.UsageError(without_secrets(error.format_message()), context)
    if _wants_json():
        from commands.output import write_usage_error

        context = error.ctx if isinstance(error, click.UsageError) else None
        write_usage_error(error.format_message(), context.command_path if context else "kakehashi")
    else:
        error.show()
    return 2


def _confess(error: Exception) -> int:
    """Says that the fault is ours: on stderr, and as a document where `--json` was asked."""
    said = f"a fault inside: {type(error).__name__}: {error}"
    if _wants_json():
        from commands.output import write_fault

        write_fault(said)
    print(f"{said}\nThis is a bug; KAKEHASHI_TRACEBACK=1 shows where it is.", file=sys.stderr)
    return 3
