"""The guest brief for hosts, two days before the evening: ten guests a page, to be read, carried and shredded."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import contains_eager, selectinload

from attendance.arriving.brief import company_of
from attendance.arriving.name_reading import reading
from attendance.arriving.own import EXPECTED, guests
from clients import words
from clients.book.naming import address_or_none
from clients.book.owners import may_read_confidences
from clients.models import Client
from core.db import db
from core.errors import DomainError
from core.languages import day, moment
from core.zone import home_day
from events.models import DOOR_CLOSES, OVER, Event
from invitations.answers.party import Person, parties_of
from invitations.answers.words import DIETS
from invitations.models import Invitation, JointGuest, MemberKind
from invitations.paper.seated import tables_told
from printing.documents.guest_sheet import GuestSheet, SheetGuest
from staff.models import Staff

FROM = timedelta(days=3)
"""Two days before the evening hosts read it; a weekend may lie between."""
TOPICS = 3


def guest_sheet(actor: Staff, event: Event, language: str, *, now: datetime) -> GuestSheet:
    """The brief as `actor` may read it: topics and what must not be mentioned only for whoever may read confidences.

    It holds no telephone, tier or assets, and of what somebody does not eat only the dish, never a note or a cause.
    Raises DomainError: guest_sheet_early, guest_sheet_over, guest_sheet_empty.
    """
    if too_early(event, now):
        raise DomainError("guest_sheet_early")
    if too_late(event, now):
        raise DomainError("guest_sheet_over")
    found = _expected(actor, event)
    if not found:
        raise DomainError("guest_sheet_empty")
    parties, tables = parties_of([one.id for one in found]), tables_told(event)
    told = [_guest(actor, one, parties.get(one.id, []), tables.get(one.id, ""), language, now=now) for one in found]
    return GuestSheet(
        title=event.said("title", language),
        under=" · ".join([moment(event.starts_at, language, event.tz), event.said("venue", language)]),
        mark=f"{actor.called(language)} {moment(now, language, event.tz)}",
        foot=_("Confidential. Do not leave it lying about; shred it after the evening."),
        guests=told,
        lang=language,
    )


def too_early(event: Event, now: datetime) -> bool:
    """Whether much of it would still change."""
    return home_day(now) < home_day(event.starts_at - FROM)


def too_late(event: Event, now: datetime) -> bool:
    """Whether nobody needs it any more."""
    return event.status in OVER or now > event.ends_at + DOOR_CLOSES


def _expected(actor: Staff, event: Event) -> list[Invitation]:
    interests = contains_eager(Invitation.client).options(selectinload(Client.interests))
    joint = selectinload(Invitation.joint).joinedload(JointGuest.client)
    query = guests(actor, event).where(Invitation.reply.in_(EXPECTED)).options(interests, joint)
    return list(db.session.scalars(query).unique())


def _guest(
    actor: Staff, invitation: Invitation, party: list[Person], table: str, language: str, *, now: datetime
) -> SheetGuest:
    client, colon = invitation.client, _(": ")
    confidences = may_read_confidences(actor)
    address = address_or_none(client, language) or ""
    looked_after = _("RM: %(name)s", name=client.rm.called(language))
    lines = (
        (_("Topics") + colon, _topics(client, confidences=confidences)),
        (_("Last contact") + colon, _last_contact(client, language, now)),
        (_("Comes for the client") + colon, invitation.delegate_name),
        (_("Who comes along") + colon, _company(invitation, party)),
        (_("Does not eat") + colon, _diets(party)),
        (_("At the door") + colon, invitation.door_note),
    )
    return SheetGuest(
        name=client.full_name,
        reading=reading(client),
        under=(address if address != client.full_name else "", looked_after),
        table=table,
        warning=(_("Not to be mentioned") + colon, client.do_not_mention if confidences else ""),
        lines=lines,
    )


def _topics(client: Client, *, confidences: bool) -> str:
    """Three things to talk of: what their manager wrote down, then what they are fond of."""
    fond = [str(words.INTERESTS[row.interest]) for row in client.interests]
    told = [" ".join(client.talk_topics.split())] if confidences and client.talk_topics else []
    return " · ".join([*told, *fond][:TOPICS])


def _last_contact(client: Client, language: str, now: datetime) -> str:
    if client.last_contact_on is None:
        return _("Never")
    return day(client.last_contact_on, language, now.tzinfo)  # type: ignore[arg-type]


def _company(invitation: Invitation, party: list[Person]) -> str:
    """Further clients of the letter and companions by name; of who was announced without one how many they are."""
    company = company_of(invitation, party)
    named = [one.name for one in company if one.name]
    more = len(company) - len(named)
    return " · ".join([*named, ngettext("%(num)d companion", "%(num)d companions", more)] if more else named)


def _diets(party: list[Person]) -> str:
    """Of the guest's own plate, or of whoever comes for them."""
    own = next((person for person in party if person.kind in (MemberKind.GUEST, MemberKind.DELEGATE)), None)
    return " · ".join(str(DIETS[diet]) for diet in own.diets) if own is not None else ""
