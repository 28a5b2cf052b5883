"""Thirty days after a trip what identified its travellers or told of their health is gone, from every copy we have."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from clients.contact.consents import standing_of
from clients.models import Client, Purpose
from core.db import db, now
from core.jobs import Progress, daily_job
from events.models import Event
from invitations.answers.party import COMING
from invitations.models import Invitation, Mobility, PartyMember, RoomWish, Traveller
from invitations.trips.particulars import read, sealed
from staff.audit import act_for

KEPT_FOR = timedelta(days=30)
"""After the trip's end (domain practice, retention: identity numbers and medical T+30)."""


@daily_job("empty_travellers")
def empty_all(_day: int, progress: Progress) -> None:
    """Empty what is due, a person at a time; done again, it finds nothing to do."""
    moment = now()
    act_for(None)
    absent = set(gone())
    keys = [*absent, *(key for key in due(moment) if key not in absent)]
    for done, key in enumerate(keys, start=1):
        row = db.session.get(Traveller, key)
        if row is not None and key in absent:
            db.session.delete(row)
        elif row is not None:
            empty(row, now=moment)
        progress(done, len(keys))
    taken_back = withdrawn()
    for row, purposes in taken_back:
        heed(row, purposes)
    progress(len(keys), len(keys))
    if keys or taken_back:
        forget_written()


def due(moment: datetime) -> Sequence[tuple[int, int]]:
    """Travellers of trips that ended thirty days ago, and were not emptied yet."""
    query = (
        sa.select(Traveller.invitation_id, Traveller.member)
        .join(Invitation, Invitation.id == Traveller.invitation_id)
        .join(Event, Event.id == Invitation.event_id)
        .where(Traveller.purged_at.is_(None), Event.ends_at <= moment - KEPT_FOR)
        .order_by(Traveller.invitation_id, Traveller.member)
    )
    return [(invitation_id, member) for invitation_id, member in db.session.execute(query)]


def gone() -> Sequence[tuple[int, int]]:
    """Travellers who no longer come: there is no purpose left for which their particulars could be kept."""
    in_party = sa.exists().where(
        PartyMember.invitation_id == Traveller.invitation_id, PartyMember.place == Traveller.member
    )
    comes = sa.and_(
        Invitation.revoked_at.is_(None), Invitation.reply.in_(COMING), sa.or_(Traveller.member == 0, in_party)
    )
    query = (
        sa.select(Traveller.invitation_id, Traveller.member)
        .join(Invitation, Invitation.id == Traveller.invitation_id)
        .where(sa.not_(comes))
        .order_by(Traveller.invitation_id, Traveller.member)
    )
    return [(invitation_id, member) for invitation_id, member in db.session.execute(query)]


def withdrawn() -> list[tuple[Traveller, set[Purpose]]]:
    """Travellers who are clients and have taken back, since they signed for the trip, what they had agreed to."""
    query = (
        sa.select(Traveller, Client)
        .join(Invitation, Invitation.id == Traveller.invitation_id)
        .join(Client, Client.id == Invitation.client_id)
        .where(Traveller.member == 0, Traveller.purged_at.is_(None))
        .where(sa.or_(Traveller.health_agreed_at.is_not(None), Traveller.agency_agreed_at.is_not(None)))
    )
    rows = [(row, client) for row, client in db.session.execute(query)]
    standing = standing_of([client for _row, client in rows])
    found = []
    for row, client in rows:
        signed = {Purpose.HEALTH: row.health_agreed_at, Purpose.AGENCY: row.agency_agreed_at}
        said = [consent for (purpose, _way), consent in standing[client.id].items() if purpose in signed]
        purposes = {
            one.purpose for one in said if not one.given and (at := signed[one.purpose]) is not None and one.at > at
        }
        if purposes:
            found.append((row, purposes))
    return found


def heed(row: Traveller, purposes: Collection[Purpose]) -> None:
    """Forget what the withdrawn consent had covered."""
    if Purpose.HEALTH in purposes:
        row.sealed = sealed(replace(read(row), blood_type="", conditions="", medication=""))
        row.health_agreed_at = None
    if Purpose.AGENCY in purposes:
        row.agency_agreed_at = None


def empty(row: Traveller, *, now: datetime) -> None:
    """What is left says that somebody travelled, agreed and signed; nothing of who they are or how they fare."""
    row.sealed, row.insured_no = "", ""
    row.mobility, row.travel_sick, row.smokes, row.room_wish = Mobility.NORMAL, False, False, RoomWish.NONE
    row.purged_at = now


def forget_written() -> None:
    """SQLite keeps what was overwritten in its journal until that is folded in; PostgreSQL's vacuum runs by itself."""
    if db.engine.dialect.name != "sqlite":
        return
    db.session.commit()
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
