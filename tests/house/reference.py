"""The pages of the reference that are made from the program.

Run as a program it tells which of them are not what comes out now; with ``--write`` it puts that in their place.
"""

from __future__ import annotations

import sys

from tests.house import command_page, document_page
from tests.kept import keep

PAGES = {command_page.PAGE: command_page.written, document_page.PAGE: document_page.written}

if __name__ == "__main__":
    sys.exit(keep(__doc__ or "", ((page, written()) for page, written in PAGES.items())))
