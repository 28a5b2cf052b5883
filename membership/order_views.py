"""Ordering cards and letters, for one member or many; the job's progress; taking the PDFs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import current_app, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients.models import Client
from core import files, jobs
from core.db import db, now, row_id
from core.errors import DomainError
from core.jobs import request_job
from membership import words
from membership.forms import OrderForm
from membership.models import MEMBERS, CardStock, ClubLetter, ClubOrder, Membership, MembershipMove, MembershipStep
from membership.order_job import FILES
from membership.orders import orders_seen, place_order, seen_members
from membership.views import PEOPLE, Answer, blueprint
from staff.access import requires
from staff.audit import record_view
from staff.models import Staff
from staff.scope import load, visible

_OFFERED = 500
_WITHOUT_CARD, _RENEWED, _ALL = "without_card", "renewed", "all"


@blueprint.route("/print", methods=["GET", "POST"])
@requires(*PEOPLE)
def order() -> Answer:
    """Choose for whom and what; the members come from the address, or from a choice that is made here."""
    choice = request.args.get("who", _WITHOUT_CARD)
    members = _offered(choice, request.args.getlist("m", type=row_id))
    form = OrderForm(
        [(one.id, f"{one.client.full_name} · {one.number}") for one in members],
        data={
            "stock": CardStock.SHEET if choice != _RENEWED else None,
            "letter": ClubLetter.RENEWAL if choice == _RENEWED else None,
            "members": [one.id for one in members],
        },
    )
    if form.validate_on_submit():
        try:
            made = place_order(
                current_user,
                form.members.data or [],
                stock=form.stock.data,
                letter=form.letter.data,
                channel=form.channel.data,
                now=now(),
            )
        except DomainError as refusal:
            db.session.rollback()
            form.members.errors = [refusal.sentence]
        else:
            return _begun(made)
    recent = db.session.scalars(orders_seen(current_user).limit(8)).all()
    page = render_template(
        "membership/order_new.html", form=form, members=members, choice=choice, recent=recent, words=words
    )
    return page, 422 if form.is_submitted() else 200


def _offered(choice: str, ids: list[int]) -> list[Membership]:
    """Members to choose from: those named in the address, or those who have no card yet, were renewed, or all."""
    query = (
        visible(current_user, Membership)
        .where(Membership.status.in_(MEMBERS))
        .join(Membership.client)
        .options(contains_eager(Membership.client), joinedload(Membership.level))
        .order_by(Client.sort_key, Membership.id)
        .limit(_OFFERED)
    )
    if ids:
        query = query.where(Membership.id.in_(ids))
    elif choice == _WITHOUT_CARD:
        query = query.where(~_has_card())
    elif choice == _RENEWED:
        query = query.where(_was_renewed())
    return list(db.session.scalars(query))


def _has_card() -> sa.ColumnElement[bool]:
    return (
        sa.select(MembershipStep.id)
        .where(MembershipStep.membership_id == Membership.id, MembershipStep.move == MembershipMove.CARD_PRINTED)
        .exists()
    )


def _was_renewed() -> sa.ColumnElement[bool]:
    """Whether that is the last thing that happened, but for printing."""
    last = (
        sa.select(MembershipStep.move)
        .where(MembershipStep.membership_id == Membership.id, MembershipStep.move != MembershipMove.CARD_PRINTED)
        .order_by(MembershipStep.id.desc())
        .limit(1)
        .correlate(Membership)
        .scalar_subquery()
    )
    return last == MembershipMove.RENEWED


def _begun(made: ClubOrder) -> Response:
    made.job = request_job("club_order", subject_id=made.id, owner_id=current_user.id, total=len(made.member_ids))
    order_id, job = made.id, made.job
    db.session.commit()
    jobs.wake(current_app._get_current_object(), job)  # type: ignore[attr-defined]
    return redirect(url_for("club.printed", order_id=order_id))


@blueprint.get("/print/<int:order_id>")
@requires(*PEOPLE)
def printed(order_id: int) -> str:
    """Where an order stands, what may be taken, and who was left out."""
    made = _order(order_id)
    absent = _absent(made)
    return render_template("membership/order.html", order=made, absent=absent, words=words)


@blueprint.get("/print/<int:order_id>/progress")
@requires(*PEOPLE)
def order_progress(order_id: int) -> str:
    """The order's state alone, for the page that waits for it: with whoever was left out, known only at the end."""
    made = _order(order_id)
    return render_template("membership/order_state.html", order=made, absent=_absent(made), words=words)


@blueprint.post("/print/<int:order_id>/retry")
@requires(*PEOPLE)
def retry_order(order_id: int) -> Response:
    """Put a failed job back."""
    made = _order(order_id)
    if made.job is None:
        raise NotFound
    jobs.retry(made.job)
    job = made.job
    db.session.commit()
    jobs.wake(current_app._get_current_object(), job)  # type: ignore[attr-defined]
    return redirect(url_for("club.printed", order_id=order_id))


@blueprint.get("/print/<int:order_id>/<what>.pdf")
@requires(*PEOPLE)
def take(order_id: int, what: str) -> Response:
    """The PDF of the cards or of the letters; that it was taken is noted."""
    made = _order(order_id)
    name = {"cards": made.cards_file, "letters": made.letters_file}.get(what)
    # A client who went to somebody else meanwhile closes the file to whoever sees them no more.
    if name is None or len(seen_members(current_user, made.member_ids)) != len(made.member_ids):
        raise NotFound
    try:
        path = files.find(FILES, name)
    except FileNotFoundError:
        raise NotFound from None
    record_view(current_user, "club_order", made.id, action="export")
    return send_file(path, mimetype="application/pdf", download_name=f"club-{made.id}-{what}.pdf")


def _order(order_id: int) -> ClubOrder:
    people = joinedload(ClubOrder.ordered_by).lazyload(Staff.roles)
    return load(current_user, ClubOrder, order_id, people, joinedload(ClubOrder.job))


def _absent(made: ClubOrder) -> list[dict[str, Any]]:
    """Who was left out, by name as far as the reader sees them, each with the reason."""
    ids = [row["membership"] for row in made.left_out]
    query = visible(current_user, Membership).where(Membership.id.in_(ids)).options(joinedload(Membership.client))
    known = {one.id: one for one in db.session.scalars(query)} if ids else {}
    return [
        {"membership": known[row["membership"]], "why": words.absent_words(row, made.channel)}
        for row in made.left_out
        if row["membership"] in known
    ]
