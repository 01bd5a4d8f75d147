"""What the documents look like: `schema`."""

from __future__ import annotations

import click

from commands.completing import complete_schema
from commands.options import json_option
from commands.output import answering, say, write, write_document
from engine.show.schemas import published, schema_text, schemas_document, schemas_page


@click.command(short_help="The JSON Schemas of what --json prints.")
@click.argument("name", required=False, default="", metavar="[NAME]", shell_complete=complete_schema)
@json_option
@answering
def schema(name: str, as_json: bool) -> None:
    """The JSON Schema (2020-12) of a document that --json prints, by its name; without one, all that there are.

    NAME/N is that of its version N; else the newest is meant. `openapi` is the description of the API that `serve` answers.
    """
    if name == "openapi":
        from engine.language.loading import load_base
        from web.openapi import description  # only where it is asked for

        base = load_base()
        write_document(description(base, base.name))
    elif name:
        say(schema_text(name))
    elif as_json:
        write_document(schemas_document(published()))
    else:
        write(schemas_page(published()))
