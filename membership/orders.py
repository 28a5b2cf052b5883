"""Cards and letters ordered together: who is in, who is left out and why, drawn by a job and read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.contact.may_contact import Verdict, may_contact
from clients.models import Client, ContactChannel, Purpose
from core.db import db
from core.errors import DomainError
from membership.cards import card_of
from membership.letters import compose_club_letter, is_true
from membership.models import MEMBERS, CardStock, ClubLetter, ClubOrder, Membership
from printing.documents.document import Document, fit
from printing.documents.member_card import STOCKS, MemberCard, card_pages
from printing.errors import MissingGlyphs, PrintingError
from printing.setting import faces
from staff.models import Staff
from staff.scope import visible

MOST = 2000
CHANNELS = (ContactChannel.HAND, ContactChannel.POST)
_NO_INK = "#000000"
_PURPOSES = {ClubLetter.WELCOME: Purpose.SERVICE, ClubLetter.RENEWAL: Purpose.GREETING, None: Purpose.SERVICE}
"""A card and the letter that brings it are service; a renewal asks for nothing: a greeting, which waits with those."""


@dataclass(frozen=True)
class Ready:
    """One member's paper."""

    membership_id: int
    card: MemberCard | None
    letter: Document | None


@dataclass(frozen=True)
class Absent:
    """Somebody left out: a code, and what its sentence names."""

    membership_id: int
    code: str
    detail: str = ""
    until: date | None = None

    def row(self) -> dict[str, Any]:
        """As the order keeps it."""
        until = self.until.isoformat() if self.until else None
        return {"membership": self.membership_id, "code": self.code, "detail": self.detail, "until": until}


def place_order(
    actor: Staff,
    member_ids: Sequence[int],
    *,
    stock: CardStock | None,
    letter: ClubLetter | None,
    channel: ContactChannel,
    now: datetime,
) -> ClubOrder:
    """Order cards, letters or both for members whom `actor` sees; others are passed over as if they were not there.

    Raises DomainError: order_empty without paper or without anybody, order_too_large, order_channel.
    """
    if channel not in CHANNELS:
        raise DomainError("order_channel")
    found = seen_members(actor, member_ids)
    if not found or (stock is None and letter is None):
        raise DomainError("order_empty")
    if len(found) > MOST:
        raise DomainError("order_too_large", most=MOST)
    order = ClubOrder(
        branch_id=actor.branch_id,
        ordered_by_id=actor.id,
        created_at=now,
        stock=stock,
        letter=letter,
        channel=channel,
        member_ids=found,
        left_out=[],
    )
    db.session.add(order)
    db.session.flush()
    return order


def seen_members(actor: Staff, member_ids: Sequence[int]) -> list[int]:
    """Those of these memberships that `actor` sees, in the order of the names, as the paper lies in its pile."""
    query = (
        visible(actor, Membership)
        .join(Membership.client)
        .where(Membership.id.in_(member_ids))
        .with_only_columns(Membership.id)
        .order_by(Client.sort_key, Membership.id)
    )
    return list(db.session.scalars(query))


def prepare(order: ClubOrder, *, today: date, now: datetime) -> tuple[list[Ready], list[Absent]]:
    """Everything to be printed, and who is left out; cards without a code get one. Reads only whom the orderer sees."""
    rows = db.session.scalars(
        visible(order.ordered_by, Membership)
        .where(Membership.id.in_(order.member_ids))
        .options(
            joinedload(Membership.client).joinedload(Client.rm).lazyload(Staff.roles), joinedload(Membership.level)
        )
    ).all()
    known = {row.id: row for row in rows}
    members = [known[one] for one in order.member_ids if one in known]
    verdicts = may_contact(
        [one.client for one in members],
        purpose=_PURPOSES[order.letter],
        channel=order.channel,
        day=today,
        caps=False,  # what belongs to the membership is no approach that could be too many
    )
    ready: list[Ready] = []
    absent = [Absent(one, "gone") for one in order.member_ids if one not in known]
    for membership in members:
        reason = why_not(membership, order.letter, verdicts[membership.client_id], today)
        if reason is None:
            try:
                ready.append(_paper(membership, order, today, now))
                continue
            except (PrintingError, DomainError) as problem:
                reason = _refused(membership, problem)
        absent.append(reason)
    return ready, absent


def why_not(membership: Membership, letter: ClubLetter | None, verdict: Verdict, today: date) -> Absent | None:
    """Why this member gets nothing now, before anything is drawn."""
    if membership.status not in MEMBERS or not membership.number:
        return Absent(membership.id, "not_member")
    if not verdict.allowed:
        first = verdict.reasons[0]
        return Absent(membership.id, "contact", first.code.value, first.until)
    if letter is not None and not is_true(membership, letter, today):
        return Absent(membership.id, "untrue", letter.value)
    return None


def _paper(membership: Membership, order: ClubOrder, today: date, now: datetime) -> Ready:
    """One member's card and letter, tried on paper, so that what can't be printed is known by name."""
    card = letter = None
    if order.stock is not None:
        card = card_of(membership)
        _drawable(card.texts())
        card_pages([card], STOCKS[order.stock.value], accent=_NO_INK)
    if order.letter is not None:
        letter = compose_club_letter(membership, order.letter, channel=order.channel, today=today, now=now)
        _drawable(letter.texts())
        fit(letter)
    return Ready(membership.id, card, letter)


def _drawable(texts: Sequence[str]) -> None:
    missing = sorted({char for text in texts for char in faces.missing(text)})
    if missing:
        raise MissingGlyphs(characters=missing)


def _refused(membership: Membership, problem: PrintingError | DomainError) -> Absent:
    if isinstance(problem, MissingGlyphs):
        return Absent(membership.id, problem.code, problem.named)
    return Absent(membership.id, problem.code)


def orders_seen(actor: Staff) -> sa.Select[ClubOrder]:
    """The orders that `actor` may see, newest first."""
    people = joinedload(ClubOrder.ordered_by).lazyload(Staff.roles)
    return visible(actor, ClubOrder).options(people, joinedload(ClubOrder.job)).order_by(ClubOrder.id.desc())
