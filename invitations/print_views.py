"""Pages of print runs: what there is, ordering one for an event, its progress, its PDF."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, current_app, render_template, request, send_file, url_for
from flask import redirect as go
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import AnyOf, InputRequired, Regexp

from clients.models import Client
from core import files, jobs
from core.db import db, now
from core.errors import DomainError
from core.forms import Form
from events.models import Event, EventStatus
from invitations.letters import Mend, Problem
from invitations.models import Dispatch, Invitation, InvitationLetter
from invitations.print_runs import Preflight, check, invitations_to_print, order_run
from invitations.print_words import sentence
from invitations.words import DISPATCHES
from printing.models import PrintedLetter, PrintRun
from printing.print_run import FILES
from staff.access import access_of, requires
from staff.audit import record_view
from staff.models import Role
from staff.scope import load, sees, visible

blueprint = Blueprint("print_runs", __name__, url_prefix="/print-runs")

PRINTERS = (Role.ORGANISER, Role.RM, Role.MANAGER, Role.ADMIN)


class OrderForm(Form):
    """The button that orders a run: `key` makes a double click one run."""

    key = HiddenField(
        validators=[InputRequired(), Regexp(re.compile(r"[0-9a-f]{32}\Z"))], default=lambda: secrets.token_hex(16)
    )
    which = HiddenField(validators=[AnyOf(["unprinted", "all"])])


@blueprint.get("")
@requires(*PRINTERS)
def index() -> str:
    """The runs that the reader may see, newest first."""
    query = (
        visible(current_user, PrintRun)
        .options(joinedload(PrintRun.ordered_by), joinedload(PrintRun.job))
        .order_by(PrintRun.id.desc())
    )
    page = db.paginate(query, per_page=30, max_per_page=30, error_out=False)
    return render_template("invitations/print_runs.html", page=page, events=_events_with_letters())


def _events_with_letters() -> list[tuple[Event, int]]:
    """The coming events with letters not yet printed, of clients whom the reader sees, and how many."""
    query = (
        sa.select(Event, sa.func.count(Invitation.id))
        .join(Invitation, Invitation.event_id == Event.id)
        .where(
            sees(current_user, Event),
            Event.status == EventStatus.INVITING,
            Event.starts_at > now(),
            Invitation.dispatch == Dispatch.LISTED,
            Invitation.revoked_at.is_(None),
            Invitation.client_id.in_(sa.select(Client.id).where(sees(current_user, Client))),
        )
        .group_by(Event.id)
        .order_by(Event.starts_at)
    )
    return [(event, count) for event, count in db.session.execute(query)]


@blueprint.route("/new", methods=["GET", "POST"])
@requires(*PRINTERS)
def new() -> str | tuple[str, int] | Response:
    """What a run for an event would hold, and ordering it."""
    event = load(current_user, Event, request.args.get("event", 0, type=int))
    everybody = invitations_to_print(current_user, event, unprinted=False)
    unprinted = [one for one in everybody if one.dispatch is Dispatch.LISTED]
    wish = request.form.get("which") or request.args.get("which") or ("unprinted" if unprinted else "all")
    form = OrderForm(which=wish)
    moment = now()
    preflight = check(everybody if wish == "all" else unprinted, moment)
    if form.validate_on_submit():
        try:
            run = order_run(current_user, event, preflight, key=form.key.data, moment=moment)
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            return _ordered(run)
    counts = {"unprinted": len(unprinted), "all": len(everybody)}
    page = render_template(
        "invitations/print_run_new.html",
        event=event, form=form, counts=counts, which=wish, ready=len(preflight.ready), problems=_grouped(preflight),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _ordered(run: PrintRun) -> Response:
    """Commit, wake the job, and show the run; ids are read before the commit makes the rows stale."""
    run_id, job = run.id, run.job
    db.session.commit()
    if job is not None:
        jobs.wake(current_app._get_current_object(), job)  # type: ignore[attr-defined]
    return go(url_for("print_runs.show", run_id=run_id))


@dataclass(frozen=True)
class Group:
    """One problem, where to mend it, and whose letters it keeps back."""

    sentence: str
    url: str | None
    names: list[str]


def _grouped(preflight: Preflight) -> list[Group]:
    found = [
        (problem, invitation.client.full_name) for invitation, reasons in preflight.left_out for problem in reasons
    ]
    return _groups(found)


def _groups(found: list[tuple[Problem, str]]) -> list[Group]:
    """The same problem of many letters said once; problems of the event, which stop most letters, first."""
    names: dict[Problem, list[str]] = defaultdict(list)
    for problem, name in found:
        names[problem].append(name)
    ordered = sorted(names.items(), key=lambda item: -len(item[1]))
    return [Group(sentence(problem), _mend_url(problem), whose) for problem, whose in ordered]


_MENDING = {
    Mend.EVENT: ("events.edit", "event_id"),
    Mend.CLIENT: ("clients.edit", "client_id"),
    Mend.STAFF: ("staff.member", "staff_id"),
    Mend.GUESTS: ("guest_list.show", "event_id"),
}


def _mend_url(problem: Problem) -> str | None:
    """The page that mends it, when the reader may open that page."""
    endpoint, name = _MENDING[problem.mend]
    allowed = access_of(current_app, endpoint)
    if not allowed or not current_user.role_set & allowed:
        return None
    return url_for(endpoint, **{name: problem.subject_id})  # type: ignore[arg-type]


def _load_run(run_id: int) -> PrintRun:
    return load(current_user, PrintRun, run_id, joinedload(PrintRun.ordered_by), joinedload(PrintRun.job))


def _rows(run: PrintRun) -> list[Any]:
    """The run's letters in order with invitation and client, of the clients whom the reader still sees."""
    query = (
        sa.select(PrintedLetter, Invitation)
        .join(InvitationLetter, InvitationLetter.letter_id == PrintedLetter.id)
        .join(Invitation, Invitation.id == InvitationLetter.invitation_id)
        .join(Client, Client.id == Invitation.client_id)
        .where(PrintedLetter.run_id == run.id, sees(current_user, Client))
        .options(joinedload(Invitation.client).joinedload(Client.rm))
        .order_by(PrintedLetter.position)
    )
    return list(db.session.execute(query))


