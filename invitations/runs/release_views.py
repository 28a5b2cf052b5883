"""One print run: its progress, proof and approval, its files, and its letters' way out of the house."""

from __future__ import annotations

import tempfile
from typing import Any

import sqlalchemy as sa
from flask import Response as FileResponse
from flask import flash, render_template, request, send_file, url_for
from flask import redirect as go
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients.scopes import cared_for
from core import files
from core.db import db, now
from core.errors import DomainError
from core.forms import clean
from events.approval.asking import standing
from events.views import may_open
from invitations.guests.same_type.composition import composition
from invitations.models import Dispatch, Invitation
from invitations.runs.dispatch import can_take, last_steps, take_all, to_be_destroyed
from invitations.runs.order_views import Group, groups
from invitations.runs.outdated import changed
from invitations.runs.preflight import all_withdrawn
from invitations.runs.print_job import sides_of
from invitations.runs.print_views import (
    PRINTERS,
    blueprint,
    is_complete,
    letters_in,
    load_complete,
    load_run,
)
from invitations.runs.print_words import FACTS, MISMATCHES
from invitations.runs.problems import Problem
from invitations.runs.proof import proof_letters, proof_pages
from invitations.runs.releasing import RunState, approve, cancel, mark_printed, state_of, to_destroy
from invitations.runs.reprinting import archive, as_printed, reprint, sources
from invitations.words import DISPATCHES, MEANS
from printing.models import PrintRun, PrintSignOff
from printing.press.picture import picture_of
from printing.press.printer import pdf_of
from printing.print_run import FILES
from printing.text_words import KINDS
from printing.words import DESIGNS, FORMATS
from staff.access import requires
from staff.audit import record_view
from staff.models import Role, Staff

APPROVERS = (Role.MANAGER, Role.ADMIN)
_RELEASED = (RunState.APPROVED, RunState.PRINTED)
_REASON_LENGTH = 200


@blueprint.get("/<int:run_id>")
@requires(*PRINTERS)
def show(run_id: int) -> str:
    """Where the run stands and what is to be done next, then its letters in order, and who was left out."""
    run, moment = load_run(run_id), now()
    rows = letters_in(run)
    job, state = run.job, state_of(run)
    invitations = [invitation for _letter, invitation, _void in rows]
    event = invitations[0].event if invitations else None
    return render_template(
        "invitations/print_run.html",
        run=run,
        state=state,
        job=job,
        event=event,
        watches=job is not None and (job.owner_id == current_user.id or current_user.may(Role.ADMIN)),
        rows=rows,
        complete=is_complete(run, rows),
        proofs=len(proof_letters(run)) * sides_of(run.format) if state is RunState.PROOF else 0,
        left_out=_left_out(run),
        signed=_sign_offs(run),
        guests_together=composition(current_user, event, now=moment)
        if event and state is RunState.PROOF and not run.notice
        else None,
        destroy=to_destroy(run, [one for _letter, one, void in rows if void is None], moment),
        outdated={one.id: changed(run.facts, one.event, one.language) for one in invitations},
        steps=last_steps([one.id for one in invitations]),
        piles=_piles(rows) if not run.notice else [],
        to_sign=current_user.may(*APPROVERS)
        and not run.notice
        and any(can_take(one, Dispatch.SIGNED) for _l, one, void in rows if not void),
        may_approve=current_user.may(*APPROVERS),
        may_cancel=current_user.may(*APPROVERS) or run.ordered_by_id == current_user.id,
        words={"dispatch": DISPATCHES, "means": MEANS, "facts": FACTS, "formats": FORMATS, "designs": DESIGNS},
        mismatch_words=MISMATCHES,
        notices=KINDS,
        unapproved=event is not None and not run.notice and not standing(event).passes,
        may_open=may_open,
    )


