"""Single letters of a run: printed again from the frozen text, and compared with what was first printed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from core.errors import DomainError
from invitations.codes.tokens import Codes, unseal
from invitations.models import Invitation, InvitationLetter
from invitations.runs.preflight import all_withdrawn
from invitations.runs.print_job import rows_of
from printing.documents.document import sides, thaw
from printing.errors import PrintingError
from printing.models import PrintedLetter, PrintRun
from printing.print_run import single

MIXED = "READ-ME-FIRST.txt"
"""In an archive: the numbers of the letters that did not come out as they were first printed."""

_DIFFERING = """\
These letters differ from what was first printed, or are missing: {0}
这些信函与首次印制的不同，或已缺失：{0}
"""


def reprint(run: PrintRun, letter: PrintedLetter, invitation: Invitation) -> bytes:
    """The letter's PDF, byte for byte as it was first printed.

    Raises DomainError("letter_differs") when the faces, the art or the program changed since, so that another page
    would come out: nobody gets another letter in place of the first without knowing.
    """
    with as_printed():
        content, same = again(_content(run, letter, unseal(invitation)))
    if not same:
        raise DomainError("letter_differs")
    return content


@contextmanager
def as_printed() -> Iterator[None]:
    """What could be drawn once and can't be drawn now would come out as another page: DomainError("letter_differs")."""
    try:
        yield
    except PrintingError as error:
        raise DomainError("letter_differs") from error


@dataclass(frozen=True)
class Source:
    """All that a letter's PDF is made of, so that it can be drawn when the transaction is over."""

    position: int
    title: str
    content: dict[str, Any]
    codes: Codes
    sha256: str | None


def _content(run: PrintRun, letter: PrintedLetter, codes: Codes) -> Source:
    return Source(letter.position, run.title, letter.content, codes, letter.sha256)


def sources(run: PrintRun, now: datetime) -> list[Source]:
    """The run's letters that hold and may be given to their guests, in the order of the pages."""
    rows = rows_of(PrintedLetter.run_id == run.id, InvitationLetter.superseded_at.is_(None))
    void = all_withdrawn([invitation for _letter, invitation in rows], now, notice=run.notice)
    return [_content(run, letter, unseal(invitation)) for letter, invitation in rows if not void[invitation.id]]


def again(source: Source) -> tuple[bytes, bool]:
    """The letter's PDF drawn anew, and whether it is what was first printed. Raises printing's errors."""
    codes = source.codes
    document = thaw(source.content, qr_payload=codes.address, short_code=codes.short_code)
    content, sha256 = single(sides(document), title=source.title)
    return content, source.sha256 in (None, sha256)


def archive(letters: Iterable[Source], file: BinaryIO) -> None:
    """Write a ZIP of single PDFs into `file`, called by their numbers and by nobody's name."""
    differing = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as parts:
        for source in letters:
            try:
                content, same = again(source)
            except PrintingError:
                content, same = b"", False
            if content:
                parts.writestr(_entry(f"{source.position:04}.pdf"), content)
            if not same:
                differing.append(str(source.position))
        if differing:
            parts.writestr(_entry(MIXED), _DIFFERING.format(", ".join(differing)))


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name)  # of 1980: the same letters give the same archive
