"""What a device's own script asks: the list to take along, the form key, and to take in what it kept."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import NotFound

from attendance.devices.pack import pack
from attendance.devices.pairing import Heartbeat, device_of_key, key_of, note, take_out
from attendance.door.cards import LOOKS
from attendance.door.screen import new_scan_id, setting_here
from attendance.door.views import AT_THE_DOOR
from attendance.ledger.counting import Count
from attendance.ledger.queues import take
from attendance.models import ADMITTING, Verdict
from attendance.words import VERDICTS
from core.db import db, now
from core.errors import DomainError
from events.models import DOOR_OPENS, DoorDevice, Event
from staff.access import public, requires
from staff.audit import record_view
from staff.models import Role, Staff
from staff.scope import load

blueprint = Blueprint("door_sync", __name__, url_prefix="/door")

MOST_ROWS = 200
LARGEST_OFFSET = timedelta(days=20)  # in milliseconds it must fit an integer; wilder clocks count as just this wild
Answer = Response | tuple[Response, int]


@blueprint.app_template_global()
def offline_verdicts() -> list[tuple[str, str, str, bool]]:
    """(code, look, word, whether it lets in) of each verdict, for the cards that a device draws by itself."""
    return [(one.value, LOOKS[one], str(VERDICTS[one]), one in ADMITTING) for one in Verdict]


@blueprint.get("/<int:event_id>/pack")
@requires(*AT_THE_DOOR)
def take_along(event_id: int) -> Answer:
    """The list; to whoever has this version already, only that it is still so."""
    event = load(current_user, Event, event_id)
    try:
        found = pack(current_user, event, now=now())
    except DomainError as refusal:
        return jsonify(error=refusal.code, message=refusal.sentence), 409
    device = db.session.get(DoorDevice, current_user.id) if current_user.is_device else None
    said: dict[str, Any] = {
        "event": event.id,
        "version": found.version,
        "whole": found.whole,
        "made_at": found.made_at.isoformat(),
        "until": found.until.isoformat(),
        "now": now().isoformat(),
        "zone": event.zone,
        "gate": device.gate if device else "",
        "key": key_of(current_user.id) if device else "",
    }
    if request.args.get("version") == found.version:
        return jsonify(said)
    record_view(current_user, "door_pack", event.id, action="export")
    return jsonify(
        said | {"salt": found.salt.hex(), "rounds": found.rounds, "sealed": found.sealed, "names": found.names}
    )


@blueprint.get("/key")
@public
def form_key() -> Response:
    """A fresh form key: a page that was drawn long ago, or kept on the device, has a stale one."""
    return jsonify(key=generate_csrf())


@blueprint.post("/<int:event_id>/queue")
@public
def take_in(event_id: int) -> Answer:
    """What the device kept while it had no network, and how it is. Each row is acknowledged by its place.

    For whoever is at this door, and for a device that shows its key: also when its session has ended or it was taken
    out, since nothing may be lost. That one is told to wipe what it holds.
    """
    sent = _sent()
    actor, event, device = _who(event_id, str(sent.get("key", "")))
    if actor is None or event is None:
        return jsonify(signed_out=True), 401
    rows = sent.get("rows")
    rows = rows if isinstance(rows, list) else []
    if len(rows) > MOST_ROWS:
        return jsonify(error="too_many", most=MOST_ROWS), 413
    moment = now()
    offset = _offset(sent.get("clock"), moment)
    wiped = device is not None and device.wiped_at is not None
    taken = take(event, actor, rows, now=moment, offset_ms=offset, wiped=wiped) if rows else []
    out = device is not None and (device.revoked_at is not None or device.expires_at <= moment)
    if device is not None:
        note(device, _heartbeat(sent, offset, len(rows)), now=moment)
    answer = jsonify(
        taken=[{"scan_id": one.scan_id, "conflict": one.conflict, "quarantined": one.quarantined} for one in taken],
        now=moment.isoformat(),
        wipe=out,
        signed_out=not current_user.is_authenticated,
    )
    db.session.commit()
    return answer


def _sent() -> dict[str, Any]:
    """The body; none for what is no object of JSON, or nested more deeply than anybody reads."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:
        return {}
    return sent if isinstance(sent, dict) else {}


