"""What this program is: `--version`, as a text or, with `--json`, as a document."""

from __future__ import annotations

from commands.output import answering, write, write_document
from engine.keep.edition import edition
from engine.show.edition import version_document, version_page


@answering
def say_edition(as_json: bool) -> None:
    """Writes the versions of the program, and of what it reads and writes."""
    found = edition()
    if as_json:
        write_document(version_document(found))
    else:
        write(version_page(found))
