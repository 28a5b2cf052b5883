"""Consents: to which purpose by which way, to which words, when, how, and with what evidence. Only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.contact.consent_texts import present_text
from clients.contact.fatigue import Roots, blocks, roots_of
from clients.history.ledger import tell
from clients.models import Client, Consent, ConsentHow, ContactChannel, EntryKind, Purpose
from core.db import db
from core.errors import DomainError
from staff.models import Staff

Cell = tuple[Purpose, ContactChannel]


def give(
    client: Client,
    purpose: Purpose,
    channel: ContactChannel | None,
    *,
    how: ConsentHow,
    evidence: str,
    text_version: str,
    staff: Staff | None,
    now: datetime,
) -> Consent:
    """The client agrees to the present words for the purpose, by this way or (none) by whichever.

    Raises DomainError: consent_text_unknown when other words were shown, or consent_evidence_missing.
    """
    if text_version != present_text(purpose).version:
        raise DomainError("consent_text_unknown")
    if not evidence:
        raise DomainError("consent_evidence_missing")
    return _say(client, purpose, channel, True, how, text_version, evidence, staff, now)


def bring(
    client: Client,
    purpose: Purpose,
    channel: ContactChannel | None,
    *,
    at: datetime,
    how: ConsentHow,
    evidence: str,
    text_version: str,
    staff: Staff | None,
) -> Consent:
    """A consent that was given before the client stood in the book, to words that are kept elsewhere: at its own time.

    Raises DomainError("consent_evidence_missing").
    """
    if not evidence:
        raise DomainError("consent_evidence_missing")
    return _say(client, purpose, channel, True, how, text_version, evidence, staff, at)


def withdraw(
    client: Client,
    purpose: Purpose,
    channel: ContactChannel | None,
    *,
    how: ConsentHow,
    evidence: str = "",
    staff: Staff | None,
    now: datetime,
) -> Consent:
    """The client takes consent back, or says no before being asked; it holds at once and needs no proof.

    Raises DomainError("consent_not_given") when it is withdrawn already by each of these ways.
    """
    standing = standing_of([client])[client.id]
    channels = tuple(ContactChannel) if channel is None else (channel,)
    rows = [standing.get((purpose, one)) for one in channels]
    if all(row is not None and not row.given for row in rows):
        raise DomainError("consent_not_given")
    agreed = next((row.text_version for row in rows if row is not None and row.given), present_text(purpose).version)
    return _say(client, purpose, channel, False, how, agreed, evidence, staff, now)


def _say(
    client: Client,
    purpose: Purpose,
    channel: ContactChannel | None,
    given: bool,
    how: ConsentHow,
    text_version: str,
    evidence: str,
    staff: Staff | None,
    now: datetime,
) -> Consent:
    row = Consent(
        client_id=client.id,
        purpose=purpose,
        channel=channel,
        given=given,
        at=now,
        how=how,
        text_version=text_version,
        evidence=evidence,
        staff_id=staff.id if staff else None,
    )
    db.session.add(row)
    db.session.flush()
    tell(
        client.id,
        EntryKind.CONSENT_CHANGED,
        at=now,
        text=evidence,
        staff_id=staff.id if staff else None,
        source="consent",
        source_id=row.id,
    )
    return row


def standing_of(clients: Sequence[Client], known: Roots | None = None) -> dict[int, dict[Cell, Consent]]:
    """The last row of each purpose and way, which is how it stands; those never asked about are missing."""
    found: dict[int, dict[Cell, Consent]] = {client.id: {} for client in clients}
    roots = roots_of(found, known)
    rows: list[Consent] = []
    for block in blocks(list(roots)):
        query = (
            sa.select(Consent)
            .where(Consent.client_id.in_(block))
            .options(joinedload(Consent.staff).options(sa.orm.lazyload(Staff.roles), sa.orm.lazyload(Staff.branch)))
        )
        rows += db.session.scalars(query)
    for row in sorted(rows, key=lambda row: row.id):
        for channel in ContactChannel if row.channel is None else (row.channel,):
            found[roots[row.client_id]][row.purpose, channel] = row
    return found


def consents_of(client: Client) -> list[Consent]:
    """All that was ever said, the latest first."""
    query = (
        sa.select(Consent)
        .where(Consent.client_id.in_(roots_of([client.id])))
        .options(joinedload(Consent.staff).options(sa.orm.lazyload(Staff.roles), sa.orm.lazyload(Staff.branch)))
        .order_by(Consent.id.desc())
    )
    return list(db.session.scalars(query))