def _left_out(run: PrintRun) -> list[tuple[Problem, str]]:
    """Whose letters were left out and why, of the clients whom the reader still sees."""
    ids = [person["invitation_id"] for person in run.left_out]
    query = sa.select(Invitation.id).join(Invitation.client).where(Invitation.id.in_(ids), sees(current_user, Client))
    seen = set(db.session.scalars(query))
    return [
        (Problem.from_stored(stored), person["recipient"])
        for person in run.left_out
        if person["invitation_id"] in seen
        for stored in person["problems"]
    ]


@blueprint.get("/<int:run_id>")
@requires(*PRINTERS)
def show(run_id: int) -> str:
    """Progress, then the PDF, the letters in order, and who was left out."""
    run = _load_run(run_id)
    rows = _rows(run)
    job = run.job
    return render_template(
        "invitations/print_run.html",
        run=run,
        job=job,
        watches=job is not None and (job.owner_id == current_user.id or current_user.may(Role.ADMIN)),
        rows=rows,
        complete=len(rows) == _letters_in(run),
        left_out=_groups(_left_out(run)),
        dispatches=DISPATCHES,
    )


def _letters_in(run: PrintRun) -> int:
    count = sa.select(sa.func.count()).select_from(PrintedLetter).where(PrintedLetter.run_id == run.id)
    return db.session.scalar(count) or 0


@blueprint.get("/<int:run_id>/letters.pdf")
@requires(*PRINTERS)
def pdf(run_id: int) -> Response:
    """The letters, for whoever may see every guest in them: a client who moved to another manager closes the file."""
    run = _load_run(run_id)
    if run.file is None or len(_rows(run)) != _letters_in(run):
        raise NotFound
    try:
        path = files.find(FILES, run.file)
    except FileNotFoundError:
        raise NotFound from None
    record_view(current_user, "print_run", run.id, action="export")
    response = send_file(path, mimetype="application/pdf", download_name=f"letters-{run.id}.pdf", etag=False)
    return response


@blueprint.post("/<int:run_id>/retry")
@requires(*PRINTERS)
def retry(run_id: int) -> Response:
    """Put a failed job back."""
    run = _load_run(run_id)
    if run.job is None:
        raise NotFound
    jobs.retry(run.job)
    return _ordered(run)
