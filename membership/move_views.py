"""Naming a client for the club, and every move of a membership: a form that says what will happen."""

from __future__ import annotations

from datetime import date, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients.models import Client
from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language
from core.zone import home_day
from membership import moves, words
from membership.entry import rank_for
from membership.family import lock
from membership.forms import MoveForm, NominateForm, level_choices
from membership.levels import club_of, levels_of, open_club
from membership.models import ClubLevel, Membership, MembershipMove
from membership.moves import DECIDING, RUNNING, may_take, moves_for
from membership.numbers import next_number, number_by_hand
from membership.settings import AVOID_UNLUCKY
from membership.views import PEOPLE, Answer, blueprint, load_member
from staff.access import requires
from staff.models import Branch
from staff.scope import load
from staff.settings import setting

_BY_NUMBER = (MembershipMove.JOINED, MembershipMove.REJOINED)
_FIELD_OF = {
    "level_foreign": "level_id",
    "level_not_higher": "level_id",
    "level_not_lower": "level_id",
    "number_not_free": "sequence",
    "number_out_of_range": "sequence",
}


@blueprint.route("/nominate/<int:client_id>", methods=["GET", "POST"])
@requires(*PEOPLE)
def nominate(client_id: int) -> Answer:
    """Name a client for the club; whoever runs the club may admit at once."""
    client = load(current_user, Client, client_id)
    if request.method == "POST":
        open_club(client.branch_id)
    levels = levels_of(client.branch_id)
    form = NominateForm()
    form.level_id.choices = level_choices(levels, pick_language())
    if not current_user.may(*RUNNING):
        del form.at_once
    if request.method == "GET":
        fitting = [level.id for level in levels if level.rank <= max(1, rank_for(client, home_day(now())))]
        form.level_id.data = fitting[-1] if fitting else None
    elif form.validate():
        try:
            membership = _nominated(client, form)
        except DomainError as refusal:
            db.session.rollback()
            form.reason.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("%(name)s is named for the club.", name=client.full_name), "good")
            return redirect(url_for("club.show", membership_id=membership.id))
    page = render_template(
        "membership/nominate.html", client=client, club=club_of(client.branch_id), levels=levels, form=form, words=words
    )
    return page, 422 if form.is_submitted() else 200


def _nominated(client: Client, form: NominateForm) -> Membership:
    moment = now()
    level = _level(client.branch_id, form.level_id.data)
    membership = moves.propose(client, level, staff=current_user, reason=form.reason.data, now=moment)
    if form.at_once and form.at_once.data:
        today = home_day(moment)
        number = next_number(_branch(membership), today.year)
        moves.join(membership, staff=current_user, today=today, now=moment, number=number)
    return membership


@blueprint.route("/members/<int:membership_id>/moves/<move>", methods=["GET", "POST"])
@requires(*PEOPLE)
def move(membership_id: int, move: str) -> Answer:
    """Take one step, with its reason: 404 for a step that nobody takes by hand, 403 for one that others decide."""
    membership, step = load_member(membership_id), _step(move)
    if membership.main_id is not None:
        raise NotFound  # a family card goes where its main member goes
    if not may_take(current_user, membership, step):
        abort(403)
    form = MoveForm(step, _levels_for(membership, step), by_hand=_may_choose_number(membership, step))
    if form.validate_on_submit():
        lock(membership)
        db.session.refresh(membership)
        moment = now()
        try:
            _take(membership, step, form, today=home_day(moment), moment=moment)
        except DomainError as refusal:
            db.session.rollback()
            _say_at(form, refusal)
        else:
            db.session.commit()
            return _done(membership, step, form)
    page = render_template(
        "membership/move.html",
        membership=membership,
        client=membership.client,
        move=step,
        form=form,
        words=words,
        open=step in moves_for(current_user, membership),
    )
    return page, 422 if form.is_submitted() else 200


def _step(code: str) -> MembershipMove:
    found = next((one for one in words.ACTS if one.value == code), None)
    if found is None:
        raise NotFound
    return found


def _take(membership: Membership, step: MembershipMove, form: MoveForm, *, today: date, moment: datetime) -> None:
    """Call the rule that the step is. Raises what it raises."""
    who, reason = current_user, form.reason.data or ""
    if step in (MembershipMove.UPGRADED, MembershipMove.STEPPED_DOWN, MembershipMove.PROPOSED):
        level = _level(membership.branch_id, form.level_id.data if "level_id" in form else None)
        if step is MembershipMove.PROPOSED:
            moves.propose(membership.client, level, staff=who, reason=reason, now=moment)
        else:
            turn = moves.upgrade if step is MembershipMove.UPGRADED else moves.step_down
            turn(membership, level, staff=who, today=today, now=moment, reason=reason)
    elif step in _BY_NUMBER:
        number = membership.number or _number(membership, form, today.year)
        turn_in = moves.join if step is MembershipMove.JOINED else moves.rejoin
        turn_in(membership, staff=who, today=today, now=moment, number=number, reason=reason)
    elif step is MembershipMove.RENEWED:
        moves.renew(membership, staff=who, today=today, now=moment, reason=reason)
    elif step is MembershipMove.GRACE:
        moves.give_grace(membership, staff=who, today=today, now=moment, reason=reason)
    elif step is MembershipMove.INVITED:
        moves.invite(membership, staff=who, reason=reason, now=moment)
    else:
        ends = {
            MembershipMove.LAPSED: moves.lapse,
            MembershipMove.LEFT: moves.leave,
            MembershipMove.REVOKED: moves.revoke,
        }
        ends[step](membership, staff=who, now=moment, reason=reason)


def _done(membership: Membership, step: MembershipMove, form: MoveForm) -> Response:
    name = membership.client.full_name
    flash(_("%(name)s: %(step)s.", name=name, step=words.STEPS[step]), "good")
    if form.back.data == "reviews":
        return redirect(url_for("club.due"))
    return redirect(url_for("club.show", membership_id=membership.id))


def _say_at(form: MoveForm, refusal: DomainError) -> None:
    field = _FIELD_OF.get(refusal.code, "reason")
    form[field if field in form else "reason"].errors = [refusal.sentence]


def _levels_for(membership: Membership, step: MembershipMove) -> list[tuple[int, str]]:
    """The levels that a move may lead to; none for a move that leads to none."""
    levels = levels_of(membership.branch_id)
    rank = membership.level.rank
    if step is MembershipMove.UPGRADED:
        levels = [level for level in levels if level.rank > rank]
    elif step is MembershipMove.STEPPED_DOWN:
        levels = [level for level in reversed(levels) if level.rank < rank]
    elif step is not MembershipMove.PROPOSED:
        return []
    return level_choices(levels, pick_language())


def _may_choose_number(membership: Membership, step: MembershipMove) -> bool:
    choosy = bool(setting(membership.branch_id, AVOID_UNLUCKY))
    return choosy and step in _BY_NUMBER and membership.number is None and current_user.may(*DECIDING)


def _number(membership: Membership, form: MoveForm, year: int) -> str:
    branch = _branch(membership)
    if "sequence" in form and form.sequence.data:
        return number_by_hand(branch, year, form.sequence.data)
    return next_number(branch, year)


def _branch(membership: Membership) -> Branch:
    return db.session.get_one(Branch, membership.branch_id)


def _level(branch_id: int, level_id: int | None) -> ClubLevel:
    """One of the branch's levels. Raises NotFound for any other."""
    found = next((level for level in levels_of(branch_id) if level.id == level_id), None)
    if found is None:
        raise NotFound
    return found
