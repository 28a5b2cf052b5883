"""What a guest list is made of: how many are of the evening's type, who stands out, how many come to everything."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from clients.contact.fatigue import fatigue_of
from clients.models import Client, ClientType, Tier
from clients.scopes import cared_for
from core.db import db
from events.models import Event
from events.type_profile import TypeProfile
from invitations.guests.guest_list import DECLINED, STANDS
from invitations.guests.joint import joint_guests
from invitations.guests.same_type.exclusions import conflicts_among, exceptions_of
from invitations.guests.same_type.score import Score, age_on, score
from invitations.models import GuestException, Invitation
from invitations.settings import REGULARS_SHARE
from staff.models import Staff
from staff.settings import setting

GREEN, AMBER = 80, 65
"""From which share of heads of the type a list is green or amber, in percent (domain research, same-type match)."""
REGULAR_DAYS = 365
AGE_BANDS = (30, 40, 50, 60, 70)


class Light(enum.Enum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True)
class Guest:
    """Somebody on the list with the score, if there is one to have."""

    client: Client
    score: Score | None


def is_regular(client: Client, today: date) -> bool:
    """活动常客: attended four evenings or more within a year."""
    return client.attended_on_4 is not None and client.attended_on_4 >= today - timedelta(days=REGULAR_DAYS)


@dataclass(frozen=True)
class Composition:
    """A guest list looked at as a whole."""

    profile: TypeProfile
    guests: list[Guest]
    today: date
    regulars_cap: int  # in percent
    conflicts: list[tuple[Client, Client]]
    exceptions: list[tuple[Client, GuestException]]
    often: list[tuple[Client, int]]  # who has had as many invitations as are good, with those of thirty days

    @cached_property
    def scored(self) -> list[Guest]:
        return [guest for guest in self.guests if guest.score is not None]

    @cached_property
    def fitting(self) -> int:
        return sum(guest.score.fits for guest in self.scored if guest.score)

    @property
    def share(self) -> int | None:
        """Homogeneity: how many in a hundred of those who have a score are of the type."""
        return round(100 * self.fitting / len(self.scored)) if self.scored else None

    @property
    def light(self) -> Light | None:
        """The light by the exact share, so that 79.6 is not yet green."""
        if not self.scored:
            return None
        exact = 100 * self.fitting / len(self.scored)
        return Light.GREEN if exact >= GREEN else Light.AMBER if exact >= AMBER else Light.RED

    @cached_property
    def outliers(self) -> list[Guest]:
        """Who is not of the type, the furthest first."""
        return sorted((one for one in self.scored if one.score and not one.score.fits), key=_by_score)

    @cached_property
    def best_first(self) -> list[Guest]:
        """Everybody, those who fit best first; without scores in the order in which they came."""
        return sorted(self.guests, key=lambda guest: -guest.score.total if guest.score else 0)

    @cached_property
    def regulars(self) -> list[Client]:
        return [guest.client for guest in self.guests if is_regular(guest.client, self.today)]

    @property
    def regulars_share(self) -> int:
        return round(100 * len(self.regulars) / len(self.guests)) if self.guests else 0

    @property
    def too_many_regulars(self) -> bool:
        return 100 * len(self.regulars) > self.regulars_cap * len(self.guests)

    @cached_property
    def first_timers(self) -> list[Client]:
        return [guest.client for guest in self.guests if not guest.client.times_attended]

    @cached_property
    def by_type(self) -> list[tuple[ClientType | None, int]]:
        return Counter(guest.client.client_type for guest in self.guests).most_common()

    @cached_property
    def by_tier(self) -> list[tuple[Tier, int]]:
        counted = Counter(guest.client.tier for guest in self.guests)
        return [(tier, counted[tier]) for tier in Tier if counted[tier]]

    @cached_property
    def by_age(self) -> list[tuple[int | None, int | None, int]]:
        """(from, up to, number) of each band; both none for those whose age is not known."""
        ages = [age_on(born, self.today) for guest in self.guests if (born := guest.client.birth_date)]
        bands: list[tuple[int | None, int | None, int]] = []
        for first, last in zip((None, *AGE_BANDS), (*AGE_BANDS, None), strict=True):
            number = sum((first or 0) <= age and (last is None or age < last) for age in ages)
            if number:
                bands.append((first, last - 1 if last else None, number))
        unknown = len(self.guests) - len(ages)
        return [*bands, (None, None, unknown)] if unknown else bands

    @cached_property
    def by_manager(self) -> list[tuple[Staff, int]]:
        counted = Counter(guest.client.rm_id for guest in self.guests)
        people = {guest.client.rm_id: guest.client.rm for guest in self.guests}
        return [(people[rm_id], number) for rm_id, number in counted.most_common()]


def _by_score(guest: Guest) -> tuple[int, str]:
    return guest.score.total if guest.score else 0, guest.client.sort_key


def composition(actor: Staff, event: Event, *, now: datetime) -> Composition:
    """The event's guest list as far as `actor` sees it: who is invited and has not declined."""
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .where(Invitation.event_id == event.id, STANDS, sa.not_(DECLINED), cared_for(actor))
        .options(
            contains_eager(Invitation.client).selectinload(Client.interests),
            contains_eager(Invitation.client).joinedload(Client.rm).lazyload(Staff.roles),
        )
        .order_by(Client.sort_key, Client.id)
    )
    invitations = list(db.session.scalars(query))
    joint = joint_guests([invitation.id for invitation in invitations])
    clients = [one for invitation in invitations for one in (invitation.client, *joint.get(invitation.id, ()))]
    return composition_of(event, clients, now=now)


def composition_of(event: Event, clients: Sequence[Client], *, now: datetime) -> Composition:
    """The same for any clients, as when they are about to be invited. Their interests and managers should be loaded."""
    profile = TypeProfile.from_stored(event.type_profile or {})
    today = now.astimezone(event.tz).date()
    by_id = {client.id: client for client in clients}
    excepted = exceptions_of(event)
    asked = fatigue_of(clients, today)
    return Composition(
        profile=profile,
        guests=[Guest(client, score(client, profile, today)) for client in clients],
        today=today,
        regulars_cap=setting(event.branch_id, REGULARS_SHARE),
        conflicts=[(by_id[pair.client_id], by_id[pair.met_id]) for pair in conflicts_among(list(by_id))],
        exceptions=[(by_id[client_id], row) for client_id, row in excepted.items() if client_id in by_id],
        often=[
            (client, one.invitations_30)
            for client in clients
            if (one := asked[client.id]).invitations_30 >= one.invitations_cap or one.invitations_year >= one.year_cap
        ],
    )


def with_interests(query: sa.Select[Client]) -> sa.Select[Client]:
    """What a score and a line of a list need of each client."""
    return query.options(selectinload(Client.interests), joinedload(Client.rm).lazyload(Staff.roles))
