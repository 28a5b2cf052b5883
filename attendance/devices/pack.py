"""The list that a device takes along, for when it has no network: today's event, each guest locked with the own code.

Nothing in it can be read without a guest's letter. The index of names, where the organiser allows it, is no part of it:
the device locks that with a key that never leaves the browser.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from attendance.devices.pairing import door_shuts
from attendance.devices.sealing import ROUNDS, from_code, from_token, is_quick, salt_of, seal
from attendance.door.cards import Names, attention_of, called, named
from attendance.door.guests import guests_of
from attendance.door.screen import names_of
from attendance.ledger.checking_in import Answer
from attendance.ledger.party import Person, parties_at_door
from attendance.ledger.verdicts import letter_of, verdict_of
from attendance.models import Presence, Scan, Verdict
from clients.book.keys import BACKWARDS, keys_of
from clients.models import Client, ClientKey
from core.db import db
from core.errors import DomainError
from core.languages import LOCALES, moment
from core.tokens import TOKEN_LENGTH, unseal
from core.zone import beginning_of, home_day
from events.models import DOOR_OPENS, DoorSetting, Event, EventStatus
from invitations.models import Invitation
from invitations.paper.seated import tables_told
from staff.models import Staff

LANGUAGES = ("zh", "en")
TAIL = 4
PATIENCE = 2.0
"""Seconds that one request spends on stretching short codes; the rest comes with the next one."""


@dataclass
class Pack:
    """What goes to the device."""

    version: str
    made_at: datetime
    until: datetime
    salt: bytes
    rounds: int
    sealed: dict[str, str] = field(default_factory=dict)
    names: list[dict[str, Any]] | None = None
    """None: not allowed."""
    whole: bool = True
    """Not yet: short codes are still missing, and whoever asks again gets them."""


def pack(actor: Staff, event: Event, *, now: datetime) -> Pack:
    """Raises DomainError("pack_not_now") on any other day, and for an evening that is closed."""
    if event.status is not EventStatus.INVITING or not event.starts_at - DOOR_OPENS <= now <= door_shuts(event):
        raise DomainError("pack_not_now")
    until = door_shuts(event)
    invitations = _invitations(event)
    records = [*_records(event, invitations, until), *_records_elsewhere(event, until)]
    setting = db.session.get(DoorSetting, event.id)
    names = _names(actor, event, dict(records)) if setting is not None and setting.offline_names else None
    facts = [[invitation.token_hash, record] for invitation, record in records]
    found = Pack(
        hashlib.sha256(json.dumps([facts, names], sort_keys=True, default=str).encode()).hexdigest()[:24],
        now,
        until,
        salt_of(event.id),
        ROUNDS,
        names=names,
    )
    _lock(found, records)
    return found


def _lock(found: Pack, records: Iterable[tuple[Invitation, dict[str, Any]]]) -> None:
    """Each record under the token and under the short code; an invitation whose seal another key made is left out."""
    stop, until = time.monotonic() + PATIENCE, found.until.isoformat()
    for invitation, record in records:
        try:
            codes = unseal(invitation.sealed)
        except InvalidTag:
            continue
        token, short = codes[:TOKEN_LENGTH], codes[TOKEN_LENGTH:]
        where = [from_token(token, found.salt)]
        if is_quick(short, found.salt) or time.monotonic() < stop:
            where.append(from_code(short, found.salt))
        else:
            found.whole = False
        for one in where:
            found.sealed[one[0]] = seal(record, one, until)


def _invitations(event: Event) -> Sequence[Invitation]:
    """All guests of the event: which of them can be read is decided by the letter that is shown."""
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .where(Invitation.event_id == event.id)
        .options(contains_eager(Invitation.client).joinedload(Client.rm).options(lazyload(Staff.roles)))
        .order_by(Invitation.id)
    )
    return db.session.scalars(query).all()


def _records(
    event: Event, invitations: Sequence[Invitation], until: datetime
) -> Iterator[tuple[Invitation, dict[str, Any]]]:
    """What each guest's record says, in both languages."""
    ids = [invitation.id for invitation in invitations]
    parties = parties_at_door(invitations)
    present = _presence(event)
    pairs = [(invitation, parties[invitation.id]) for invitation in invitations]
    called_in = {language: names_of(pairs, language) for language in LANGUAGES}
    tables: dict[str, dict[int, str]] = {}
    for language in LANGUAGES:
        with force_locale(LOCALES[language]):
            tables[language] = tables_told(event, ids)
    for invitation in invitations:
        verdict = verdict_of(letter_of(invitation), event.id)
        record: dict[str, Any] = {
            "invitation": invitation.id,
            "until": until.isoformat(),
            "verdict": verdict.value,
            "party": [person.key for person in parties[invitation.id]],
            "in": _in(present.get(invitation.id)),
        }
        for language in LANGUAGES:
            with force_locale(LOCALES[language]):
                table = tables[language].get(invitation.id, "")
                names = called_in[language][invitation.id]
                record[language] = _said(invitation, verdict, parties[invitation.id], names, table)
        yield invitation, record


