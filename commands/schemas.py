"""What the documents look like, and the files of a base: `schema`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from commands.completing import complete_schema
from commands.files import check_made, check_place, make_folder, tell_written, write_file
from commands.options import json_option
from commands.output import answering, say, write, write_document
from engine.language.problems import Place, did_you_mean, invalid
from engine.show.documents import render
from engine.show.schemas import published, schema_text, schemas_document, schemas_page

if TYPE_CHECKING:
    from engine.language.folders import Folder


@click.command(short_help="The JSON Schemas of what --json prints, and of a base's files for editors.")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_schema)
@click.option("--base", "base_name", default="", metavar="NAME|PATH", help="Schemas of the files of this base, for editors.")
@click.option(
    "-o",
    "--output",
    "output",
    default="",
    metavar="FILE|FOLDER",
    help="Write it there; with --base to a file that ends in .json, or into a folder as KIND.json. [default: stdout]",
)
@json_option
@answering
def schema(names: tuple[str, ...], base_name: str, output: str, as_json: bool) -> None:
    """The JSON Schema (2020-12) of a document that --json prints, by its name; without one, all that there are.

    NAME/N is that of its version N; else the newest is meant. `openapi` is the description of the API that `serve` answers.

    With --base: the schemas by which an editor completes, explains and checks the files of that base. NAME is then the
    kind of file, one of base, vocabulary, rules and case; with -o FOLDER all of them where none is named.
    """
    output = "" if output == "-" else output
    if base_name:
        _for_editors(names, base_name, output, as_json)
    elif len(names) > 1:
        raise click.UsageError("one document at a time, please.")
    elif names:
        check_place(output)
        text = _of_document(names[0])
        if output:
            write_file(output, [text])
            tell_written(output, f"the schema of {names[0]}")
        else:
            say(text)
    elif output:
        raise click.UsageError("-o writes one schema: name its document, or a base with `--base`.")
    elif as_json:
        write_document(schemas_document(published()))
    else:
        write(schemas_page(published()))


def _of_document(name: str) -> str:
    """The schema of a document, or the description of the API."""
    if name != "openapi":
        return schema_text(name)
    from engine.language.loading import load_base
    from web.openapi import description  # only where it is asked for

    base = load_base()
    return render(description(base, base.name))


def _for_editors(names: tuple[str, ...], base_name: str, output: str, as_json: bool) -> None:
    """Writes the schemas of some kinds of file into a folder, in place of those that are there; one to a file, or to stdout."""
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
    if not output and len(names) != 1:
        raise click.UsageError(f"Name one kind of file ({', '.join(KINDS)}), or a folder for all of them with -o.")
    kinds = cast(tuple[Kind, ...], tuple(dict.fromkeys(names))) or KINDS
    path = Path(output)
    is_file = path.suffix.lower() == ".json" and not path.is_dir()
    if is_file and len(kinds) > 1:
        message = f"`{output}` is the name of a file, and there are {len(kinds)} to be written"
        raise invalid(Place("-o"), "several-files", message, "Name a folder, or one kind of file.")
    base, cases = load_base(found), list(found.case_files())
    texts = {kind: schema_file(kind, base, cases) for kind in kinds}
    if not output:
        say(*texts.values())
        return
    if is_file:
        check_place(output)
    else:
        make_folder(output, "-o")
    folder, called = (path.parent, [path.name]) if is_file else (path, [f"{kind}.json" for kind in kinds])
    files = dict(zip(called, texts.values(), strict=True))
    check_made(folder, files, MADE, "-o")
    for name, text in files.items():
        write_file(folder / name, [text])
    if as_json:
        write_document(written_document(base, str(folder), called))
    else:
        ways = {} if found.is_shipped else _ways(found, {kind: folder / name for kind, name in zip(kinds, called, strict=True)})
        write(schemas_written_page(base, str(folder), called, ways))


def _ways(base: Folder, schemas: Mapping[str, Path]) -> dict[str, str]:
    """The way to each schema from where the files of its kind lie, by the names of these."""
    files = {
        "base": base.shown("rules", "base.yaml"),
        "vocabulary": base.shown("facts", "vocabulary.yaml"),
        "rules": base.shown("rules", "*.yaml"),
        "case": base.shown("facts", "cases", "*.yaml"),
    }
    return {files[kind]: Path(os.path.relpath(path, Path(files[kind]).parent)).as_posix() for kind, path in schemas.items()}
