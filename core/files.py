"""Private files: uploads and printed PDFs, outside the web root, readable by this user only, never half-written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from flask import current_app


def folder(kind: str) -> Path:
    """The folder of one kind of private file (such as "print-runs"), made on first use."""
    path = Path(current_app.config["DATA_DIR"]) / "files" / kind
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(kind: str, content: bytes, suffix: str) -> str:
    """Write `content` durably and return the file's name; a reader sees the whole file or none."""
    with writing(kind, suffix) as (file, name):
        file.write(content)
    return name


@contextmanager
def writing(kind: str, suffix: str) -> Iterator[tuple[BinaryIO, str]]:
    """A new file to write in pieces, with the name that it has once the block ends; an exception leaves none."""
    name = f"{secrets.token_hex(16)}{suffix}"
    target = folder(kind) / name
    draft = target.with_suffix(".part")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file, name
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def find(kind: str, name: str) -> Path:
    """The path of a kept file. Raises FileNotFoundError for a name that `keep` did not make."""
    stem, _dot, _suffix = name.partition(".")
    path = folder(kind) / name
    if len(stem) != 32 or not all(symbol in "0123456789abcdef" for symbol in stem) or not path.is_file():
        raise FileNotFoundError(name)
    return path


def drop(kind: str, name: str) -> None:
    """Delete a kept file; one that is gone already is no error."""
    (folder(kind) / name).unlink(missing_ok=True)
