"""The organiser's page of the outbox: which mails wait, which went out, and which want somebody's eye."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from core.db import db, now
from core.errors import DomainError
from core.mailing import LEASE, mail_is_sent
from core.outbox import MailState, OutboxMail
from invitations.desk.outbox import TO_SETTLE, Settling, settle_mail
from invitations.desk.words import MAIL_STATES
from invitations.models import Invitation
from staff.access import requires
from staff.models import Role
from staff.scope import load, sees, visible

blueprint = Blueprint("outbox", __name__, url_prefix="/outbox")

READERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
PER_PAGE = 50


@blueprint.get("")
@requires(*READERS)
def index() -> str:
    """The newest first; those that want an eye before all others."""
    wanted = request.args.get("state", "")
    query = visible(current_user, OutboxMail).order_by(
        sa.case((OutboxMail.state.in_(TO_SETTLE), 0), else_=1), OutboxMail.id.desc()
    )
    if wanted in {state.value for state in MailState}:
        query = query.where(OutboxMail.state == MailState(wanted))
    page = db.paginate(query, per_page=PER_PAGE, error_out=False)
    return render_template(
        "invitations/desk/outbox.html",
        page=page,
        guests=_guests([mail.source_id for mail in page.items]),
        counts=_counts(),
        states=MAIL_STATES,
        at_it=now() - LEASE,
        configured=mail_is_sent(),
    )


def _guests(invitation_ids: list[int]) -> dict[int, Invitation]:
    """Whom each mail reminds, and of which evening."""
    query = (
        visible(current_user, Invitation)
        .where(Invitation.id.in_(invitation_ids))
        .options(joinedload(Invitation.client), joinedload(Invitation.event))
    )
    return {guest.id: guest for guest in db.session.scalars(query)}


def _counts() -> dict[MailState, int]:
    query = sa.select(OutboxMail.state, sa.func.count()).where(sees(current_user, OutboxMail))
    return dict(db.session.execute(query.group_by(OutboxMail.state)).all())


@blueprint.post("/<int:mail_id>")
@requires(*READERS)
def settle(mail_id: int) -> Response:
    """What became of a mail, by a person's word."""
    mail = load(current_user, OutboxMail, mail_id)
    said = request.form.get("how", "")
    if said not in {one.value for one in Settling}:
        raise BadRequest
    try:
        settle_mail(mail, Settling(said), now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
    else:
        db.session.commit()
        flash(_("Noted."), "good")
    return redirect(url_for("outbox.index"))
