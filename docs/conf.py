"""The site of the documentation: ``python -m sphinx -W --keep-going -n -b html docs build/site``.

The pages are plain Markdown that reads well where the code is hosted. What only a site needs is made of them here:

- the lists of links in `index.md` are its tables of contents, a heading each;
- a page that says no more than that it is a file elsewhere in the project is that file;
- a link whose text is a file of a page has the title of what it leads to;
- the names listed in `python.md` are followed by their signatures and docstrings.

This module imports nothing of Sphinx before `setup` is called, so that the tests read the pages by the same rules.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import version as version_of
from pathlib import Path
from posixpath import normpath, relpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT))  # what the API's page tells of is what stands beside it

project = "Kakehashi"
author = "The Kakehashi developers"
project_copyright = author
version = release = version_of("kakehashi")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
exclude_patterns = ["_static"]
myst_heading_anchors = 4
templates_path: list[str] = []

html_theme = "furo"
html_title = "Kakehashi"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_show_sphinx = False
html_copy_source = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
copybutton_prompt_text = "$ "  # the commands are copied, what they print is not
copybutton_line_continuation_character = "\\"

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True
# The types in a signature are told of where they are public. Named and no more are those of modules within and of other projects.
nitpick_ignore_regex = [("py:.*", r"(engine\.\w+\.\w+|collections\.abc|datetime|pd|pl)\.\w+")]

_STUB = re.compile(r"# .*\n\nThis page of the site is \[[^\]]*\]\((?P<file>[^)]+)\)\.\n")
_LINK = re.compile(r"\]\((?P<target>[^):#\s]+)(?P<anchor>#[^)\s]*)?\)")
_NAMED = re.compile(r"\[(?:[\w-]+/)?[\w-]+\.md\]\(")
_ENTRY = re.compile(r"^- \[(?P<title>[^\]]*)\]\((?P<page>[\w-]+)\.md\)", re.M)
_NAMES = re.compile(r"(?:^- `\w+`.*\n(?:  .*\n)*)+", re.M)
_NAME = re.compile(r"^- `(?P<name>\w+)`", re.M)


def sections(index: str) -> dict[str, dict[str, str]]:
    """The pages of the site, each with its title there, by the headings of the index under which they are listed."""
    found = {}
    for part in re.split(r"^## ", index, flags=re.M)[1:]:
        heading, _, body = part.partition("\n")
        found[heading] = {entry["page"]: entry["title"] for entry in _ENTRY.finditer(body)}
    return found


def elsewhere() -> dict[str, str]:
    """The pages that are files elsewhere in the project: the file (its path from `docs`) of each."""
    stubs = {page.stem: _STUB.fullmatch(page.read_text(encoding="utf-8")) for page in sorted(DOCS.glob("*.md"))}
    return {page: stub["file"] for page, stub in stubs.items() if stub}


def names(python: str) -> list[str]:
    """The names of the API that its page lists."""
    return _NAME.findall(python)


def _moved(text: str, file: str, homes: dict[str, str]) -> str:
    """The text of a file with its links as they are from `docs`, where its page and other files' pages are."""

    def target(link: re.Match[str]) -> str:
        path = relpath(normpath(DOCS / file / ".." / link["target"]), DOCS)
        return f"]({homes.get(path, path)}{link['anchor'] or ''})"

    return _LINK.sub(target, _NAMED.sub("[](", text))


def as_site(page: str, text: str) -> str:
    """What the site makes of the text of a page."""
    stubs = elsewhere()
    homes = {file: f"{stub}.md" for stub, file in stubs.items()}
    if page in stubs:
        return _moved((DOCS / stubs[page]).read_text(encoding="utf-8"), stubs[page], homes)
    text = _moved(text, page, homes)
    if page == "index":
        return text + "".join(_tree(heading, pages) for heading, pages in sections(text).items())
    if page == "python":
        return _NAMES.sub(lambda listed: f"{listed[0]}\n{_told(names(listed[0]))}", text)
    return text


def _tree(heading: str, pages: dict[str, str]) -> str:
    """The directive that makes a table of contents."""
    entries = "\n".join(f"{title} <{page}>" for page, title in pages.items())
    return f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n{entries}\n```\n"


def _told(listed: list[str]) -> str:
    """The directives that tell of names of the API."""
    import engine

    api = {name: getattr(engine, name) for name in engine.__all__}
    told = []
    for name in listed:
        for late in api:  # what a module imports for type checkers alone, autodoc looks for in it
            vars(sys.modules[api[name].__module__]).setdefault(late, api[late])
        # A value is read and never made by hand: what it holds is told below it, not as arguments.
        form = "autoclass:: engine.{}()\n   :members:\n" if isinstance(api[name], type) else "autofunction:: engine.{}\n"
        told.append(f".. {form.format(name)}")
    return "```{eval-rst}\n" + "\n".join(told) + "```\n"


def _holds(kind: type) -> list[str]:
    """The fields of a value, each with its type as it is written."""
    written = {name: hint for base in reversed(kind.__mro__) for name, hint in getattr(base, "__annotations__", {}).items()}
    fields = [f"* ``{name}``: ``{written[name]}``" for name in getattr(kind, "__struct_fields__", ())]
    return ["", "Holds", "", *fields, ""] if fields else []


def setup(app: Sphinx) -> None:
    """Has every page read as the site's, docstrings with our code spans, and console blocks with our prompt alone."""
    from pygments.lexer import RegexLexer
    from pygments.lexers.special import TextLexer
    from pygments.token import Generic

    class Console(RegexLexer):
        """Commands, each after `$ ` and going on after a backslash, and what they print."""

        name = "Kakehashi console"
        aliases = ("console",)
        tokens = {  # noqa: RUF012 (as Pygments has it)
            "root": [
                (r"^\$ ", Generic.Prompt, "command"),
                (r".*\n", Generic.Output),
            ],
            "command": [(r"(?:.*\\\n)*.*\n", Generic.Strong, "#pop")],
        }

    def read(app: Sphinx, page: str, source: list[str]) -> None:
        source[0] = as_site(page, source[0])
        if page in (stubs := elsewhere()):
            app.env.note_dependency(str(ROOT / normpath(f"docs/{stubs[page]}")))

    def docstring(app: Sphinx, what: str, name: str, of: object, options: object, lines: list[str]) -> None:
        lines[:] = [re.sub(r"(?<!`)`([^`]+)`(?!`)", r"``\1``", line) for line in lines]
        if isinstance(of, type):
            lines += _holds(of)

    def signature(
        app: Sphinx, what: str, name: str, of: object, options: object, arguments: str | None, returns: str | None
    ) -> tuple[str, str | None] | None:
        if isinstance(of, type):
            return "", None
        return (re.sub(r"<function <lambda> at 0x[0-9a-f]+>", "…", arguments), returns) if arguments else None

    app.add_lexer("console", Console)
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", read)
    app.connect("autodoc-process-docstring", docstring)
    app.connect("autodoc-process-signature", signature)
