"""An evening as it stands: who of its guests has arrived, who is on the way, who is not coming any more."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from attendance.arriving.own import EXPECTED, guests, own, with_presence
from attendance.models import Presence, Welcome
from core.db import db
from events.models import Event
from invitations.models import Invitation, ReplyState
from staff.models import Staff

ABSENT_AFTER = timedelta(hours=1)
"""So long after the beginning nobody is said to be on the way."""


class Standing(enum.Enum):
    """Where a guest is."""

    ARRIVED = "arrived"
    COMING = "coming"  # said yes, and is not here
    ABSENT = "absent"  # the same, an hour after the beginning


@dataclass(frozen=True)
class Guest:
    """One invitation of the evening."""

    invitation: Invitation
    presence: Presence | None
    welcome: Welcome | None
    standing: Standing
    own: bool

    @property
    def heads(self) -> int:
        """How many are here, or how many are expected."""
        return self.presence.heads if self.presence is not None else max(1, self.invitation.heads)

    @property
    def still_coming(self) -> int:
        """How many of the party of who has arrived are not here yet."""
        taken_back = self.invitation.revoked_at is not None  # of such a letter only who is here counts
        if self.presence is None or taken_back or self.invitation.reply not in EXPECTED:
            return 0
        return max(0, self.invitation.heads - self.presence.heads)


def standing(reply: ReplyState, event: Event, *, present: bool, now: datetime) -> Standing | None:
    """Where a guest with this answer is; None for whoever is neither here nor expected."""
    if present:
        return Standing.ARRIVED
    if reply not in EXPECTED:
        return None
    return Standing.ABSENT if nobody_on_the_way(event, now) else Standing.COMING


def nobody_on_the_way(event: Event, now: datetime) -> bool:
    """An hour after the beginning, and once the evening is closed."""
    return event.over or now >= event.starts_at + ABSENT_AFTER


def guests_of(actor: Staff, event: Event, *, now: datetime, only_own: bool = False) -> list[Guest]:
    """Those whom `actor` sees and who are here or expected, in the order of their names; one query."""
    query = guests(actor, event).where(sa.or_(Invitation.reply.in_(EXPECTED), Presence.invitation_id.is_not(None)))
    if only_own:
        query = query.where(own(actor))
    found = []
    for invitation, presence, welcome, mine in db.session.execute(
        with_presence(query).add_columns(own(actor))
    ).unique():
        where = standing(invitation.reply, event, present=presence is not None, now=now)
        if where is not None:
            found.append(Guest(invitation, presence, welcome, where, bool(mine)))
    return found


def sorted_by_arrival(found: Sequence[Guest]) -> list[Guest]:
    """Those who are here, the latest first."""
    here = [guest for guest in found if guest.presence is not None]
    return sorted(here, key=lambda guest: (guest.presence.at, guest.invitation.id), reverse=True)  # type: ignore[union-attr]
