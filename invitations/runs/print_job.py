"""The job of a print run: draw its letters into one PDF, then read every page back and compare it.

A killed worker's successor draws from the first page, since half a PDF is none; once the file is whole it is not drawn
again, only read back. Nothing is told to anybody here: that a letter is printed is said when it is paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from clients.models import Client
from core import files
from core.db import db, execute_dml, now
from core.errors import DomainError
from core.jobs import Progress, job_kind
from core.languages import LOCALES
from core.logs import log
from invitations.codes.tokens import ALPHABET, Codes, unseal
from invitations.guests.joint import with_partners
from invitations.models import Invitation, InvitationLetter
from invitations.runs.preflight import all_withdrawn
from invitations.runs.print_runs import STAGES, left_out
from invitations.runs.problems import Mend, Problem, ProblemKind
from printing.documents.document import PILE, sides, thaw
from printing.documents.separator import separator_page
from printing.errors import PrintingError
from printing.models import Format, PrintedLetter, PrintRun
from printing.press.decode_back import Expected, Mismatch, decode_back
from printing.press.page import Page
from printing.print_run import FILES, Drawn, draw, forget, single, sweep_files
from staff.audit import act_for
from staff.models import Staff

_SHORT_CODE = re.compile(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
COMMIT_EVERY = 10
"""Letters between two commits of the progress; also how many are looked up at a time."""


@dataclass
class _Made:
    """What drawing has come to so far."""

    title: str
    language: str  # of whoever ordered the run: what separators say
    settle: Callable[[], None]
    notice: str = ""  # the kind of letters that invite to nothing
    absent: dict[int, dict[str, Any]] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)  # made and not yet committed
    count: int = 0


@job_kind("print_run")
def print_letters(run_id: int, progress: Progress) -> None:
    """Draw the run and read it back; done again, it does nothing."""
    run = db.session.get_one(PrintRun, run_id)
    if run.finished_at is not None or run.cancelled_at is not None:
        return
    act_for(run.ordered_by_id)
    sweep_files()
    draw_and_read_back(run_id, progress, settle=db.session.commit, clock=now)


def draw_and_read_back(
    run_id: int, progress: Callable[[int, int], None], *, settle: Callable[[], None], clock: Callable[[], datetime]
) -> None:
    """What the job does. `settle` ends the transaction, since drawing must not hold SQLite's one lock.

    Raises DomainError: nothing_to_print when nobody is left in the run, already_printed when another worker was faster.
    """
    if not _has_file(db.session.get_one(PrintRun, run_id)):
        _draw_run(run_id, progress, settle, clock)
    _read_back(run_id, progress, settle, clock)


def _has_file(run: PrintRun) -> bool:
    """Whether the run is drawn; a file that is gone from the disk is forgotten, and drawn again."""
    try:
        files.find(FILES, run.file or "")
    except FileNotFoundError:
        run.file = None
    return run.file is not None


def _draw_run(
    run_id: int, progress: Callable[[int, int], None], settle: Callable[[], None], clock: Callable[[], datetime]
) -> None:
    run = db.session.get_one(PrintRun, run_id)
    letter_ids = [letter.id for letter in run.letters]
    made = _Made(run.title, run.ordered_by.language, settle, run.notice)
    settle()
    total = STAGES * len(letter_ids)

    def report() -> None:
        made.count += 1
        if made.count % COMMIT_EVERY == 0:
            _keep_hashes(made)
            progress(made.count, total)

    pages = _pages(letter_ids, made, report, clock())
    first = next(pages, None)
    if first is None:
        raise DomainError("nothing_to_print")
    drawn = draw(_with_first(first, pages), title=made.title)
    try:
        _keep_hashes(made)
        _name_file(run_id, drawn, made.absent)
        progress(len(letter_ids), total)
    except BaseException:
        forget(drawn)
        raise


def _with_first(first: Page, others: Iterator[Page]) -> Iterator[Page]:
    yield first
    yield from others


def _keep_hashes(made: _Made) -> None:
    for letter_id, sha256 in made.hashes.items():
        execute_dml(sa.update(PrintedLetter).where(PrintedLetter.id == letter_id).values(sha256=sha256))
    made.hashes.clear()


def _pages(letter_ids: Sequence[int], made: _Made, report: Callable[[], None], moment: datetime) -> Iterator[Page]:
    """The pages in order: a separator before each manager's pile, and a page a letter."""
    made_letters = _letters(letter_ids, made, report, moment)
    for manager, pile in groupby(made_letters, key=lambda letter: letter.manager):
        letters = list(pile)
        separator = _separator(manager, [letter.recipient for letter in letters], made)
        yield separator
        if len(letters[0].pages) > 1:
            yield replace(separator, blocks=())  # sheets are printed on both sides: the next letter begins a new one
        for letter in letters:
            yield from letter.pages


