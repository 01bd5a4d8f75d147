"""The hashes by which a rule base is named: SHA-256 of the texts of its rules, and of those of its vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import rfc8785

from engine.language.folders import Folder, read_text

VOCABULARY = "facts/"  # where the files of the vocabulary are, within a base


def hashes_in(folder: Folder) -> tuple[str, str]:
    """The hashes of the rules and of the vocabulary in a folder, which need not be sound. Raises `InvalidInput` where a file
    cannot be read.
    """
    main = (folder.shown("rules", "base.yaml"), folder.rules / "base.yaml")
    files = (main, *folder.vocabulary_files(), *folder.rule_files())
    return hashes_of({folder.within(shown): read_text(file, shown) for shown, file in files})


def hashes_of(texts: Mapping[str, str]) -> tuple[str, str]:
    """The hashes of the rules and of the vocabulary of a base, of its texts by their names within it."""
    facts = {name: text for name, text in texts.items() if name.startswith(VOCABULARY)}
    return text_hash({name: text for name, text in texts.items() if name not in facts}), text_hash(facts)


def text_hash(texts: Mapping[str, str]) -> str:
    """SHA-256 of named texts, by their canonical JSON (RFC 8785)."""
    return sha256(texts_json(texts)).hexdigest()


def texts_json(texts: Mapping[str, str]) -> bytes:
    """Named texts as canonical JSON (RFC 8785), which is what is hashed."""
    return rfc8785.dumps(dict(texts))
