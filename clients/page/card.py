"""The card of a client: what one wants to know before a call, as the reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

import sqlalchemy as sa

from clients.book.birthdays import Birthday, next_birthday
from clients.book.naming import card_name, joint_card_name, salutation
from clients.book.owners import delegates_of, may_delegate, may_read_confidences
from clients.book.relations import Shown, relations_of
from clients.contact.consents import standing_of
from clients.contact.fatigue import Fatigue, fatigue_of
from clients.contact.holds import may_lift
from clients.contact.may_contact import Verdict, may_still_invite
from clients.contact.refusals import refusals_of
from clients.duplicates.pairs import pairs_of
from clients.history.counting import struck_entries
from clients.history.ledger import ids_of, last_contacts_by_purpose
from clients.history.steps import STEPPING_KINDS, open_steps
from clients.models import (
    ChannelRefusal,
    Client,
    ClientHold,
    DuplicatePair,
    EntryPurpose,
    HistoryEntry,
    Purpose,
)
from clients.page.showing import Line
from clients.settings import CORE_CLIENT_HOLDINGS, OLD_CLIENT_HOLDINGS
from core.db import db
from core.errors import DomainError
from core.zone import home_day
from staff.models import Role, Staff
from staff.scope import visible
from staff.settings import setting

TOPICS = 3
SHOWN_PURPOSES = (EntryPurpose.RELATIONSHIP, EntryPurpose.PRODUCT)
SHOWN_CONSENTS = (Purpose.INVITATION, Purpose.MARKETING, Purpose.GREETING, Purpose.PHOTO)


class Card:
    """One client as `actor` sees them today. Asks the database only for what is read of it."""

    def __init__(self, actor: Staff, client: Client, today: date) -> None:
        self.actor = actor
        self.client = client
        self.today = today
        self.line = Line(client, today)

    @cached_property
    def ids(self) -> list[int]:
        return ids_of(self.client)

    @cached_property
    def roots(self) -> dict[int, int]:
        """Whose rows count for the client: the client's own and those of merged duplicates."""
        return dict.fromkeys(self.ids, self.client.id)

    @cached_property
    def salutation(self) -> str | None:
        """How letters begin, or None when that is not known and must be asked."""
        try:
            return salutation(self.client, self.client.language)
        except DomainError:
            return None

    @cached_property
    def card_name(self) -> str | None:
        """The name on a formal card, together with the other one of a household of two."""
        try:
            if len(self.household) == 1:
                return joint_card_name(self.client, self.household[0])
            return card_name(self.client)
        except DomainError:
            return None

    @cached_property
    def birthday(self) -> Birthday | None:
        return next_birthday(self.client, self.today)

    @property
    def days_to_birthday(self) -> int | None:
        return (self.birthday.day - self.today).days if self.birthday else None

    @property
    def confidences(self) -> bool:
        return may_read_confidences(self.actor)

    @property
    def do_not_mention(self) -> str:
        return self.client.do_not_mention if self.confidences else ""

    @property
    def talk_topics(self) -> str:
        return self.client.talk_topics if self.confidences else ""

    @cached_property
    def household(self) -> Sequence[Client]:
        """The other ones of the household, as far as the reader may see them."""
        if self.client.household_id is None:
            return []
        others = visible(self.actor, Client).where(
            Client.household_id == self.client.household_id, Client.id != self.client.id
        )
        return db.session.scalars(others.order_by(Client.sort_key)).all()

    @cached_property
    def relations(self) -> list[Shown]:
        return relations_of(self.actor, self.client)

    @cached_property
    def delegates(self) -> Sequence[Staff]:
        return delegates_of(self.client)

    @property
    def may_delegate(self) -> bool:
        return may_delegate(self.actor, self.client)

    @property
    def holds(self) -> list[ClientHold]:
        """The holds that stand today or begin later, those that were lifted left out."""
        open_ones = [hold for hold in self.client.holds if hold.until is None or hold.until >= self.today]
        return sorted(open_ones, key=lambda hold: hold.since)

    def may_lift(self, hold: ClientHold) -> bool:
        return may_lift(hold, self.actor)

    @cached_property
    def verdict(self) -> Verdict:
        """Whether the client may be invited today, by any way at all."""
        return may_still_invite(self.client, self.fatigue, self.roots)

    @cached_property
    def fatigue(self) -> Fatigue:
        return fatigue_of([self.client], self.today, self.roots)[self.client.id]

    @cached_property
    def refusals(self) -> list[ChannelRefusal]:
        return refusals_of(self.client, self.roots)

    @cached_property
    def consents(self) -> list[tuple[Purpose, str]]:
        """Each purpose with "given", "partly", "withdrawn" or "unasked": by all ways, by some, by none, not asked."""
        standing = standing_of([self.client], self.roots)[self.client.id]
        found = []
        for purpose in SHOWN_CONSENTS:
            said = {row.given for (about, _channel), row in standing.items() if about is purpose}
            state = {frozenset(): "unasked", frozenset({True}): "given", frozenset({False}): "withdrawn"}
            found.append((purpose, state.get(frozenset(said), "partly")))
        return found

    @cached_property
    def days_by_purpose(self) -> list[tuple[EntryPurpose, int | None]]:
        """How many days ago the client took part in a contact about each."""
        last = last_contacts_by_purpose(self.ids)
        return [
            (purpose, max(0, (self.today - home_day(last[purpose])).days) if purpose in last else None)
            for purpose in SHOWN_PURPOSES
        ]

    @cached_property
    def topics(self) -> Sequence[HistoryEntry]:
        """What was talked of the last few times."""
        query = (
            sa.select(HistoryEntry)
            .where(
                HistoryEntry.client_id.in_(self.ids),
                HistoryEntry.kind.in_(STEPPING_KINDS),
                HistoryEntry.text != "",
                HistoryEntry.id.not_in(struck_entries(self.ids)),
            )
            .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
            .limit(TOPICS)
        )
        return db.session.scalars(query).all()

    @cached_property
    def steps(self) -> Sequence[HistoryEntry]:
        return open_steps(self.ids)

    @property
    def one_short(self) -> str | None:
        """What one more category of products would make of the client, "old" or "core"; a prompt for RMs alone."""
        if not self.actor.may(Role.RM):
            return None
        marks = {OLD_CLIENT_HOLDINGS: "old", CORE_CLIENT_HOLDINGS: "core"}
        following = self.client.holdings_count + 1
        made = [word for which, word in marks.items() if setting(self.client.branch_id, which) == following]
        return made[-1] if made else None

    @cached_property
    def duplicates(self) -> int:
        """How many clients may be this one, of those pairs of which the reader may decide."""
        query = (
            sa.select(sa.func.count())
            .select_from(DuplicatePair)
            .where(
                sa.or_(DuplicatePair.low_id == self.client.id, DuplicatePair.high_id == self.client.id),
                DuplicatePair.dismissed_at.is_(None),
                pairs_of(self.actor),
            )
        )
        return db.session.scalar(query) or 0
