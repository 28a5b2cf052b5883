"""Leads: who came without an invitation and may be told of further events, until they stand in the client book or do
not wish to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload

from attendance.follow_ups.doing import drop
from attendance.models import FollowUp, WalkIn
from attendance.walk_ins.consent_words import version_of
from attendance.walk_ins.forgetting import forget
from attendance.walk_ins.standing import stands
from attendance.walk_ins.telling import tell_late
from clients.book.naming import COMPOUND_SURNAMES, is_chinese, split_name
from clients.contact.consents import bring
from clients.models import Client, ConsentHow, ContactChannel, Gender, Purpose
from core.db import db
from core.errors import DomainError
from events.models import EventStatus
from invitations.models import Invitation
from staff.models import Staff
from staff.scope import visible

LONGEST_EVIDENCE = 200
TOLD = (EventStatus.CLOSED, EventStatus.REPORTED, EventStatus.ARCHIVED)
"""Evenings whose closing has told the history already: whoever is known later is told of by themselves."""


def open_leads(actor: Staff) -> Sequence[tuple[WalkIn, FollowUp | None]]:
    """Those of whom nothing has become yet, with the call to make; who has waited longest comes first."""
    manager = joinedload(WalkIn.owner)
    query = (
        visible(actor, WalkIn)
        .where(is_open())
        .add_columns(FollowUp)
        .outerjoin(FollowUp, FollowUp.walk_in_id == WalkIn.id)
        .options(
            joinedload(WalkIn.event),
            manager.options(lazyload(Staff.roles), lazyload(Staff.branch)),
            joinedload(WalkIn.introducer).joinedload(Invitation.client),
        )
        .order_by(WalkIn.at, WalkIn.id)
    )
    return [(walk_in, task) for walk_in, task in db.session.execute(query).unique()]


def is_open() -> sa.ColumnElement[bool]:
    """Whether somebody is a lead still."""
    return sa.and_(
        WalkIn.consented_at.is_not(None), WalkIn.forgotten_at.is_(None), WalkIn.client_id.is_(None), stands()
    )


def hold_lead(row: WalkIn) -> None:
    """Of two who settle the same lead at once the second is told. Raises DomainError("lead_settled")."""
    query = sa.select(WalkIn.id).where(WalkIn.id == row.id, is_open()).with_for_update(of=WalkIn)
    if db.session.scalar(query) is None:
        raise DomainError("lead_settled")
    db.session.refresh(row)


def put_into_book(row: WalkIn, client: Client, *, staff: Staff, now: datetime) -> None:
    """The lead is this client: the consent goes with them, in the words and at the time of the evening, and so does the
    evening itself once it is closed. What the door kept of them is emptied, since the book has it now.

    Raises DomainError("lead_settled") when a colleague was faster.
    """
    hold_lead(row)
    assert row.consented_at is not None  # else it is no lead
    db.session.flush()
    row.client_id = client.id
    bring(
        client,
        Purpose.INVITATION,
        ContactChannel.PHONE,
        at=row.consented_at,
        how=ConsentHow.SPOKEN,
        evidence=row.consent_text[:LONGEST_EVIDENCE],
        text_version=version_of(row.consent_text, row.event.branch),
        staff=staff,
    )
    if row.event.status in TOLD:
        tell_late(row, staff=staff)
    _hand_calls_over(row, client)
    forget(row, now=now)


def _hand_calls_over(row: WalkIn, client: Client) -> None:
    """The call is to the client now, by who looks after them: what the door kept of name and number goes."""
    db.session.flush()
    for task in db.session.scalars(sa.select(FollowUp).where(FollowUp.walk_in_id == row.id)):
        task.walk_in_id, task.client_id = None, client.id
        if task.done_at is None:
            task.owner_id = client.rm_id


def end_lead(row: WalkIn, *, staff: Staff, now: datetime, reason: str) -> None:
    """They do not wish to hear of us: there is no purpose left for which name and number could be kept.

    Raises DomainError: lead_settled, or reason_missing.
    """
    hold_lead(row)
    if not reason.strip():
        raise DomainError("reason_missing")
    for task in db.session.scalars(
        sa.select(FollowUp).where(FollowUp.walk_in_id == row.id, FollowUp.done_at.is_(None))
    ):
        drop(task, staff=staff, now=now, reason=reason)
    forget(row, now=now)


_ADDRESSED = {"女士": Gender.FEMALE, "小姐": Gender.FEMALE, "太太": Gender.FEMALE, "先生": Gender.MALE}
_ENGLISH = {"Ms": Gender.FEMALE, "Mrs": Gender.FEMALE, "Miss": Gender.FEMALE, "Mr": Gender.MALE}
LONGEST_NAME = 4
"""Of a Chinese name in characters; more is no name but a description."""


def name_parts(called: str) -> dict[str, str | Gender | None]:
    """What a form can be filled with from how somebody is called: 王女士, 陈文静, Ms Wang. Only a beginning."""
    for title, gender in _ADDRESSED.items():
        bare = called.removesuffix(title)
        if bare != called and is_chinese(bare):
            alone = len(bare) == 1 or bare in COMPOUND_SURNAMES
            surname, given = (bare, "") if alone else split_name(bare)
            return {"surname": surname, "given_name": given, "gender": gender}
    if is_chinese(called) and len(called) <= LONGEST_NAME:
        surname, given = split_name(called)
        return {"surname": surname, "given_name": given}
    for title, gender in _ENGLISH.items():
        first, _space, rest = called.partition(" ")
        if rest and first.rstrip(".") == title:
            return {"name_en": rest, "gender": gender}
    return {"given_name": called} if is_chinese(called) else {"name_en": called}
