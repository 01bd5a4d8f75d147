"""Cases of one's own: `case new`, `use`, `list`, `show`, `archive`, `export`, `import`, `push`, `pull`."""

from __future__ import annotations

from pathlib import Path

import click

from commands.completing import complete_case
from commands.files import tell_written, write_file
from commands.options import author_option, case_base_option, json_option, store_option
from commands.output import answering, say, write, write_document
from engine.keep import clock
from engine.keep.bases import base_of, located
from engine.keep.carrying import Carried, carry, find_journal_in
from engine.keep.desk import check_name, open_case
from engine.keep.exporting import export_lines, import_journal
from engine.keep.journal import Journal, open_journal
from engine.keep.location import find_store
from engine.keep.questions import name_case, opened_store, own_case, own_cases
from engine.keep.store import Store
from engine.keep.transfer import FORMATS, case_in_table, case_text, format_of
from engine.language.cases import load_case
from engine.language.facts import Case
from engine.language.folders import SHIPPED, find_folder
from engine.language.loading import load_base
from engine.language.problems import Place, StoreFault, invalid
from engine.show.carrying import carried_document, carried_page
from engine.show.cases import case_document, case_page, cases_document, cases_page
from engine.show.words import counted


@click.group(short_help="Cases of your own: new, use, list, show, archive, export, import, push, pull.")
def case() -> None:
    """Cases of your own, kept in the store with everything that was ever told of them.

    The cases that ship with a base are files to be read; `new` makes one of your own from any of them.
    """


@case.command(short_help="Make a case of your own, and work on it.")
@click.argument("name")
@click.option(
    "--from",
    "origin",
    default="",
    metavar="CASE|FILE",
    shell_complete=complete_case,
    help="Begin with the facts of another case. [default: the baseline]",
)
@click.option("--empty", is_flag=True, help="Begin with no facts.")
@click.option("--title", default="", metavar="TEXT", help="What it is about.")
@case_base_option
@author_option
@store_option
@json_option
@answering
def new(name: str, origin: str, empty: bool, title: str, base_name: str, author: str, store: str, as_json: bool) -> None:
    """Make a case of your own from another (default: the baseline), and work on it from now on."""
    if origin and empty:
        raise invalid(
            Place("--empty"), "usage", "a case begins with the facts of another or with none", "Leave one of the two out."
        )
    who = clock.who(author)
    with Store(find_store(store), create=True) as opened:
        named = name_case(opened if origin else None, origin, base_name, whole=True, option="--from")
        folder = named.folder or find_folder(SHIPPED)
        check_name(name, folder)
        begun = Case("", "") if empty else named.case
        found_at = named.journal.head.base if named.journal else located(base_name or SHIPPED)
        with open_case(opened, name, named.base, found_at, begun, title, who) as desk:
            journal = desk.written()
        _show(journal, as_json, who)


@case.command(short_help="Work on a case from now on.")
@click.argument("name", shell_complete=complete_case)
@author_option
@store_option
@json_option
@answering
def use(name: str, author: str, store: str, as_json: bool) -> None:
    """Work on a case from now on: commands without -c ask it, and `assert` writes to it."""
    who = clock.who(author)
    with own_case(store, name) as journal:
        if journal.head.archived:
            hint = f"Take it back with `kakehashi case archive --undo {name}`."
            raise invalid(Place("NAME"), "case-archived", f"the case {name} was put aside", hint)
        try:
            journal.store.set_current(who, journal.head.id)
        except StoreFault as fault:
            raise StoreFault(f"{fault}. `-c {name}` or KAKEHASHI_CASE={name} names the case without that") from fault
        _show(journal, as_json, who)


@case.command("list", short_help="All cases of your own.")
@click.option("--all", "archived_too", is_flag=True, help="Those too that were put aside.")
@author_option
@store_option
@json_option
@answering
def list_(archived_too: bool, author: str, store: str, as_json: bool) -> None:
    """All cases of your own, the one that you work on marked."""
    heads, current = own_cases(store, archived_too, author)
    if as_json:
        write_document(cases_document(heads, current))
    else:
        write(cases_page(heads, current, str(find_store(store))))


@case.command(short_help="A case: from what it was made, its rule base, its latest events.")
@click.argument("name", default="", shell_complete=complete_case)
@store_option
@json_option
@answering
def show(name: str, store: str, as_json: bool) -> None:
    """A case of your own (default: the one that you work on): where it comes from, its rule base, its latest events."""
    with own_case(store, name) as journal:
        _show(journal, as_json)


@case.command(short_help="Put a case aside, or take it back.")
@click.argument("name", shell_complete=complete_case)
@click.option("--undo", is_flag=True, help="Take it back.")
@store_option
@json_option
@answering
def archive(name: str, undo: bool, store: str, as_json: bool) -> None:
    """Put a case aside: it stays in the store and can be asked, but is not listed, and nothing is written to it."""
    with own_case(store, name) as journal:
        journal.store.set_archived(journal.head.id, not undo)
    with own_case(store, name) as journal:
        _show(journal, as_json)