def _separator(manager: str, recipients: Sequence[str], made: _Made) -> Page:
    with force_locale(LOCALES[made.language]):
        count = ngettext("%(num)s letter", "%(num)s letters", len(recipients))
        span = recipients[0]
        if len(recipients) > 1:
            span = _("%(first)s to %(last)s", first=recipients[0], last=recipients[-1])
    return separator_page(run=made.title, manager=manager, lines=(count, span), lang=made.language)


@dataclass(frozen=True)
class _Letter:
    manager: str
    recipient: str
    pages: tuple[Page, ...]


def _letters(letter_ids: Sequence[int], made: _Made, report: Callable[[], None], moment: datetime) -> Iterator[_Letter]:
    """The letters that can be drawn; who may no longer be written to, or can't be drawn, is noted as absent."""
    waiting = iter(letter_ids)
    while chunk := list(islice(waiting, COMMIT_EVERY)):
        loaded = _load(chunk, made, moment)
        made.settle()
        for letter in loaded:
            pages = _drawable(letter, made)
            report()
            if pages:
                yield _Letter(letter.manager, letter.recipient, pages)


@dataclass(frozen=True)
class _Loaded:
    """What is needed of a letter and its invitation once the transaction is over."""

    id: int
    recipient: str
    manager: str
    content: dict[str, Any]
    codes: Codes
    broken: dict[str, Any]  # what is noted if it can't be drawn


def _load(letter_ids: Sequence[int], made: _Made, moment: datetime) -> list[_Loaded]:
    loaded = []
    rows = rows_of(PrintedLetter.id.in_(letter_ids))
    void = all_withdrawn([invitation for _letter, invitation in rows], moment, notice=made.notice)
    for letter, invitation in rows:
        found = void[invitation.id]
        if found:
            made.absent[letter.id] = left_out(invitation, found)
            continue
        broken = left_out(invitation, [Problem(ProblemKind.UNDRAWABLE, Mend.EVENT, invitation.event_id)])
        pile = _pile_of(letter, invitation, made.language)
        loaded.append(_Loaded(letter.id, letter.recipient, pile, letter.content, unseal(invitation), broken))
    return loaded


def _pile_of(letter: PrintedLetter, invitation: Invitation, language: str) -> str:
    """With whose letters it lies, as it was when it was ordered: a guest may change hands before it is read back."""
    return str(letter.content.get(PILE) or invitation.client.rm.called(language))


def _drawable(letter: _Loaded, made: _Made) -> tuple[Page, ...]:
    """The letter's sides, drawn once by themselves: the hash is kept, and a broken letter spoils no other's page."""
    try:
        codes = letter.codes
        pages = sides(thaw(letter.content, qr_payload=codes.address, short_code=codes.short_code))
        made.hashes[letter.id] = single(pages, title=made.title)[1]
    except Exception as error:  # whatever it is: the others' letters must be printed
        log.warning("letter_undrawable", letter=letter.id, kind=type(error).__name__)
        code = error.code if isinstance(error, PrintingError) else type(error).__name__
        letter.broken["problems"][0]["detail"] = code
        made.absent[letter.id] = letter.broken
        return ()
    return pages


