"""The job of an order: draw cards and letters, read every one back, and note that they are printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from clients.history.ledger import tell
from clients.models import EntryKind
from core import files
from core.db import db, now
from core.errors import DomainError
from core.jobs import Progress, job_kind
from core.zone import home_day
from membership.models import ClubOrder, Membership, MembershipMove
from membership.moves import note_step
from membership.orders import Ready, prepare
from printing.designs.look import look_of
from printing.documents.document import sides
from printing.documents.letter import Letter
from printing.documents.member_card import STOCKS, card_pages, places
from printing.press.decode_back import Expected, decode_back
from printing.press.decode_places import ExpectedPlace, decode_places
from printing.press.page import Page
from printing.press.printer import print_pages
from staff.audit import act_for
from staff.models import Staff

FILES = "club-orders"
STAGES = 2  # drawing, and reading back
_EVERY = 10  # papers between two signs of life


@job_kind("club_order")
def print_order(order_id: int, progress: Progress) -> None:
    """Draw the order and read it back; done again, it does nothing."""
    order = db.session.get_one(ClubOrder, order_id)
    if order.finished_at is not None:
        return
    moment = now()
    act_for(order.ordered_by_id)
    ready, absent = prepare(order, today=home_day(moment), now=moment)
    order.left_out = [one.row() for one in absent]
    stock, accent, title = order.stock, look_of(order.branch_id).accent, f"club {order.id}"
    total = STAGES * len(ready) * ((stock is not None) + (order.letter is not None))
    progress(0, max(total, 1))  # the codes are kept now, and drawing holds no lock
    beat = _Beat(progress, max(total, 1))
    cards = _cards(ready, stock.value, accent, title, beat) if ready and stock else None
    letters = _letters(ready, title, beat) if ready and any(one.letter for one in ready) else None
    _finish(order_id, ready, cards, letters, now())
    progress(max(total, 1), max(total, 1))


class _Beat:
    """Tells the job's progress now and then, across its stages."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def __call__(self, _number: int = 0) -> None:
        self._done += 1
        if self._done % _EVERY == 0:
            self._progress(min(self._done, self._total), self._total)


def _cards(ready: Sequence[Ready], stock_name: str, accent: str, title: str, beat: Callable[[int], None]) -> str:
    stock = STOCKS[stock_name]
    cards = [one.card for one in ready if one.card is not None]
    pages = card_pages(cards, stock, accent=accent)
    expected = []
    for index, card in enumerate(cards):
        front, back = places(index, stock)
        expected.append(_place(front, "", (card.name, card.number)))
        expected.append(_place(back, card.qr_payload, (card.back[0][1],)))
    name = _drawn(pages, title)
    _check(name, decode_places(files.find(FILES, name), expected, len(pages), progress=beat))
    return name


def _place(place: Any, payload: str, words: tuple[str, ...]) -> ExpectedPlace:
    return ExpectedPlace(
        place.page, place.left_mm, place.top_mm, place.width_mm, place.height_mm, payload=payload, words=words
    )


def _letters(ready: Sequence[Ready], title: str, beat: Callable[[int], None]) -> str:
    pages: list[Page] = []
    expected: list[Expected] = []
    for index, one in enumerate(ready):
        assert isinstance(one.letter, Letter)
        pages += sides(replace(one.letter))
        expected.append(Expected("", (one.letter.salutation,)))
        beat(index)
    name = _drawn(pages, title)
    _check(name, decode_back(files.find(FILES, name), expected, progress=beat))
    return name


def _drawn(pages: Sequence[Page], title: str) -> str:
    with files.writing(FILES, ".pdf") as (file, name):
        print_pages(pages, file, title=title)
    return name


def _check(name: str, mismatches: Sequence[Any]) -> None:
    """A file of which any page reads back otherwise is no file. Raises DomainError("print_differs")."""
    if mismatches:
        files.drop(FILES, name)
        raise DomainError("print_differs", count=len(mismatches))


def _finish(order_id: int, ready: Sequence[Ready], cards: str | None, letters: str | None, moment: datetime) -> None:
    """Name the files, and write down what was printed; one transaction with the job's last sign of life."""
    order = db.session.get_one(ClubOrder, order_id)
    staff = db.session.get(Staff, order.ordered_by_id)
    order.cards_file, order.letters_file, order.finished_at = cards, letters, moment
    order.cards, order.letters = (len(ready) if cards else 0), (len(ready) if letters else 0)
    for one in sorted(ready, key=lambda row: row.membership_id):
        membership = db.session.get_one(Membership, one.membership_id)
        if cards:
            note_step(membership, MembershipMove.CARD_PRINTED, staff=staff, reason="", now=moment)
        if letters and order.letter is not None:
            tell(
                membership.client_id,
                EntryKind.LETTER_PRINTED,
                at=moment,
                staff_id=order.ordered_by_id,
                source=order.letter.value,
                source_id=membership.id,
                key=f"club_letter:{order_id}:{membership.id}",
            )
