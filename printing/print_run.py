"""A print run's letters: frozen as text without their codes, thawed page by page, drawn into one private file."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.files import drop, folder, keep
from printing.documents.letter import Letter, Reply, render
from printing.models import PrintRun

FILES = "print-runs"
_ORPHAN_SECONDS = 60 * 60
"""A file that no run names is left alone for an hour: another worker may be about to name it."""


@dataclass(frozen=True)
class Drawn:
    """A finished PDF in the private files."""

    file: str
    sha256: str
    pages: int


def freeze(letter: Letter) -> dict[str, Any]:
    """The letter as JSON keeps it. The code and its address stay out: a copy of the database must not hold them."""
    content = asdict(letter)
    if letter.reply:
        del content["reply"]["qr_payload"], content["reply"]["short_code"]
    return content


def thaw(content: dict[str, Any], *, qr_payload: str, short_code: str) -> Letter:
    """The frozen letter with its code put back; the same content and code give the same page."""
    values = dict(content)
    reply = values.pop("reply")
    return Letter(
        **{name: _tuples(value) for name, value in values.items()},
        reply=Reply(qr_payload=qr_payload, short_code=short_code, **reply) if reply else None,
    )


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, (list, tuple)) else value


def draw(letters: Iterable[Letter], *, title: str, progress: Callable[[int], None]) -> Drawn:
    """Draw a page a letter and keep the PDF whole. Raises like printing.letter.render, and then keeps nothing."""
    pages = 0

    def count(done: int) -> None:
        nonlocal pages
        pages = done
        progress(done)

    content = render(letters, title=title, progress=count)
    return Drawn(file=keep(FILES, content, ".pdf"), sha256=hashlib.sha256(content).hexdigest(), pages=pages)


def forget(drawn: Drawn) -> None:
    """Delete a PDF that no run will name."""
    drop(FILES, drawn.file)


def sweep_files() -> int:
    """Delete files that a killed worker left behind, whole or half; returns how many. No page ever showed them."""
    named = set(db.session.scalars(sa.select(PrintRun.file).where(PrintRun.file.is_not(None))))
    old = time.time() - _ORPHAN_SECONDS
    orphans = [path for path in folder(FILES).iterdir() if path.name not in named and path.stat().st_mtime < old]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