def _piles(rows: list[Any]) -> list[tuple[Staff, int]]:
    """Each manager with the number of letters that could be handed to them now."""
    counted: dict[int, tuple[Staff, int]] = {}
    stays = to_be_destroyed([invitation for _letter, invitation, _void in rows], now())
    for _letter, invitation, void in rows:
        rm = invitation.client.rm
        ready = void is None and can_take(invitation, Dispatch.HANDED) and invitation.id not in stays
        counted[rm.id] = (rm, counted.get(rm.id, (rm, 0))[1] + ready)
    return [pile for pile in counted.values() if pile[1]]


def _left_out(run: PrintRun) -> list[Group]:
    """Whose letters were left out and why, of the clients whom the reader still sees."""
    return groups(_seen(run.left_out))


def _seen(kept: list[dict[str, Any]]) -> list[tuple[Problem, str]]:
    """What a run keeps of guests and their problems, as far as the reader sees the guests."""
    ids = [person["invitation_id"] for person in kept]
    query = sa.select(Invitation.id).join(Invitation.client).where(Invitation.id.in_(ids), cared_for(current_user))
    seen = set(db.session.scalars(query)) if ids else set()
    return [
        (Problem.from_stored(stored), person["recipient"])
        for person in kept
        if person["invitation_id"] in seen
        for stored in person["problems"]
    ]


def _sign_offs(run: PrintRun) -> list[tuple[PrintSignOff, list[Group]]]:
    query = (
        sa.select(PrintSignOff)
        .where(PrintSignOff.run_id == run.id)
        .order_by(PrintSignOff.id)
        .options(joinedload(PrintSignOff.staff).lazyload(Staff.roles))
    )
    return [(one, groups(_seen(one.findings))) for one in db.session.scalars(query)]


# --- the proof, and what becomes of the run


@blueprint.get("/<int:run_id>/proof.pdf")
@requires(*PRINTERS)
def proof(run_id: int) -> FileResponse:
    """The proof pages, as they will be printed but for the mark and the code."""
    run = _proofed(run_id)
    with as_printed():
        content = pdf_of(proof_pages(proof_letters(run)), title=run.title)
    record_view(current_user, "print_run", run.id, action="export")
    return _inline(content, "application/pdf", f"proof-{run.id}.pdf")


@blueprint.get("/<int:run_id>/proof/<int:number>.png")
@requires(*PRINTERS)
def proof_picture(run_id: int, number: int) -> FileResponse:
    """A page of the proof as a picture, counted from 1."""
    letters = proof_letters(_proofed(run_id))
    with as_printed():
        pages = proof_pages(letters)
        if not 0 < number <= len(pages):
            raise NotFound
        picture = picture_of(pages[number - 1])
    return _inline(picture, "image/png", f"proof-{number}.png")


def _proofed(run_id: int) -> PrintRun:
    """A run that is drawn and read back, of which the reader may see every guest."""
    run = load_complete(run_id)
    if state_of(run) not in (RunState.PROOF, *_RELEASED):
        raise NotFound
    return run


def _inline(content: bytes, mimetype: str, name: str) -> FileResponse:
    return FileResponse(content, mimetype=mimetype, headers={"Content-Disposition": f'inline; filename="{name}"'})


