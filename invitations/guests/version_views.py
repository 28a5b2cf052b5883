"""Pages of the guest list's versions: freezing it, reading its names, comparing two."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db, now
from core.errors import DomainError
from core.forms import clean
from core.languages import pick_language
from events.models import Event
from invitations.guests.list_versions import compare, content_of, freeze_list, mark_read
from invitations.guests.words import LINE_PARTS, WAVES
from invitations.models import GuestListVersion
from invitations.settings import NAMES_CHECKED_TWICE
from staff.access import requires
from staff.models import Role, Staff
from staff.scope import load, visible
from staff.settings import setting

blueprint = Blueprint("list_versions", __name__, url_prefix="/events/<int:event_id>/list-versions")
PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
REASON_LENGTH = 120


def _versions(event: Event) -> list[GuestListVersion]:
    """All versions that the reader sees, the newest first, with who froze and who read them."""
    people = (GuestListVersion.staff, GuestListVersion.first_check, GuestListVersion.second_check)
    query = visible(current_user, GuestListVersion).where(GuestListVersion.event_id == event.id)
    query = query.options(*(joinedload(one).lazyload(Staff.roles) for one in people))
    return list(db.session.scalars(query.order_by(GuestListVersion.number.desc())))


@blueprint.get("")
@requires(*PLANNERS)
def index(event_id: int) -> str:
    """The versions, and what has changed since the last one."""
    event = load(current_user, Event, event_id)
    versions, content = _versions(event), content_of(event)
    since = compare(versions[0].content, content) if versions else None
    return render_template(
        "invitations/guests/versions.html",
        event=event,
        versions=versions,
        guests=len(content),
        since=since,
        wanted=bool(setting(event.branch_id, NAMES_CHECKED_TWICE)),
        length=REASON_LENGTH,
    )


@blueprint.post("")
@requires(*PLANNERS)
def freeze(event_id: int) -> Response:
    """Keep the list as it stands now."""
    event = load(current_user, Event, event_id)
    reason = clean(request.form.get("reason"))[:REASON_LENGTH]
    try:
        version = freeze_list(event, reason, staff=current_user, now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
        return redirect(url_for("list_versions.index", event_id=event_id))
    number = version.number
    db.session.commit()
    flash(_("Version %(number)s is kept. Now two people read the names.", number=number), "good")
    return redirect(url_for("list_versions.show", event_id=event_id, number=number))


@blueprint.get("/<int:number>")
@requires(*PLANNERS)
def show(event_id: int, number: int) -> str:
    """One version's names in large type, and what is different from another."""
    event = load(current_user, Event, event_id)
    versions = _versions(event)
    version = _of_number(versions, number)
    others = [one for one in versions if one.number != number]
    wished = request.args.get("with", type=int)
    other = next((one for one in others if one.number == (number - 1 if wished is None else wished)), None)
    earlier, later = sorted((version, other or version), key=lambda one: one.number)
    return render_template(
        "invitations/guests/version.html",
        event=event,
        version=version,
        newest=versions[0].number == number,
        others=others,
        other=other,
        difference=compare(earlier.content, later.content) if other else None,
        earlier=earlier,
        later=later,
        managers=_managers(version, other),
        has_read=current_user.id in (version.first_check_id, version.second_check_id),
        words={"waves": {wave.value: words for wave, words in WAVES.items()}, "parts": LINE_PARTS},
    )


def _of_number(versions: list[GuestListVersion], number: int) -> GuestListVersion:
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def _managers(*versions: GuestListVersion | None) -> dict[int, str]:
    """What the managers of these versions are called."""
    ids = {line["rm"] for version in versions if version for line in version.content}
    people = db.session.scalars(sa.select(Staff).where(Staff.id.in_(ids)).options(sa.orm.lazyload(Staff.roles)))
    language = pick_language()
    return {person.id: person.called(language) for person in people}


@blueprint.post("/<int:number>/read")
@requires(*PLANNERS)
def read(event_id: int, number: int) -> Response:
    """The reader has read every name of the newest version."""
    event = load(current_user, Event, event_id)
    version = _of_number(_versions(event), number)
    try:
        mark_read(version, staff=current_user, now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
    else:
        complete = version.second_check_id is not None
        db.session.commit()
        flash(
            _("Thank you. Two people have read the names.")
            if complete
            else _("Thank you. Somebody else has to read the names too."),
            "good",
        )
    return redirect(url_for("list_versions.show", event_id=event_id, number=number))
