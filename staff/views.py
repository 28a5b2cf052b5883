"""Pages of this room: today, language, signing out, the team, the audit log, and the progress of a job."""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db, now, row_id
from core.errors import DomainError
from core.jobs import Job
from core.languages import LANGUAGES
from staff.access import public, requires
from staff.audit import record
from staff.forms import StaffForm
from staff.frames import panels
from staff.models import AuditEntry, Role, Staff
from staff.sessions import end
from staff.team import add_staff, change_staff, forget_totp
from staff.words import ACTIONS, ROLES, ROWS

blueprint = Blueprint("staff", __name__)


@blueprint.app_context_processor
def account_links() -> dict[str, list[dict[str, str]]]:
    """What the menu under the reader's name offers."""
    return {
        "account_links": [
            {"url": url_for("security.change_password"), "icon": "key", "label": _("Change password")},
            {"url": url_for("security.two_factor_setup"), "icon": "shield-check", "label": _("Second factor")},
        ]
    }


@blueprint.get("/")
@requires()
def today() -> str:
    """The first page: what wants doing today, from every room."""
    return render_template("staff/today.html", panels=panels("today", current_user, None, now()))


@blueprint.post("/language")
@public
def set_language() -> Response:
    """Change the language of the screen; for a signed-in reader it is kept for good."""
    language = request.form.get("lang", "")
    if language in LANGUAGES:
        session["lang"] = language
        if current_user.is_authenticated:
            db.session.get_one(Staff, current_user.id).language = language
            db.session.commit()
    return redirect(local_path(request.form.get("next", "")))


def local_path(wish: str) -> str:
    """`wish` when it is a path of ours, else the first page: nobody is sent elsewhere by a crafted link."""
    parts = urlsplit(wish.replace("\\", "/"))
    safe = wish.startswith("/") and not wish.startswith("//") and not parts.netloc and not parts.scheme
    return wish if safe and wish.isprintable() and not wish.startswith("/\\") else url_for("staff.today")


@blueprint.post("/sign-out")
@requires()
def sign_out() -> Response:
    language = current_user.language
    end(current_user)
    db.session.commit()
    session["lang"] = language
    return redirect(url_for("security.login"))


@blueprint.get("/jobs/<int:job_id>")
@requires()
def job_progress(job_id: int) -> str:
    """The progress bar of a job, for whoever asked for it; the page around it asks again each second."""
    job = db.session.get(Job, job_id)
    if job is None or (job.owner_id != current_user.id and not current_user.may(Role.ADMIN)):
        raise NotFound
    return render_template("staff/job.html", job=job)


@blueprint.get("/staff")
@requires(Role.ADMIN)
def team() -> str:
    query = sa.select(Staff).where(Staff.is_device.is_(False)).order_by(Staff.active.desc(), Staff.username)
    people = db.session.scalars(query).all()
    return render_template("staff/team.html", people=people, roles=ROLES)


@blueprint.route("/staff/new", methods=["GET", "POST"])
@requires(Role.ADMIN)
def new_member() -> str | tuple[str, int] | Response:
    form = StaffForm()
    if form.validate_on_submit():
        try:
            staff = add_staff(
                username=form.username.data,
                name=form.name.data,
                name_en=form.name_en.data or "",
                phone=form.phone.data or "",
                password=form.password.data,
                branch_id=form.branch_id.data,
                roles=set(form.roles.data),
                language=form.language.data,
            )
        except DomainError as refusal:
            form.username.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("%(name)s can sign in now.", name=staff.name))
            return redirect(url_for("staff.team"))
    return render_template("staff/member.html", form=form, staff=None), 422 if form.is_submitted() else 200


@blueprint.route("/staff/<int:staff_id>", methods=["GET", "POST"])
@requires(Role.ADMIN)
def member(staff_id: int) -> str | tuple[str, int] | Response:
    staff = db.get_or_404(Staff, staff_id)
    if staff.is_device:
        raise NotFound
    form = StaffForm(staff=staff)
    if form.validate_on_submit():
        try:
            change_staff(
                staff,
                username=form.username.data,
                roles=set(form.roles.data),
                active=form.active.data,
                password=form.password.data or None,
                name=form.name.data,
                name_en=form.name_en.data or "",
                phone=form.phone.data or "",
                branch_id=form.branch_id.data,
                language=form.language.data,
            )
        except DomainError as refusal:
            db.session.rollback()
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for("staff.team"))
    return render_template("staff/member.html", form=form, staff=staff), 422 if form.is_submitted() else 200


@blueprint.post("/staff/<int:staff_id>/forget-totp")
@requires(Role.ADMIN)
def forget_second_factor(staff_id: int) -> Response:
    """After a lost phone: the next sign-in asks for the password only, and all sessions end."""
    staff = db.get_or_404(Staff, staff_id)
    forget_totp(staff)
    record("change", "second_factor", staff.id)
    db.session.commit()
    flash(_("The second factor of %(name)s is gone. They set up a new one under their name.", name=staff.name))
    return redirect(url_for("staff.member", staff_id=staff.id))


@blueprint.get("/audit")
@requires(Role.ADMIN)
def audit_log() -> str:
    """Who did what, newest first, by person and kind of row."""
    who = request.args.get("staff", type=row_id)
    subject = request.args.get("subject", "")
    query = sa.select(AuditEntry).order_by(AuditEntry.id.desc())
    if who:
        query = query.where(AuditEntry.staff_id == who)
    if subject:
        query = query.where(AuditEntry.subject == subject)
    page = db.paginate(query, per_page=50, max_per_page=50, error_out=False)
    people = {person.id: person for person in db.session.scalars(sa.select(Staff))}
    subjects = db.session.scalars(sa.select(AuditEntry.subject).distinct().order_by(AuditEntry.subject)).all()
    return render_template(
        "staff/audit.html",
        page=page,
        people=people,
        subjects=subjects,
        actions=ACTIONS,
        rows=ROWS,
        who=who,
        subject=subject,
    )
