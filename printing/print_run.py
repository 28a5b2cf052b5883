"""A run's PDF: drawn page by page into a private file, whole or not at all."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.files import drop, find, folder, writing
from printing.models import PrintRun
from printing.press.page import Page
from printing.press.printer import pdf_of, print_pages

FILES = "print-runs"
_ORPHAN_SECONDS = 60 * 60
"""A file that no run names is left alone for an hour: another worker may be about to name it."""
_PIECE = 1 << 20


@dataclass(frozen=True)
class Drawn:
    """A finished PDF in the private files."""

    file: str
    sha256: str
    pages: int


def draw(pages: Iterable[Page], *, title: str, progress: Callable[[int], None] | None = None) -> Drawn:
    """Draw the pages and keep the PDF whole; what the pages raise while they are made leaves no file.

    Raises ValueError without a page.
    """
    with writing(FILES, ".pdf") as (file, name):
        count = print_pages(pages, file, title=title, progress=progress)
    return Drawn(file=name, sha256=_hash_of(name), pages=count)


def _hash_of(name: str) -> str:
    digest = hashlib.sha256()
    with find(FILES, name).open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def single(pages: Iterable[Page], *, title: str) -> tuple[bytes, str]:
    """One letter's own PDF and its hash: the same pages give the same bytes."""
    content = pdf_of(pages, title=title)
    return content, hashlib.sha256(content).hexdigest()


def forget(drawn: Drawn) -> None:
    """Delete a PDF that no run will name."""
    drop(FILES, drawn.file)


def sweep_files() -> int:
    """Delete files that a killed worker left behind, whole or half; returns how many. No page ever showed them."""
    named: set[Any] = set(db.session.scalars(sa.select(PrintRun.file).where(PrintRun.file.is_not(None))))
    old = time.time() - _ORPHAN_SECONDS
    orphans = [path for path in folder(FILES).iterdir() if path.name not in named and path.stat().st_mtime < old]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
