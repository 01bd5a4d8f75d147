"""Where the files of a rule base are: shipped with the program, or in a folder of the user's."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from msgspec import Struct

from engine.language import documents
from engine.language.documents import MAX_BYTES, Scalar, Sequence, decode, read_document
from engine.language.problems import Place, did_you_mean, invalid

SHIPPED = "streltsov-2015"  # the base that is asked where none is named
MAX_FILES = 1000  # in one folder
MATRIX = ".scw"  # a project of ScenarioWizard, whose matrix is a base too

CaseFiles = dict[str, tuple[str, Traversable]]  # name of a case → how its file is called, and the file


class Folder(Struct, frozen=True):
    """The two folders of a base, and how its files are called in messages.

    A base may be one file instead, the `matrix` of a project of ScenarioWizard, which is called as `root` says.
    """

    rules: Traversable
    facts: Traversable
    root: str = ""  # how the folder that holds both is called
    name: str = ""  # the folder of the base in either, where there are several
    is_shipped: bool = False
    matrix: Traversable | None = None

    def shown(self, *parts: str) -> str:
        """How one of the folders (`rules`, `facts`), or a file in it, is called in messages."""
        return "/".join(part for part in (self.root, parts[0], self.name, *parts[1:]) if part)

    def within(self, shown: str) -> str:
        """The name of a file without where its base lies: ``rules/harbour.yaml``."""
        for part in ("rules", "facts"):
            head = self.shown(part) + "/"
            if shown.startswith(head):
                return f"{part}/{shown.removeprefix(head)}"
        return shown

    def rule_files(self) -> list[tuple[str, Traversable]]:
        """The files of rules in the order of their names, `base.yaml` excepted."""
        if self.matrix is not None:
            return []
        names = [name for name in _yaml_files(self.rules, self.shown("rules")) if name != "base.yaml"]
        return [(self.shown("rules", name), self.rules / name) for name in names]

    def vocabulary_files(self) -> list[tuple[str, Traversable]]:
        """`vocabulary.yaml`, and the files in the folder `vocabulary` in the order of their names where there is one."""
        if self.matrix is not None:
            return []
        main, more = self.facts / "vocabulary.yaml", self.facts / "vocabulary"
        found = [(self.shown("facts", "vocabulary.yaml"), main)] if main.is_file() or not more.is_dir() else []
        if more.is_dir():
            shown = self.shown("facts", "vocabulary")
            found += [(f"{shown}/{name}", more / name) for name in _yaml_files(more, shown)]
        return found

    def case_files(self) -> CaseFiles:
        """The case files by name of the case, in the order of their names."""
        if self.matrix is not None:
            return {}
        cases = self.facts / "cases"
        if not cases.is_dir():
            return {}
        found: CaseFiles = {}
        for name in _yaml_files(cases, self.shown("facts", "cases")):
            shown, case = self.shown("facts", "cases", name), name.rpartition(".")[0]
            if case in found:
                hint = "Give one of them another name."
                raise invalid(Place(shown), "duplicate-case", f"the case `{case}` is there already ({found[case][0]})", hint)
            found[case] = shown, cases / name
        return found


def _yaml_files(folder: Traversable, shown: str) -> list[str]:
    """The names of the YAML files in a folder, in order."""
    try:
        found = sorted(item.name for item in folder.iterdir() if item.name.endswith((".yaml", ".yml")))
    except OSError as error:
        hint = "Only folders that you may look into are read."
        raise invalid(Place(shown), "unreadable", f"the folder cannot be read: {error.strerror}", hint) from None
    if len(found) > MAX_FILES:
        message = f"{len(found):,} files; at most {MAX_FILES:,} are read"
        raise invalid(Place(shown), "too-many-files", message, "Put what belongs together in one file.")
    return found


def shipped_bases() -> list[str]:
    """The names of the bases that ship with the program."""
    return sorted(item.name for item in files("rules").iterdir() if (item / "base.yaml").is_file())


def find_folder(named: str = SHIPPED, said_at: str = "--base") -> Folder:
    """The folder of a base: a shipped one by name, else a path that holds `rules/` and `facts/`, or a matrix (`.scw`).

    Raises `InvalidInput` where there is none.
    """
    place = Place(said_at)
    if named in shipped_bases():
        return Folder(files("rules") / named, files("facts") / named, name=named, is_shipped=True)
    root = Path(named)
    try:
        is_base, is_folder = (root / "rules" / "base.yaml").is_file(), root.is_dir()
        is_matrix = root.suffix.lower() == MATRIX and root.is_file()
    except OSError as error:
        message = f"the folder {named[:40]} cannot be read: {error.strerror}"
        raise invalid(place, "no-base", message, "Give the name of a shipped base, or a folder.") from None
    if is_matrix:
        return Folder(root, root, named, matrix=root)
    if is_base:
        return Folder(root / "rules", root / "facts", named.rstrip("/"))
    nested = sorted((root / "rules").glob("*/base.yaml")) if is_folder else []
    if len(nested) == 1:
        name = nested[0].parent.name
        return Folder(root / "rules" / name, root / "facts" / name, named.rstrip("/"), name)
    if nested:
        message = f"there are several rule bases in {named}: {', '.join(file.parent.name for file in nested)}"
        raise invalid(place, "no-base", message, "Give each a folder of its own.")
    if is_folder:
        hint = "A base is a folder with `rules/base.yaml` and `facts/vocabulary.yaml`."
        raise invalid(place, "no-base", f"there is no rule base in the folder {named}", hint)
    hint = did_you_mean(named, shipped_bases())
    what = "neither shipped nor a folder" if root.suffix.lower() != MATRIX else "neither shipped nor a file"
    raise invalid(place, "no-base", f"there is no rule base `{named}`, {what}", hint)


def folder_of(texts: Mapping[str, str], shown: str, matrix: str = "") -> Folder:
    """The folder that these files make, by their names within it; `matrix` names the one that is the base, if one is."""
    import zipfile  # rarely needed, and slow to import

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    root = zipfile.Path(zipfile.ZipFile(held))
    return Folder(root / "rules", root / "facts", shown, matrix=root / matrix if matrix in texts else None)


def read_file(file: Traversable, shown: str) -> tuple[str, documents.Mapping | Sequence | Scalar]:
    """The text and the document of a file. Raises `InvalidInput` where it cannot be read."""
    text = read_text(file, shown)
    return text, read_document(text, shown)


def read_text(file: Traversable, shown: str, decode: Callable[[bytes, str], str] = decode, most: int = MAX_BYTES) -> str:
    """The text of a file of at most so many bytes. Raises `InvalidInput` where it cannot be read."""
    try:
        if not (file.is_file() or file.is_dir()):  # a pipe or a device may never end
            raise FileNotFoundError
        with file.open("rb") as stream:
            data = stream.read(most + 1)
        shown.encode()
    except FileNotFoundError:
        raise invalid(Place(shown), "no-file", "there is no such file", "Put it there, or mend the name.") from None
    except UnicodeEncodeError:
        raise invalid(Place(shown), "file-name", "the name of the file is not UTF-8", "Give it a plain name.") from None
    except OSError as error:
        hint = "Only plain files that you may read are read."
        raise invalid(Place(shown), "unreadable", f"the file cannot be read: {error.strerror}", hint) from None
    return decode(data, shown)