@blueprint.post("/<int:run_id>/approve")
@requires(*APPROVERS)
def release(run_id: int) -> Response:
    """The manager approves what the proof shows."""
    run = load_complete(run_id)
    try:
        approve(run, staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(refusal, run_id)
    db.session.commit()
    flash(_("The run is approved and can be printed."), "good")
    return _back(run_id)


@blueprint.post("/<int:run_id>/cancel")
@requires(*PRINTERS)
def send_back(run_id: int) -> Response:
    """The manager sends the run back, or whoever ordered it gives it up."""
    run = load_run(run_id)
    try:
        cancel(run, staff=current_user, reason=clean(request.form.get("reason"))[:_REASON_LENGTH], now=now())
    except DomainError as refusal:
        return _refused(refusal, run_id)
    db.session.commit()
    flash(_("The run will not be printed. Its letters can be ordered anew."), "good")
    return _back(run_id)


@blueprint.post("/<int:run_id>/printed")
@requires(*PRINTERS)
def printed(run_id: int) -> Response:
    """The sheets are printed and complete."""
    run = load_complete(run_id)
    try:
        mark_printed(run, staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(refusal, run_id)
    db.session.commit()
    flash(_("The letters are printed. Next the manager signs them."), "good")
    return _back(run_id)


@blueprint.post("/<int:run_id>/steps")
@requires(*PRINTERS)
def step(run_id: int) -> Response:
    """The letters of the run, or the ticked ones, or those of one manager, are signed or handed over."""
    run = load_run(run_id)
    if run.notice:
        raise NotFound  # the way of such a letter is told by the call that goes with it
    wish = request.form.get("step", "")
    if wish not in (Dispatch.SIGNED.value, Dispatch.HANDED.value):
        raise NotFound
    if wish == Dispatch.SIGNED.value and not current_user.may(*APPROVERS):
        return _refused(DomainError("not_the_manager"), run_id)
    rows = [invitation for _letter, invitation, void in letters_in(run) if void is None]
    manager = request.form.get("rm")
    ids = {one.id for one in rows if manager in (None, str(one.client.rm_id))}
    if request.form.get("of") == "ticked":
        ids &= set(request.form.getlist("guest", type=int))
    if not ids:
        return _refused(DomainError("nothing_ticked"), run_id)
    try:
        number = take_all(current_user, rows[0].event, Dispatch(wish), now=now(), invitation_ids=ids)
    except DomainError as refusal:
        return _refused(refusal, run_id)
    db.session.commit()
    signed = ngettext("%(num)d letter is signed.", "%(num)d letters are signed.", number)
    handed = ngettext("%(num)d letter is with its manager.", "%(num)d letters are with their managers.", number)
    flash(signed if wish == Dispatch.SIGNED.value else handed, "good" if number else "attention")
    return _back(run_id)


def _refused(refusal: DomainError, run_id: int) -> Response:
    db.session.rollback()
    flash(refusal.sentence, "error")
    return _back(run_id)


def _back(run_id: int) -> Response:
    return go(url_for("print_runs.show", run_id=run_id))


# --- the files, for whoever may see every guest in them


@blueprint.get("/<int:run_id>/letters.pdf")
@requires(*PRINTERS)
def pdf(run_id: int) -> Response:
    """The PDF for the printer, once the run is approved."""
    run = load_complete(run_id)
    if state_of(run) not in _RELEASED or run.file is None:
        raise NotFound
    try:
        path = files.find(FILES, run.file)
    except FileNotFoundError:
        raise DomainError("file_gone") from None
    record_view(current_user, "print_run", run.id, action="export")
    return send_file(path, mimetype="application/pdf", download_name=f"letters-{run.id}.pdf", etag=False)


@blueprint.get("/<int:run_id>/letters.zip")
@requires(*PRINTERS)
def single_pdfs(run_id: int) -> Response:
    """Each letter as a PDF of its own, called by its number."""
    run = load_complete(run_id)
    if state_of(run) not in _RELEASED:
        raise NotFound
    letters = sources(run, now())
    record_view(current_user, "print_run", run.id, action="export")
    db.session.rollback()  # drawing takes its time and must not keep a transaction open
    file = tempfile.TemporaryFile(dir=files.folder(FILES))  # noqa: SIM115 - whoever sends it closes it
    archive(letters, file)
    file.seek(0)
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=f"letters-{run_id}.zip")


@blueprint.get("/<int:run_id>/letters/<int:position>.pdf")
@requires(*PRINTERS)
def letter(run_id: int, position: int) -> FileResponse:
    """One letter again, byte for byte as it was first printed; if it would be another, a page says so instead."""
    run = load_run(run_id)
    found = [row for row in letters_in(run) if row[0].position == position]
    if state_of(run) not in _RELEASED or not found:
        raise NotFound
    [(sheet, invitation, void)] = found
    if void is not None:
        raise DomainError("letter_void")
    if all_withdrawn([invitation], now(), notice=run.notice)[invitation.id]:
        raise DomainError("letter_withdrawn")
    content = reprint(run, sheet, invitation)
    record_view(current_user, "letter", sheet.id, action="export")
    return _inline(content, "application/pdf", f"letter-{run.id}-{position}.pdf")