def _said(
    invitation: Invitation, verdict: Verdict, party: Sequence[Person], names: Names, table: str
) -> dict[str, Any]:
    """The words of the card. Never a telephone number, a tier, or a hold's cause."""
    client = invitation.client
    name = called(client, names.language)
    return {
        "name": name,
        "table": table,
        "full": client.full_name if client.full_name != name else "",
        "tell": _("Please tell %(name)s", name=named(client.rm, names.language)),
        "attention": attention_of(Answer(verdict, Scan(forced=False, reason=""), invitation)),
        "instead": _("comes for %(name)s", name=name),
        "persons": {person.key: names.of(person) for person in party},
    }


def _presence(event: Event) -> dict[int, tuple[Presence, str]]:
    """Who is in already, and through which gate."""
    query = sa.select(Presence, Scan.gate).join(Scan, Scan.id == Presence.scan_id).where(Presence.event_id == event.id)
    return {presence.invitation_id: (presence, gate) for presence, gate in db.session.execute(query)}


def _in(found: tuple[Presence, str] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    presence, gate = found
    return {"persons": presence.inside, "at": presence.at.isoformat(), "gate": gate}


def _records_elsewhere(event: Event, until: datetime) -> Iterator[tuple[Invitation, dict[str, Any]]]:
    """The branch's other events of today: a letter for one of them is told where it belongs, nothing of its guest."""
    day = home_day(event.starts_at)
    start, end = beginning_of(day), beginning_of(day.fromordinal(day.toordinal() + 1))
    query = (
        sa.select(Invitation)
        .join(Invitation.event)
        .where(Event.branch_id == event.branch_id, Event.id != event.id, Event.status == EventStatus.INVITING)
        .where(Event.starts_at >= start, Event.starts_at < end, Invitation.revoked_at.is_(None))
        .options(contains_eager(Invitation.event), lazyload(Invitation.client))
        .order_by(Invitation.id)
    )
    for invitation in db.session.scalars(query):
        other = invitation.event
        record: dict[str, Any] = {"until": until.isoformat(), "verdict": Verdict.OTHER_EVENT.value, "party": []}
        for language in LANGUAGES:
            place = f"{other.said('title', language)} · {other.said('venue', language)}"
            record[language] = {"lines": [place, moment(other.starts_at, language, other.tz)]}
        yield invitation, record


def _names(actor: Staff, event: Event, records: dict[Invitation, dict[str, Any]]) -> list[dict[str, Any]]:
    """The guests whom `actor` sees, with what they are found by. The device locks this before it keeps it."""
    seen = db.session.scalars(guests_of(actor, event).options(joinedload(Invitation.event))).all()
    guests = [invitation for invitation in seen if invitation.revoked_at is None and invitation in records]
    tails: dict[int, set[str]] = {}
    query = sa.select(ClientKey.client_id, ClientKey.key).where(
        ClientKey.client_id.in_([guest.client_id for guest in guests]), ClientKey.key.startswith(BACKWARDS)
    )
    for client_id, key in db.session.execute(query):
        tails.setdefault(client_id, set()).add(key[1 : 1 + TAIL][::-1])
    return [
        records[guest]
        | {
            "find": sorted(_name_keys(guest.client) | tails.get(guest.client_id, set())),
            "rm": {one: named(guest.client.rm, one) for one in LANGUAGES},
        }
        for guest in guests
    ]


def _name_keys(client: Client) -> set[str]:
    """What the name alone is found by: numbers and e-mail addresses stay here."""
    return keys_of(surname=client.surname, given_name=client.given_name, name_en=client.name_en)
