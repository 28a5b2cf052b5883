"""The devices of an event: codes that let one in, who is in, and taking one out."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.exceptions import NotFound, TooManyRequests
from werkzeug.wrappers import Response

from attendance.devices.forms import CodeForm, PairForm
from attendance.devices.pairing import (
    CLOCK_TOLERANCE,
    devices_of,
    door_shuts,
    gates_of,
    make_code,
    open_codes,
    pair,
    take_out,
    withdraw,
)
from attendance.devices.picture import picture
from attendance.devices.quarantine import open_count
from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language
from core.limits import client_address, exhausted, forget, spend
from events.models import DOOR_OPENS, DoorDevice, DoorSetting, Event, PairingCode
from staff.access import public, requires
from staff.models import Role
from staff.scope import load
from staff.sessions import begin_device

blueprint = Blueprint("devices", __name__)

KEEPS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
TRIES = "10 per 15 minutes"  # by address
ALL_TRIES = "200 per hour"  # of the whole installation, against guessing from many addresses

Page = str | Response | tuple[str | Response, int]


@blueprint.get("/events/<int:event_id>/devices")
@requires(*KEEPS)
def index(event_id: int) -> Page:
    """The devices at this door."""
    event = load(current_user, Event, event_id)
    return _list(event, CodeForm(gates_of(event)))


@blueprint.post("/events/<int:event_id>/devices")
@requires(*KEEPS)
def new_code(event_id: int) -> Page:
    """A code for one device. It stands on the answer to this, and nowhere else: only its hash is kept."""
    event = load(current_user, Event, event_id)
    form = CodeForm(gates_of(event))
    if not form.validate():
        return _list(event, form), 422
    name, gate = form.name.data or "", form.gate.data or ""
    try:
        code, symbols = make_code(event, name=name, gate=gate, by=current_user, now=now())
    except DomainError as refusal:
        form.form_errors.append(refusal.sentence)
        return _list(event, form), 409
    address = f"{current_app.config['PUBLIC_BASE_URL']}{url_for('devices.pair_page')}"
    page = render_template(
        "attendance/devices/code.html",
        event=event,
        code=code,
        grouped=f"{symbols[:4]}-{symbols[4:]}",
        address=address,
        picture=picture(f"{address}#{symbols}"),  # behind the #: browsers send that to nobody
    )
    db.session.commit()
    return page


@blueprint.post("/events/<int:event_id>/devices/codes/<int:code_id>/withdraw")
@requires(*KEEPS)
def withdraw_code(event_id: int, code_id: int) -> Response:
    """The code lets nobody in any more."""
    event = load(current_user, Event, event_id)
    code = db.session.get(PairingCode, code_id)
    if code is None or code.event_id != event.id:
        raise NotFound
    withdraw(code, now=now())
    db.session.commit()
    flash(_("The code lets nobody in any more."))
    return redirect(url_for("devices.index", event_id=event.id))


@blueprint.post("/events/<int:event_id>/devices/<int:staff_id>/out")
@requires(*KEEPS)
def out(event_id: int, staff_id: int) -> Response:
    """Take a device out: lost, or handed back."""
    event = load(current_user, Event, event_id)
    device = db.session.get(DoorDevice, staff_id)
    if device is None or device.event_id != event.id:
        raise NotFound
    take_out(device, now=now())
    name = device.staff.name
    db.session.commit()
    flash(_("%(name)s is signed out. What it holds is wiped as soon as it is in touch again.", name=name))
    return redirect(url_for("devices.index", event_id=event.id))


@blueprint.get("/pair")
@public
def pair_page() -> str:
    """Where a device types the code, or finds it filled in by the QR."""
    return render_template("attendance/devices/pair.html", form=PairForm())


@blueprint.post("/pair")
@public
def pair_device() -> Page:
    """Let this device in. One answer for every wrong code; tries are counted before they are looked at."""
    form = PairForm()
    if not form.validate():
        return render_template("attendance/devices/pair.html", form=form), 422
    try:
        _count_try()
        device = pair(form.code.data or "", language=pick_language(), now=now())
    except DomainError as refusal:
        db.session.rollback()
        _count_wrong()
        form.code.errors = [refusal.sentence]
        return render_template("attendance/devices/pair.html", form=form), 409
    begin_device(device.staff, until=device.expires_at)
    event_id = device.event_id
    db.session.commit()
    forget("pair", client_address(), TRIES)  # only wrong tries lock: a whole team pairs from one address
    return redirect(url_for("devices.paired", event_id=event_id))


def _count_try() -> None:
    """Before the code is looked at, so that parallel tries can't all slip through. Raises
    DomainError("pairing_too_often")."""
    try:
        spend("pair", client_address(), TRIES)
    except TooManyRequests:
        raise DomainError("pairing_too_often") from None
    if exhausted("pair", "all", ALL_TRIES):
        raise DomainError("pairing_too_often")


def _count_wrong() -> None:
    with suppress(TooManyRequests):
        spend("pair", "all", ALL_TRIES)


@blueprint.get("/door/<int:event_id>/paired")
@requires(Role.DOOR)
def paired(event_id: int) -> Page:
    """What this device is now, and when its door opens."""
    device = db.session.get(DoorDevice, current_user.id)
    if device is None or device.event_id != event_id or device.revoked_at is not None:
        raise NotFound
    event = device.event
    return render_template(
        "attendance/devices/paired.html", device=device, event=event, opens_at=event.starts_at - DOOR_OPENS, now=now()
    )


def _list(event: Event, form: CodeForm) -> str:
    moment = now()
    return render_template(
        "attendance/devices/index.html",
        event=event,
        form=form,
        devices=devices_of(event),
        codes=open_codes(event, moment),
        over=moment >= door_shuts(event),
        now=moment,
        tolerance_ms=CLOCK_TOLERANCE.total_seconds() * 1000,
        setting=db.session.get(DoorSetting, event.id),
        to_look_at=open_count(event),
        clock_said=_clock_said,
    )


def _clock_said(offset_ms: int) -> str:
    """By how much a clock is wrong, roughly."""
    minutes = abs(offset_ms) // 60_000
    amount = (
        ngettext("%(num)s day", "%(num)s days", minutes // 1440)
        if minutes >= 2880
        else ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
        if minutes >= 120
        else ngettext("%(num)s minute", "%(num)s minutes", minutes)
    )
    return _("%(amount)s fast", amount=amount) if offset_ms > 0 else _("%(amount)s slow", amount=amount)
