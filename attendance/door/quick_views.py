"""A scan as data, in as few ways to the database as there can be: for the door's own script, and for what counts them.

The same rules as the door's page; whatever is not the usual case goes the page's way (attendance/ledger/quick.py).
"""

from __future__ import annotations

import hashlib
import time
import uuid
from types import SimpleNamespace
from typing import Any, cast

from flask import Blueprint, g, jsonify, request, session
from flask_login import current_user
from werkzeug.wrappers import Response

from attendance.door.cards import LOOKS, called
from attendance.door.forms import CodeForm
from attendance.door.gates import gate_here
from attendance.door.views import AT_THE_DOOR
from attendance.ledger.checking_in import Answer, check_in, find_invitation
from attendance.ledger.quick import QuickAnswer, Scanned, Visitor, check_in_quickly
from attendance.models import ADMITTING, Method, Verdict
from attendance.words import VERDICTS
from clients.models import Client, Gender, NameOrder, TitleKind
from core.db import autocommit_engine, db, now
from core.errors import DomainError
from core.languages import pick_language, speak
from events.models import DoorSetting, Event, EventTable, TableShape
from events.tables.words import table_name
from invitations.paper.seated import tables_told
from staff.access import asks_by_itself, requires
from staff.scope import load
from staff.sessions import IDLE_SECONDS, LONGEST, check_as_usual

blueprint = Blueprint("quick_door", __name__, url_prefix="/door")

_METHODS = {"code": Method.CODE, "name": Method.NAME}
LONGEST_CODE = 400


@blueprint.post("/<int:event_id>/scan")
@requires(*AT_THE_DOOR)
@asks_by_itself
def scan(event_id: int) -> Response | tuple[Response, int]:
    """A scanned or typed code: one verdict, as data. Sent again with the same scan id, it gives the same answer."""
    quickly = _quickly(event_id)
    if quickly is not None:
        return jsonify(quickly)
    if (sent_away := check_as_usual()) is not None:
        return sent_away
    event = load(current_user, Event, event_id)
    form = CodeForm()
    if not form.validate():
        return jsonify(message=next(iter(form.errors.values()))[0]), 422
    setting = db.session.get(DoorSetting, event.id) or DoorSetting(gates=[])
    try:
        answer = check_in(
            event,
            find_invitation(form.code.data or ""),
            scan_id=form.scan,
            method=form.method,
            staff=current_user,
            now=now(),
            gate=gate_here(current_user, event, setting),
        )
    except DomainError as refusal:
        db.session.rollback()
        return jsonify(message=refusal.sentence), 409
    told = _told(answer, event)
    db.session.commit()
    return jsonify(told)


def _quickly(event_id: int) -> dict[str, Any] | None:
    """The answer, if it is the usual one."""
    if "sid" not in session or "_user_id" not in session:
        return None
    code, wish = request.form.get("code", ""), session.get("lang")
    try:
        scan_id = str(uuid.UUID(request.form.get("scan_id", "")))
    except ValueError:
        return None
    if not 0 < len(code) <= LONGEST_CODE:
        return None
    moment = now()
    seen = time.time() - session.get("seen", 0)
    visitor = Visitor(
        session["_user_id"],
        hashlib.sha256(session["sid"].encode()).hexdigest(),
        seen > IDLE_SECONDS,
        AT_THE_DOOR,
        moment - LONGEST,
    )
    scanned = Scanned(
        event_id,
        code,
        scan_id,
        _METHODS.get(request.form.get("by", ""), Method.CAMERA),
        session.get("gates", {}).get(str(event_id)),
        str(g.get("request_id", "")),
    )
    answer = check_in_quickly(autocommit_engine(), visitor, scanned, moment)
    if answer is None:
        return None
    if seen > 60:
        session["seen"] = int(time.time())
    speak(request.args.get("lang") or answer.row.language or wish or "")
    return _told_quickly(answer, scan_id)


def _told_quickly(answer: QuickAnswer, scan_id: str) -> dict[str, Any]:
    row, language = answer.row, g.language
    guest = Client(
        surname=row.surname,
        given_name=row.given_name,
        name_en=row.name_en,
        name_en_order=NameOrder(row.name_en_order),
        gender=Gender(row.gender) if row.gender else None,
        title=row.title,
        title_kind=TitleKind(row.title_kind) if row.title_kind else None,
        salutation_override=row.salutation_override,
    )
    tables: list[str] = []
    for number, name, shape, _member in sorted(answer.tables, key=lambda one: one[3]):
        told = table_name(cast("EventTable", SimpleNamespace(number=number, name=name, shape=TableShape(shape))))
        if told not in tables:
            tables.append(told)
    return _data(
        answer.verdict,
        scan_id=scan_id,
        invitation_id=row.invitation_id,
        name=called(guest, language),
        persons=[(person.key, person.name) for person in answer.party],
        missing=[],
        table=tables,
        attention=row.door_note,
        greeted=bool(row.greeted),
    )


def _told(answer: Answer, event: Event) -> dict[str, Any]:
    invitation, scan_id = answer.invitation, answer.scan.scan_id
    if invitation is None or invitation.event_id != event.id:
        return _data(answer.verdict, scan_id=scan_id)
    table = tables_told(event, [invitation.id]).get(invitation.id, "")
    names = {person.key: person.name for person in answer.party}
    admitted = answer.verdict in ADMITTING
    return _data(
        answer.verdict,
        scan_id=scan_id,
        invitation_id=invitation.id,
        name=called(invitation.client, pick_language()),
        persons=[(key, names.get(key, "")) for key in answer.scan.persons],
        missing=[person.key for person in answer.missing],
        table=[table] if table and (admitted or answer.verdict is Verdict.ALREADY) else [],
        attention=invitation.door_note if admitted else "",
        greeted=invitation.greeted and admitted,
        since=answer.first.happened_at.isoformat() if answer.first else "",
    )


def _data(verdict: Verdict, **parts: Any) -> dict[str, Any]:
    said = {"verdict": verdict.value, "look": LOOKS[verdict], "word": str(VERDICTS[verdict])}
    return {**said, "since": "", **parts}
