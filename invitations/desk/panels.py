"""What this room shows on the gathered pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import contains_eager, joinedload

from clients.models import Client
from clients.scopes import cared_for
from core.db import db
from events.models import OVER, Event
from invitations.desk.guest_list_views import INVITERS
from invitations.guests.guest_list import STANDS, figures_by_event, last_replies
from invitations.guests.open_runs import events_of
from invitations.guests.permission import forbidden
from invitations.models import Dispatch, Invitation, ReplyState
from invitations.words import CHANNELS, DISPATCHES, MEANS, REPLIES
from printing.models import PrintRun
from staff.frames import Panel
from staff.models import Role, Staff
from staff.scope import sees, visible

MOST = 12
WORDS = {"reply": REPLIES, "dispatch": DISPATCHES, "channel": CHANNELS}


def answers_today(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """The answers since yesterday morning; guests who wait for a seat first, since somebody must decide for them."""
    if not actor.may(*INVITERS):
        return None
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .join(Invitation.event)
        .where(cared_for(actor), STANDS, _said(now), Event.starts_at > now)
        .options(contains_eager(Invitation.client), contains_eager(Invitation.event))
    )
    waits = sa.case((Invitation.reply == ReplyState.WAITLISTED, 0), else_=1)
    guests = db.session.scalars(
        query.order_by(waits, Invitation.replied_at.desc(), Invitation.id.desc()).limit(MOST)
    ).all()
    return {"guests": guests, "replies": last_replies([guest.id for guest in guests]), "words": WORDS, "most": MOST}


def _said(now: datetime) -> sa.ColumnElement[bool]:
    """Somebody has said something; that the time for it ran out is no answer."""
    return sa.and_(Invitation.replied_at >= _yesterday_morning(now), Invitation.reply != ReplyState.LAPSED)


def _yesterday_morning(now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(current_app.extensions["settings"].time_zone))
    return (local - timedelta(days=1)).replace(hour=6, minute=0, second=0, microsecond=0)


def client_invitations(actor: Staff, subject: Client, now: datetime) -> dict[str, Any] | None:
    """The client's invitations to what is still to come, each with its letter and answer."""
    if not actor.may(*INVITERS):
        return None
    merged = sa.select(Client.id).where(sa.or_(Client.id == subject.id, Client.merged_into_id == subject.id))
    ids = merged.correlate(None)  # as clients.history.ledger.ids_of, within the same query
    guests = db.session.scalars(
        sa.select(Invitation)
        .join(Invitation.client)
        .join(Invitation.event)
        .where(
            Invitation.client_id.in_(ids),
            cared_for(actor),
            STANDS,
            Event.starts_at > now,
            Event.status.not_in(OVER),
        )
        .options(contains_eager(Invitation.event))
        .order_by(Event.starts_at, Invitation.id)
    ).all()
    return {"guests": guests, "replies": last_replies([guest.id for guest in guests]), "words": WORDS}


def letters_to_deliver(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """The letters that lie on this manager's desk, the next event's first; nothing for who has none."""
    if not actor.may(Role.RM):
        return None
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .join(Invitation.event)
        .where(
            cared_for(actor),
            Client.rm_id == actor.id,
            STANDS,
            Invitation.dispatch == Dispatch.HANDED,
            Event.starts_at > now,
            Event.status.not_in(OVER),
        )
        .options(contains_eager(Invitation.client), contains_eager(Invitation.event))
        .order_by(Event.starts_at, Client.sort_key, Invitation.id)
    )
    guests = db.session.scalars(query.limit(MOST)).all()
    stopped = forbidden(guests, now)  # meanwhile in mourning, or no post any more: the letter comes back to the desk
    return {"guests": guests, "most": MOST, "means": MEANS, "stopped": stopped} if guests else None


def runs_to_release(actor: Staff, _subject: Any, _now: datetime) -> dict[str, Any] | None:
    """The proofs that wait for the manager; nothing when there are none."""
    if not actor.may(Role.MANAGER, Role.ADMIN):
        return None
    query = (
        visible(actor, PrintRun)
        .where(
            PrintRun.finished_at.is_not(None),
            PrintRun.approved_at.is_(None),
            PrintRun.cancelled_at.is_(None),
            sa.cast(PrintRun.mismatches, sa.Text) == "[]",
        )
        .options(joinedload(PrintRun.ordered_by))
        .order_by(PrintRun.id)
    )
    runs = db.session.scalars(query.limit(MOST)).all()
    return {"runs": runs, "titles": events_of(runs)} if runs else None


def both_invited(actor: Staff, subject: tuple[Client, Client], now: datetime) -> dict[str, Any] | None:
    """The evenings to come to which both of two rows of one person are invited, before they are put together."""
    ids = [client.id for client in subject]
    invited = (
        sa.select(Invitation.event_id)
        .where(Invitation.client_id.in_(ids), STANDS, sees(actor, Invitation))
        .group_by(Invitation.event_id)
        .having(sa.func.count() == len(ids))
    )
    query = sa.select(Event).where(Event.id.in_(invited), Event.starts_at > now).order_by(Event.starts_at)
    events = db.session.scalars(query).all()
    return {"events": events} if events else None


def event_figures(actor: Staff, events: Sequence[Event], now: datetime) -> dict[str, Any]:
    """The counts that the pages of events show; see events/figures.py."""
    return {"figures": figures_by_event(actor, events, now)}


ANSWERS_TODAY = Panel("invitations/panel_answers.html", answers_today)
CLIENT_INVITATIONS = Panel("invitations/panel_client.html", client_invitations)
LETTERS_TO_DELIVER = Panel("invitations/panel_deliver.html", letters_to_deliver)
RUNS_TO_RELEASE = Panel("invitations/panel_release.html", runs_to_release)
BOTH_INVITED = Panel("invitations/panel_merge.html", both_invited)
EVENT_FIGURES = Panel("", event_figures)
