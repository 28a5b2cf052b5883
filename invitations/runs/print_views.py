"""Pages of print runs: what there is, and where one run stands with its letters."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, current_app, render_template, url_for
from flask import redirect as go
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients.models import Client
from clients.scopes import cared_for
from core import jobs
from core.db import db, now
from invitations.guests.open_runs import events_of, events_to_print
from invitations.models import Invitation, InvitationLetter
from invitations.runs.releasing import state_of
from printing.models import PrintedLetter, PrintRun
from staff.access import requires
from staff.models import Role, Staff
from staff.scope import load, visible

blueprint = Blueprint("print_runs", __name__, url_prefix="/print-runs")

PRINTERS = (Role.ORGANISER, Role.RM, Role.MANAGER, Role.ADMIN)


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
    return render_template(
        "invitations/print_runs.html",
        page=page,
        events=events_to_print(current_user, now()),
        states={one.id: state_of(one) for one in page},
        titles=events_of(page.items),
    )


def load_run(run_id: int) -> PrintRun:
    """The run if the reader may see it, with its people and its job. Raises NotFound."""
    people = (PrintRun.ordered_by, PrintRun.approved_by, PrintRun.printed_by, PrintRun.cancelled_by)
    return load(current_user, PrintRun, run_id, joinedload(PrintRun.job), *(joinedload(one) for one in people))


def letters_in(run: PrintRun) -> list[Any]:
    """The run's letters in order with invitation, client and voidness, of the clients whom the reader still sees."""
    query = (
        sa.select(PrintedLetter, Invitation, InvitationLetter.superseded_at)
        .join(InvitationLetter, InvitationLetter.letter_id == PrintedLetter.id)
        .join(Invitation, Invitation.id == InvitationLetter.invitation_id)
        .join(Client, Client.id == Invitation.client_id)
        .where(PrintedLetter.run_id == run.id, cared_for(current_user))
        .options(
            joinedload(Invitation.event),
            joinedload(Invitation.client).options(
                joinedload(Client.rm).lazyload(Staff.roles),
                sa.orm.selectinload(Client.holds),
                sa.orm.selectinload(Client.addresses),
            ),
        )
        .order_by(PrintedLetter.position)
    )
    return list(db.session.execute(query))


def is_complete(run: PrintRun, rows: list[Any]) -> bool:
    """Whether the reader may see every guest in the run: a client who moved to another manager closes the file."""
    count = sa.select(sa.func.count()).select_from(PrintedLetter).where(PrintedLetter.run_id == run.id)
    return len(rows) == (db.session.scalar(count) or 0)


def load_complete(run_id: int) -> PrintRun:
    """A run of which the reader may see every guest. Raises NotFound."""
    run = load_run(run_id)
    if not is_complete(run, letters_in(run)):
        raise NotFound
    return run


def show_run(run: PrintRun) -> Response:
    """Commit, wake the job, and show the run; ids are read before the commit makes the rows stale."""
    run_id, job = run.id, run.job
    db.session.commit()
    if job is not None:
        jobs.wake(current_app._get_current_object(), job)  # type: ignore[attr-defined]
    return go(url_for("print_runs.show", run_id=run_id))


@blueprint.post("/<int:run_id>/retry")
@requires(*PRINTERS)
def retry(run_id: int) -> Response:
    """Put a failed job back."""
    run = load_run(run_id)
    if run.job is None:
        raise NotFound
    jobs.retry(run.job)
    return show_run(run)
