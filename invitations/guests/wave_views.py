"""Pages of the waves: how many to invite, which wave may leave when, who is in it, and letters that ask two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients.models import Client
from clients.scopes import cared_for
from core.db import db, now
from core.errors import DomainError
from events.models import Event
from invitations.guests import waves
from invitations.guests.forecast import expected
from invitations.guests.guest_list import STANDS, load_guest
from invitations.guests.inviting import lock_event
from invitations.guests.joint import joint_guests, parted, split
from invitations.guests.open_runs import not_ordered
from invitations.guests.rates import Rates, letters_for, rates_of, seats_for_guests
from invitations.guests.words import WAVE_MEANINGS, WAVES
from invitations.models import Dispatch, Invitation, ReplyState, Wave, WaveRelease
from staff.access import requires
from staff.models import Role, Staff
from staff.scope import load

blueprint = Blueprint("waves", __name__, url_prefix="/events/<int:event_id>/waves")
PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
CODES = {wave.value: wave for wave in Wave}


@dataclass(frozen=True)
class WaveRow:
    """One wave: its letters and answers, and whether it may leave."""

    wave: Wave | None  # none: letters of no wave
    letters: int
    printed: int
    delivered: int
    coming: int
    declined: int
    silent: int
    released: WaveRelease | None
    refusal: DomainError | None

    @property
    def waits(self) -> bool:
        """Whether its letters wait for somebody to release them."""
        return self.wave in waves.LATER and self.released is None


@blueprint.get("")
@requires(*PLANNERS)
def show(event_id: int) -> str:
    """How far each wave is, how many letters fill the seats, and whose letters may still change their wave."""
    event, moment = load(current_user, Event, event_id), now()
    book = rates_of(event)
    room = waves.room_for_more(event, book)
    rates = _wished(book.overall)
    return render_template(
        "invitations/guests/waves.html",
        event=event,
        over=event.over or event.starts_at <= moment,
        rates=rates,
        seeds=book.overall,
        advised=letters_for(seats_for_guests(event), rates),
        seats=seats_for_guests(event),
        room=room,
        more=letters_for(room.seats, rates),
        expected=expected(event, book),
        rows=_rows(event, room, moment),
        guests=_movable(event),
        together=_together(event),
        late=waves.is_late(event, moment),
        last_day=waves.last_day(event),
        words={"waves": WAVES, "meanings": WAVE_MEANINGS},
    )


def _wished(rates: Rates) -> Rates:
    """The rates with what the reader tries out instead: whole percents in the address."""
    return replace(rates, accept=_percent("accept", rates.accept), show=_percent("show", rates.show))


def _percent(name: str, usual: float) -> float:
    percent = request.args.get(name, type=int)
    return percent / 100 if percent is not None and 5 <= percent <= 100 else usual


def _rows(event: Event, room: waves.Room, moment: datetime) -> list[WaveRow]:
    def number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    counted = db.session.execute(
        sa.select(
            Invitation.wave,
            sa.func.count(),
            number(Invitation.dispatch != Dispatch.LISTED),
            number(Invitation.dispatch == Dispatch.DELIVERED),
            number(Invitation.reply.in_((ReplyState.ACCEPTED, ReplyState.DELEGATED))),
            number(Invitation.reply.in_((ReplyState.DECLINED, ReplyState.CANCELLED))),
            number(Invitation.reply.in_((ReplyState.NONE, ReplyState.TENTATIVE, ReplyState.LAPSED))),
        )
        .join(Invitation.client)
        .where(Invitation.event_id == event.id, STANDS, cared_for(current_user))
        .group_by(Invitation.wave)
    ).all()
    counts = {wave: tuple(int(one) for one in rest) for wave, *rest in counted}
    released = waves.released_waves(event)
    rows = []
    for wave in (*Wave, None):
        letters, printed, delivered, coming, declined, silent = counts.get(wave, (0,) * 6)
        if wave is None and not letters:
            continue
        leave = released.get(wave) if wave else None
        refusal = _refusal(event, wave, room, moment)
        rows.append(WaveRow(wave, letters, printed, delivered, coming, declined, silent, leave, refusal))
    return rows


def _refusal(event: Event, wave: Wave | None, room: waves.Room, moment: datetime) -> DomainError | None:
    return waves.why_not(event, wave, now=moment, room=room, phone_first=True) if wave in waves.LATER else None


def _movable(event: Event) -> list[Invitation]:
    """Guests whose letters are not ordered yet, by wave and name."""
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .where(Invitation.event_id == event.id, STANDS, not_ordered(), cared_for(current_user))
        .options(contains_eager(Invitation.client).joinedload(Client.rm).lazyload(Staff.roles))
        .order_by(Client.sort_key, Client.id)
    )
    found = list(db.session.scalars(query))
    return sorted(found, key=lambda one: one.wave.value if one.wave else "")


def _together(event: Event) -> list[dict[str, Any]]:
    """The letters that ask two, with whether the two have parted since."""
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .where(Invitation.event_id == event.id, STANDS, cared_for(current_user), Invitation.joint.any())
        .options(contains_eager(Invitation.client), joinedload(Invitation.event))
        .order_by(Client.sort_key, Client.id)
    )
    letters = list(db.session.scalars(query))
    partners, apart = joint_guests([one.id for one in letters]), parted(letters)
    return [{"guest": one, "partners": partners[one.id], "parted": one.id in apart} for one in letters]


@blueprint.post("/release")
@requires(*PLANNERS)
def release(event_id: int) -> Response:
    """Let the letters of a wave leave; late, after the managers have called."""
    load(current_user, Event, event_id)
    wave = CODES.get(request.form.get("wave", ""))
    if wave is None:
        raise NotFound
    try:
        event = lock_event(event_id)
        calls = waves.release(
            event, wave, staff=current_user, now=now(), phone_first=request.form.get("phone_first") == "1"
        )
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    flash(_("%(wave)s is released; its letters can be printed.", wave=WAVES[wave]), "good")
    if calls:
        flash(
            ngettext("%(num)d guest is to be called first.", "%(num)d guests are to be called first.", calls),
            "attention",
        )
    return _back(event_id)


@blueprint.post("/move")
@requires(*PLANNERS)
def move(event_id: int) -> Response:
    """The ticked guests are of another wave from now on."""
    load(current_user, Event, event_id)
    wave, ticked = CODES.get(request.form.get("wave", "")), request.form.getlist("guest", type=int)
    if wave is None:
        raise NotFound
    try:
        event = lock_event(event_id)
        chosen = [one for one in _movable(event) if one.id in ticked]
        if not chosen:
            raise DomainError("wave_not_movable" if ticked else "nobody_chosen")
        absent = waves.put_in_wave(event, chosen, wave, now=now())
    except DomainError as refusal:
        return _refused(refusal, event_id)
    number = len(chosen) - len(absent)
    db.session.commit()
    flash(ngettext("%(num)d guest is moved.", "%(num)d guests are moved.", number), "good" if number else "attention")
    if absent:
        flash(
            ngettext(
                "%(num)d guest accepted and stayed away three times within a year, and is of wave B.",
                "%(num)d guests accepted and stayed away three times within a year, and are of wave B.",
                len(absent),
            ),
            "attention",
        )
    return _back(event_id)


@blueprint.post("/<int:invitation_id>/split")
@requires(*PLANNERS)
def two_letters(event_id: int, invitation_id: int) -> Response:
    """Two who were asked by one letter get one each."""
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id)
    try:
        split(invitation, staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    flash(_("Each of them gets a letter of their own. A sheet with both names is to be destroyed."), "good")
    return _back(event_id)


def _refused(refusal: DomainError, event_id: int) -> Response:
    db.session.rollback()
    flash(refusal.sentence, "error")
    return _back(event_id)


def _back(event_id: int) -> Response:
    return redirect(url_for("waves.show", event_id=event_id))
