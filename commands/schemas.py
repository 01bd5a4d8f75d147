"""What the documents look like, and the files of a base: `schema`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from commands.completing import complete_schema
from commands.files import check_made, make_folder, write_file
from commands.options import json_option
from commands.output import answering, say, write, write_document
from engine.language.problems import Place, did_you_mean, invalid
from engine.show.schemas import published, schema_text, schemas_document, schemas_page

if TYPE_CHECKING:
    from engine.language.folders import Folder


@click.command(short_help="The JSON Schemas of what --json prints, and of a base's files for editors.")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_schema)
@click.option("--base", "base_name", default="", metavar="NAME|PATH", help="Schemas of the files of this base, for editors.")
@click.option("-o", "--output", "folder", default="", metavar="FOLDER", help="With --base: write them there, as KIND.json.")
@json_option
@answering
def schema(names: tuple[str, ...], base_name: str, folder: str, as_json: bool) -> None:
    """The JSON Schema (2020-12) of a document that --json prints, by its name; without one, all that there are.

    NAME/N is that of its version N; else the newest is meant. `openapi` is the description of the API that `serve` answers.

    With --base: the schemas by which an editor completes, explains and checks the files of that base. NAME is then the
    kind of file, one of base, vocabulary, rules and case; with -o all of them where none is named.
    """
    if base_name:
        _for_editors(names, base_name, folder, as_json)
    elif folder or len(names) > 1:
        said = "-o writes the schemas of a base" if folder else "one document at a time"
        raise click.UsageError(f"{said}: name it with `--base`." if folder else f"{said}, please.")
    elif names == ("openapi",):
        from engine.language.loading import load_base
        from web.openapi import description  # only where it is asked for

        base = load_base()
        write_document(description(base, base.name))
    elif names:
        say(schema_text(names[0]))
    elif as_json:
        write_document(schemas_document(published()))
    else:
        write(schemas_page(published()))


def _for_editors(names: tuple[str, ...], base_name: str, folder: str, as_json: bool) -> None:
    """Writes the schemas of some kinds of file into a folder, in place of those that are there; one may go to stdout."""
    from engine.author.editing import KINDS, MADE, Kind, schema_file  # only where they are asked for
    from engine.language.folders import find_folder
    from engine.language.loading import load_base
    from engine.show.written import schemas_written_page, written_document

    for name in names:
        if name not in KINDS:
            raise invalid(Place("NAME"), "unknown-schema", f"`{name}` is no kind of file", did_you_mean(name, KINDS))
    found = find_folder(base_name)
    if found.matrix is not None:
        hint = "`kakehashi convert` writes it as a rule base, whose files have them."
        raise invalid(Place("--base"), "no-files", f"`{base_name}` is a matrix, whose file has no schema", hint)
    if not folder and len(names) != 1:
        raise click.UsageError(f"Name one kind of file ({', '.join(KINDS)}), or a folder for all of them with -o.")
    base, cases = load_base(found), list(found.case_files())
    texts = {f"{kind}.json": schema_file(kind, base, cases) for kind in cast(tuple[Kind, ...], names) or KINDS}
    if not folder:
        say(*texts.values())
        return
    make_folder(folder, "-o")
    check_made(folder, texts, MADE, "-o")
    for name, text in texts.items():
        write_file(f"{folder}/{name}", [text])
    if as_json:
        write_document(written_document(base, folder, list(texts)))
    else:
        write(schemas_written_page(base, folder, list(texts), {} if found.is_shipped else _ways(found, folder, texts)))


def _ways(base: Folder, folder: str, names: Iterable[str]) -> dict[str, str]:
    """The way to each schema from where the files of its kind lie, by the names of these."""
    files = {
        "base.json": base.shown("rules", "base.yaml"),
        "vocabulary.json": base.shown("facts", "vocabulary.yaml"),
        "rules.json": base.shown("rules", "*.yaml"),
        "case.json": base.shown("facts", "cases", "*.yaml"),
    }
    return {files[name]: Path(os.path.relpath(f"{folder}/{name}", Path(files[name]).parent)).as_posix() for name in names}