@case.command(short_help="A case as a file: YAML, CSV, or its whole journal.")
@click.argument("name", default="", shell_complete=complete_case)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="The file to write. [default: stdout]")
@click.option("--format", "said", type=click.Choice(FORMATS), help="[default: as FILE ends, else yaml]")
@store_option
@answering
def export(name: str, output: Path | None, said: str | None, store: str) -> None:
    """Write a case of your own (default: the one that you work on) to a file.

    YAML and CSV hold its facts; a file that ends in .jsonl holds its whole journal, with every text that it names.
    """
    form = format_of(output, said or "") if output else said or "yaml"
    with own_case(store, name) as journal:
        parts = export_lines(journal) if form == "jsonl" else [case_text(journal, base_of(journal)[0], form)]
        if output is None:
            say("".join(parts))
        else:
            write_file(output, parts)
            what = "the case" if form != "jsonl" else f"{counted(journal.head.seq, 'event')} of the case"
            tell_written(output, f"{what} {journal.head.name}")


@case.command("import", short_help="A case of your own from a file: YAML, CSV, or a whole journal.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--as", "name", default="", metavar="NAME", help="What it is called here. [default: as the file is, or the journal was]"
)
@click.option("--format", "said", type=click.Choice(FORMATS), help="[default: as FILE ends]")
@case_base_option
@author_option
@store_option
@json_option
@answering
def import_(file: Path, name: str, said: str | None, base_name: str, author: str, store: str, as_json: bool) -> None:
    """Make a case of your own from a file, all of it or nothing, and work on it from now on.

    A journal keeps its events and their hashes, and is checked first; YAML and CSV hold facts to begin with.
    """
    form, who = format_of(file, said or ""), clock.who(author)
    with Store(find_store(store), create=True) as opened:
        if form == "jsonl":
            head = import_journal(opened, file, name, located(base_name) if base_name else "", who)
            _show(open_journal(opened, head), as_json, who)
            return
        folder = find_folder(base_name or SHIPPED)
        base = load_base(folder)
        begun = case_in_table(base, file) if form == "csv" else load_case(base, folder, str(file), "FILE")
        name = check_name(name or file.stem, folder, "--as")
        with open_case(opened, name, base, located(base_name or SHIPPED), begun, "", who, "--as") as desk:
            journal = desk.written()
        _show(journal, as_json, who)


@case.command(short_help="Carry a case to another store, its hashes kept.")
@click.argument("name", default="", shell_complete=complete_case)
@click.option("--to", "target", required=True, metavar="URL", help="The other store: postgresql://HOST/NAME, sqlite:///FILE.")
@click.option("--as", "name_there", default="", metavar="NAME", help="What it is called there, where it is new.")
@case_base_option
@store_option
@json_option
@answering
def push(name: str, target: str, name_there: str, base_name: str, store: str, as_json: bool) -> None:
    """Carry a case of your own (default: the one that you work on) to another store: the events that it lacks, all or none.

    Every hash is kept, and every text that an event names goes along. Where the case went on by itself there, nothing is
    written, and the first event that differs is named.
    """
    with own_case(store, name) as journal, Store(find_store(target, "--to"), create=True) as other:
        carried = carry(journal.store, journal.head, other, name_there, located(base_name) if base_name else "")
    _tell(carried, "--from", store, as_json)


@case.command(short_help="Carry a case from another store to yours, its hashes kept.")
@click.argument("name")
@click.option("--from", "origin", required=True, metavar="URL", help="The other store: postgresql://HOST/NAME, sqlite:///FILE.")
@click.option("--as", "name_here", default="", metavar="NAME", help="What it is called here, where it is new.")
@case_base_option
@author_option
@store_option
@json_option
@answering
def pull(name: str, origin: str, name_here: str, base_name: str, author: str, store: str, as_json: bool) -> None:
    """Carry a case from another store to yours: the events that yours lacks, all or none. Where it is new here, you work on it
    from now on.

    Every hash is kept, and every text that an event names comes along. Where the case went on by itself here, nothing is
    written, and the first event that differs is named.
    """
    who = clock.who(author)
    with opened_store(origin, "--from") as other:
        if other is None:
            raise invalid(Place("--from"), "no-store", f"there is no store at {find_store(origin)}", "Look at its address.")
        with Store(find_store(store), create=True) as own:
            head = find_journal_in(other, name, own)
            base = located(base_name) if base_name else ""
            carried = carry(other, head, own, name_here, base, who)
    _tell(carried, "--to", store, as_json)


def _tell(carried: Carried, back: str, store: str, as_json: bool) -> None:
    if as_json:
        write_document(carried_document(carried))
    else:
        write(carried_page(carried, back, store))


def _show(journal: Journal, as_json: bool, who: str = "") -> None:
    current = journal.store.current(who or clock.who())
    if as_json:
        write_document(case_document(journal, current))
    else:
        write(case_page(journal, current))
