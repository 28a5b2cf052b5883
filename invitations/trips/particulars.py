"""What identifies a traveller or tells of their health: read and written whole, kept only sealed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from clients.contact import consents
from clients.contact.consent_texts import present_text
from clients.models import Client, ConsentHow, Gender, Purpose
from core.db import db
from core.errors import DomainError
from core.tokens import seal, unseal
from events.models import Event
from invitations.models import Mobility, RoomWish, Traveller
from invitations.trips.identity import DocumentKind, born_by, checked, gender_by
from staff.models import Staff

HEALTH = ("blood_type", "conditions", "medication")
"""Kept only with the separate consent."""
EARLIEST_BIRTH = date(1900, 1, 1)


@dataclass(frozen=True)
class Particulars:
    """The sealed part of a traveller."""

    document_kind: DocumentKind | None = None
    document_no: str = ""
    birth_date: date | None = None
    gender: Gender | None = None
    phone: str = ""
    emergency_name: str = ""
    emergency_relation: str = ""
    emergency_phone: str = ""
    blood_type: str = ""
    conditions: str = ""
    medication: str = ""
    share_with: str = ""  # "12-0": with whom they wish to share a room


@dataclass(frozen=True)
class Plain:
    """What lies open beside it, since planning asks for it."""

    mobility: Mobility = Mobility.NORMAL
    travel_sick: bool = False
    room_wish: RoomWish = RoomWish.NONE
    smokes: bool = False
    pick_up_id: int | None = None
    waiver_at: date | None = None
    guardian_at: date | None = None
    insured_no: str = ""


NOTHING = Particulars()


def read(row: Traveller | None) -> Particulars:
    """What is sealed in the row; nothing for none, and for one that was emptied."""
    if row is None or not row.sealed:
        return NOTHING
    stored: dict[str, Any] = json.loads(unseal(row.sealed))
    known = {field.name: stored[field.name] for field in fields(Particulars) if stored.get(field.name)}
    for name, kind in (("document_kind", DocumentKind), ("birth_date", date.fromisoformat), ("gender", Gender)):
        if name in known:
            known[name] = kind(known[name])
    return Particulars(**known)


def sealed(told: Particulars) -> str:
    """The particulars locked with the house's key; nothing at all for nothing told."""
    if told == NOTHING:
        return ""
    plain = {
        name: value.isoformat() if isinstance(value, date) else getattr(value, "value", value)
        for name, value in asdict(told).items()
        if value
    }
    return seal(json.dumps(plain, ensure_ascii=False))


def checked_particulars(told: Particulars, *, today: date) -> Particulars:
    """The particulars as they are kept: an identity card fills in the birth date and the gender.

    Raises DomainError: document_kind_missing, document_shape, id_card_shape, document_check, born_otherwise,
    born_when, emergency_half.
    """
    if told.document_no and told.document_kind is None:
        raise DomainError("document_kind_missing")
    if told.document_no and told.document_kind is not None:
        told = replace(told, document_no=checked(told.document_kind, told.document_no))
        if told.document_kind is DocumentKind.ID_CARD:
            born = born_by(told.document_no)
            if told.birth_date not in (None, born):
                raise DomainError("born_otherwise")
            told = replace(told, birth_date=born, gender=gender_by(told.document_no))
    if told.birth_date is not None and not EARLIEST_BIRTH <= told.birth_date <= today:
        raise DomainError("born_when")
    if bool(told.emergency_name) != bool(told.emergency_phone):
        raise DomainError("emergency_half")
    return told


def keep(
    row: Traveller,
    told: Particulars,
    plain: Plain,
    *,
    event: Event,
    client: Client | None,
    health_agreed: bool,
    agency_agreed: bool,
    staff: Staff,
    now: datetime,
) -> None:
    """Write what is known of a traveller; without the consent to it nothing of their health.

    What a client agrees to here stands in the client's consents too, with this trip as its evidence.
    Raises DomainError: event_closed, traveller_emptied, health_not_agreed, and those of `checked_particulars`.
    """
    if event.over:
        raise DomainError("event_closed")
    if row.purged_at is not None:
        raise DomainError("traveller_emptied")
    told = checked_particulars(told, today=now.astimezone(event.tz).date())
    if not health_agreed and any(getattr(told, name) for name in HEALTH):
        raise DomainError("health_not_agreed")
    row.sealed = sealed(told)
    for name, value in asdict(plain).items():
        setattr(row, name, value)
    for column, purpose, agreed in (
        ("health_agreed_at", Purpose.HEALTH, health_agreed),
        ("agency_agreed_at", Purpose.AGENCY, agency_agreed),
    ):
        if agreed and getattr(row, column) is None and client is not None:
            _note_consent(client, purpose, event, staff=staff, now=now)
        setattr(row, column, (getattr(row, column) or now) if agreed else None)
    db.session.add(row)


def _note_consent(client: Client, purpose: Purpose, event: Event, *, staff: Staff, now: datetime) -> None:
    consents.give(
        client,
        purpose,
        None,
        how=ConsentHow.SIGNED,
        evidence=f"{event.local_start.date().isoformat()} {event.title}",
        text_version=present_text(purpose).version,
        staff=staff,
        now=now,
    )
