"""How many heads to expect at an event: a range, since some who accepted stay away and some have not answered."""

from __future__ import annotations

import math
from typing import NamedTuple

import sqlalchemy as sa

from clients.models import Client
from core.db import db
from events.models import Event
from invitations.guests.rates import RateBook, rates_of
from invitations.guests.waves import held_back
from invitations.models import Invitation, ReplyState

SURE = (ReplyState.ACCEPTED, ReplyState.DELEGATED)
SPREAD = 1.28
"""Standard deviations to either side: four of five evenings end within the range."""
TENTATIVE = 0.5
SILENT = 0.5
"""Who has not answered by the deadline is half as likely to come as who still has time."""


class Expected(NamedTuple):
    low: int
    likely: int
    high: int


def expected(event: Event, rates: RateBook | None = None) -> Expected:
    """The heads to expect of the guests invited so far; three queries at most, whatever their number.

    Who accepted counts with the chance to show up, who is undecided as a half, who has not answered with both chances,
    but only for as many seats as are free. Letters that have not been released count for nobody
    who has not answered.
    """
    rates = rates or rates_of(event)
    heads = sa.func.coalesce(sa.func.nullif(Invitation.heads, 0), 1)
    rows = db.session.execute(
        sa.select(Invitation.reply, Client.client_type, heads, sa.func.count())
        .join(Client, Client.id == Invitation.client_id)
        .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None), _counts())
        .group_by(Invitation.reply, Client.client_type, heads)
    )
    sure = open_ones = variance = 0.0
    for reply, kind, size, number in rows:
        of_type = rates.of(kind)
        if reply in SURE:
            chance, party = of_type.show, float(size)
            sure += number * chance * party
        elif reply in (ReplyState.TENTATIVE, ReplyState.NONE, ReplyState.LAPSED):
            chance, party = _open_chance(reply, of_type.accept * of_type.show), _open_party(reply, size, of_type.party)
            open_ones += number * chance * party
        else:
            continue
        variance += number * chance * (1 - chance) * party**2
    likely = sure + min(open_ones, float(event.seats_free))
    margin = SPREAD * math.sqrt(variance)
    return Expected(max(0, math.floor(likely - margin)), round(likely), math.ceil(likely + margin))


def _counts() -> sa.ColumnElement[bool]:
    """Whoever has said yes, or perhaps, comes by whichever wave."""
    return sa.or_(Invitation.reply.in_((*SURE, ReplyState.TENTATIVE)), sa.not_(held_back()))


def _open_chance(reply: ReplyState, chance: float) -> float:
    return {ReplyState.TENTATIVE: TENTATIVE, ReplyState.LAPSED: SILENT * chance}.get(reply, chance)


def _open_party(reply: ReplyState, size: int, usual: float) -> float:
    return float(size) if reply is ReplyState.TENTATIVE else usual