def rows_of(*conditions: sa.ColumnElement[bool]) -> list[tuple[PrintedLetter, Invitation]]:
    """Letters with their invitations, in the order of the pages; what a letter and its page need is loaded."""
    query = (
        sa.select(PrintedLetter, Invitation)
        .join(InvitationLetter, InvitationLetter.letter_id == PrintedLetter.id)
        .join(Invitation, Invitation.id == InvitationLetter.invitation_id)
        .where(*conditions)
        .options(
            *with_partners(),
            joinedload(Invitation.event),
            joinedload(Invitation.client).options(
                joinedload(Client.rm).lazyload(Staff.roles),
                sa.orm.selectinload(Client.holds),
                sa.orm.selectinload(Client.addresses),
            ),
        )
        .order_by(PrintedLetter.position)
    )
    return [(letter, invitation) for letter, invitation in db.session.execute(query)]


def _name_file(run_id: int, drawn: Drawn, absent: dict[int, dict[str, Any]]) -> None:
    """The run names its file, and those who are not in it; for the caller to commit."""
    run = _locked(run_id)
    if run.file is not None:
        raise DomainError("already_printed")
    run.file, run.sha256, run.pages = drawn.file, drawn.sha256, drawn.pages
    if absent:
        run.left_out = [*run.left_out, *absent.values()]
        gone = list(absent)
        db.session.execute(sa.delete(InvitationLetter).where(InvitationLetter.letter_id.in_(gone)))
        db.session.execute(sa.delete(PrintedLetter).where(PrintedLetter.id.in_(gone)))
        db.session.expire(run, ["letters"])


def _locked(run_id: int) -> PrintRun:
    query = sa.select(PrintRun).where(PrintRun.id == run_id).with_for_update(of=PrintRun)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _read_back(
    run_id: int, progress: Callable[[int, int], None], settle: Callable[[], None], clock: Callable[[], datetime]
) -> None:
    """Render and read every page; what is not as the database says blocks the run for good."""
    run = db.session.get_one(PrintRun, run_id)
    rows = rows_of(PrintedLetter.run_id == run_id)
    expected = list(_expected(rows, run.format, run.ordered_by.language))
    names = [one.name for one in expected]
    path = files.find(FILES, run.file or "")
    settle()
    total = STAGES * len(rows)

    def report(done: int) -> None:
        if done % COMMIT_EVERY == 0:
            progress(min(len(rows) + done, total), total)

    found = decode_back(path, [one.page for one in expected], progress=report)
    run = _locked(run_id)
    if run.finished_at is not None:
        raise DomainError("already_printed")
    run.mismatches = [
        {"page": wrong.index + 1, "reason": wrong.reason, "recipient": _at(names, wrong.index), "found": _told(wrong)}
        for wrong in found
    ]
    run.finished_at = clock()
    progress(total, total)


def _told(wrong: Mismatch) -> str:
    """What was found, without short codes: what a run keeps must open no invitation."""
    return _SHORT_CODE.sub("…", wrong.found)


def _at(names: Sequence[str], index: int) -> str:
    return names[index] if 0 <= index < len(names) else ""


def sides_of(form: Format) -> int:
    """How many pages a letter has: on A5 its facts and its code are on the back."""
    return 2 if form is Format.A5 else 1


@dataclass(frozen=True)
class _Wanted:
    page: Expected
    name: str


def _expected(rows: Iterable[tuple[PrintedLetter, Invitation]], form: Format, language: str) -> Iterator[_Wanted]:
    """What each page of the run must hold: its reader's name, and its invitation's own address and code.

    A letter on A5 says the one on its front and the other on its back; so do the separators' blank backs.
    """
    two_sides = sides_of(form) > 1
    for manager, pile in groupby(rows, key=lambda row: _pile_of(row[0], row[1], language)):
        yield _Wanted(Expected("", (manager,)), "")
        if two_sides:
            yield _Wanted(Expected("", ()), "")
        for letter, invitation in pile:
            codes, named = unseal(invitation), _named(letter.content)
            if two_sides:
                yield _Wanted(Expected("", named), letter.recipient)
                named = ()
            if letter.content["reply"] is None:  # it asks nothing, and has no code
                yield _Wanted(Expected("", named), letter.recipient)
            else:
                yield _Wanted(Expected(codes.address, (*named, codes.grouped)), letter.recipient)


def _named(content: dict[str, Any]) -> tuple[str, ...]:
    """How the page names its reader: by the salutation, a card by the guest's name if it names anybody."""
    if content.get("format") == Format.CARD.value:
        return (content["guest"],) if content["look"]["card_named"] else ()
    return (content["salutation"],)
