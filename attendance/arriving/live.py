"""The live board: figures in heads for everybody who works this evening, names for whoever may read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from attendance.arriving.alerts import ALERT_LASTS
from attendance.arriving.evening import Guest, Standing, guests_of, nobody_on_the_way, sorted_by_arrival, standing
from attendance.arriving.own import HOSTS
from attendance.arriving.pace import Pace, arrivals_of, pace
from attendance.ledger.counting import Count, count
from attendance.models import Presence
from core.db import db
from core.languages import pick_language
from events.models import Event
from invitations.models import Invitation
from invitations.paper.seated import tables_told
from staff.models import Role, Staff

LATEST = 12


@dataclass(frozen=True)
class Figures:
    """An evening in heads; no name is in it."""

    count: Count
    coming: int
    absent: int
    pace: Pace


@dataclass
class Share:
    """The heads of one table, or of one relationship manager's guests."""

    name: str
    arrived: int = 0
    coming: int = 0
    absent: int = 0


@dataclass(frozen=True)
class Board:
    """The figures, and what one reader may know of the guests."""

    figures: Figures
    everybody: bool
    """Whether the lists tell of all guests, or of the reader's own."""
    by_table: list[Share]
    by_rm: list[Share]
    here: list[Guest]
    """Who has arrived of late: first those with whom nobody is, then those who are being met."""
    alone: int
    greeted: list[Guest]
    tables: dict[int, str] = field(default_factory=dict)


def figures(event: Event, *, now: datetime) -> Figures:
    """How full the house is and how fast it fills; three queries and those of the ledger's count."""
    found = count(event)
    waiting = sum(_missing(event, now))
    late = nobody_on_the_way(event, now)
    return Figures(
        count=found,
        coming=0 if late else waiting,
        absent=waiting if late else 0,
        pace=pace(event, arrivals_of(event), found.expected, now=now),
    )


def _missing(event: Event, now: datetime) -> Iterator[int]:
    """The heads of each party that are expected and not here."""
    query = (
        sa.select(Invitation.reply, Invitation.heads, Presence.heads)
        .outerjoin(Presence, Presence.invitation_id == Invitation.id)
        .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None))
    )
    for reply, expected, here in db.session.execute(query):
        if standing(reply, event, present=False, now=now) is not None:
            yield max(0, max(1, expected) - (here or 0))


def board(actor: Staff, event: Event, *, now: datetime) -> Board:
    """The evening as `actor` may see it: hosts see all guests, relationship managers their own and those they stand in
    for."""
    everybody, language = actor.may(*HOSTS, Role.ADMIN), pick_language()
    guests = guests_of(actor, event, now=now, only_own=not everybody)
    tables = tables_told(event, [guest.invitation.id for guest in guests])
    late = now - ALERT_LASTS  # who came before sits among the others
    gone = nobody_on_the_way(event, now)
    alone: list[Guest] = []
    met: list[Guest] = []
    for guest in sorted_by_arrival(guests):
        waits = not event.over and guest.welcome is None and guest.presence is not None and guest.presence.at > late
        (alone if waits else met).append(guest)
    return Board(
        figures=figures(event, now=now),
        everybody=everybody,
        by_table=_shares(guests, lambda guest: tables.get(guest.invitation.id) or _("Not seated yet"), late=gone)
        if tables
        else [],
        by_rm=_shares(guests, lambda guest: guest.invitation.client.rm.called(language), late=gone)
        if everybody
        else [],
        here=[*alone, *met][:LATEST],
        alone=len(alone),
        greeted=[guest for guest in guests if guest.invitation.greeted],
        tables=tables,
    )


def _shares(guests: Sequence[Guest], named: Callable[[Guest], str], *, late: bool) -> list[Share]:
    """Their heads under each name, Table 2 before Table 10; an hour after the beginning nobody is on the way."""
    found: dict[str, Share] = {}
    for guest in guests:
        name = named(guest)
        share = found.setdefault(name, Share(name))
        if guest.standing is Standing.ARRIVED:
            share.arrived += guest.heads
            if late:
                share.absent += guest.still_coming
            else:
                share.coming += guest.still_coming
        elif guest.standing is Standing.COMING:
            share.coming += guest.heads
        else:
            share.absent += guest.heads
    return [found[name] for name in sorted(found, key=_by_number)]


def _by_number(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]