@blueprint.post("/<int:event_id>/hand-back")
@requires(Role.DOOR)
def hand_back(event_id: int) -> Answer:
    """A device goes back to its drawer: it sends this once its queue is empty, and is told to wipe."""
    device = db.session.get(DoorDevice, current_user.id)
    if device is None or device.event_id != event_id:
        raise NotFound
    take_out(device, now=now())
    db.session.commit()
    return jsonify(wipe=True)


@blueprint.get("/<int:event_id>/shell")
@requires(*AT_THE_DOOR)
def shell(event_id: int) -> str:
    """The door's page without a guest on it, which the device keeps to open without a network."""
    event = load(current_user, Event, event_id)
    setting, gate = setting_here(event)
    return render_template(
        "attendance/board.html",
        event=event,
        setting=setting,
        gate=gate,
        state="open",
        opens=DOOR_OPENS,
        scan_id=new_scan_id,
        count=Count(),
        arrivals=[],
        card=None,
        hits=None,
        guest=None,
        refusal=None,
        by="camera",
        kept_page=True,
    )


@blueprint.get("/sw.js")
@public
def service_worker() -> Response:
    """The script that answers for us while there is no network; its name for what it keeps changes with every file."""
    files = kept_files(current_app.static_folder or "")
    urls = [url_for("static", filename=name) for name in files]
    head = f"const VERSION = {json.dumps(_version(tuple(files)))};\nconst FILES = {json.dumps(urls)};\n"
    body = Path(current_app.static_folder or "", "attendance", "sw.js").read_text()
    return Response(head + body, mimetype="text/javascript")


def kept_files(folder: str) -> list[str]:
    """What the door's page is made of."""
    root = Path(folder)
    own = [path for kind in ("js", "css") for path in sorted((root / "attendance").glob(f"*.{kind}"))]
    shared = ["tokens.css", "door.css", "seal.svg", "favicon.svg", "icons.svg"]
    vendor = ["barcode-detector.js", "zxing_reader.wasm"]
    return [f"attendance/{path.name}" for path in own if path.name != "sw.js"] + [
        *(f"shared/{name}" for name in shared if (root / "shared" / name).exists()),
        *(f"vendor/{name}" for name in vendor),
    ]


@lru_cache(maxsize=8)
def _version(files: tuple[str, ...]) -> str:
    root, mark = Path(current_app.static_folder or ""), hashlib.sha256()
    for name in (*files, "attendance/sw.js"):
        mark.update((root / name).read_bytes())
    return mark.hexdigest()[:12]


def _who(event_id: int, key: str) -> tuple[Staff | None, Event | None, DoorDevice | None]:
    """Who sends, for which event, and the device if it is one."""
    device = device_of_key(key) if key else None
    if device is not None and device.event_id == event_id:
        return device.staff, device.event, device
    if current_user.is_authenticated and current_user.may(*AT_THE_DOOR) and not current_user.is_device:
        return current_user, _event_of_own_house(event_id), None
    if current_user.is_authenticated and current_user.is_device:
        own = db.session.get(DoorDevice, current_user.id)
        if own is not None and own.event_id == event_id:
            return current_user, own.event, own
    return None, None, None


def _event_of_own_house(event_id: int) -> Event:
    """Also one whose door is shut: whoever stood there may hand over the day after what had no network. Raises
    NotFound."""
    event = db.session.get(Event, event_id)
    if event is None or not (event.branch_id == current_user.branch_id or current_user.may(Role.ADMIN)):
        raise NotFound
    return event


def _moment(text: object) -> datetime | None:
    try:
        said = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return said.astimezone(UTC) if said.tzinfo else None


def _offset(text: object, moment: datetime) -> int:
    """By how many milliseconds the device's clock is ahead of ours; 0 when it does not say."""
    said = _moment(text)
    if said is None:
        return 0
    return (said - moment) // timedelta(milliseconds=1)


def _heartbeat(sent: dict[str, Any], offset: int, now_sent: int) -> Heartbeat:
    waiting = sent.get("waiting")
    left = max(0, waiting - now_sent) if isinstance(waiting, int) and 0 <= waiting < 1_000_000 else 0
    return Heartbeat(offset, left, _moment(sent.get("pack_at")), sent.get("wiped") is True)
