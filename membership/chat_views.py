"""The register of group chats: what groups there are, and who of the reader's clients is in them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients.finding.search import find_clients
from clients.models import Client
from core.db import db, now
from core.errors import DomainError
from core.forms import clean
from core.zone import home_day
from membership import words
from membership.chats import (
    chats_seen,
    close_chat,
    inside_of,
    let_in,
    let_out,
    members_seen,
    open_chat,
    rules_sent,
)
from membership.forms import ChatForm, DayForm, LetInForm, LetOutForm, offered_day
from membership.models import GroupChat
from membership.roster import level_of
from membership.views import PEOPLE, Answer, blueprint
from staff.access import requires
from staff.models import Staff
from staff.scope import load

_SHOWN = 8


@blueprint.route("/chats", methods=["GET", "POST"])
@requires(*PEOPLE)
def chats() -> Answer:
    """All groups of the branch, and registering one."""
    form = ChatForm()
    if form.validate_on_submit():
        try:
            chat = open_chat(current_user, form.name.data, now=now())
        except DomainError as refusal:
            form.name.errors = [refusal.sentence]
        else:
            db.session.commit()
            return redirect(url_for("club.chat", chat_id=chat.id))
    page = render_template("membership/chats.html", lines=chats_seen(current_user), form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/chats/<int:chat_id>")
@requires(*PEOPLE)
def chat(chat_id: int) -> str:
    """Who is in the group, by name as far as the reader sees them; the others are only a number."""
    return _page(_chat(chat_id))


def _chat(chat_id: int) -> GroupChat:
    return load(current_user, GroupChat, chat_id, joinedload(GroupChat.owner).lazyload(Staff.roles))


def _page(found: GroupChat, *, rules: DayForm | None = None, letting_in: LetInForm | None = None) -> str:
    members = members_seen(current_user, found)
    inside = [member for member in members if member.left_on is None]
    text = clean(request.args.get("q"))[:60]
    candidates = db.session.scalars(find_clients(current_user, text).limit(_SHOWN)).all() if text else []
    known = {member.client_id for member in inside}
    today = offered_day(home_day(now()))
    return render_template(
        "membership/chat.html",
        chat=found,
        members=members,
        others=inside_of(found) - len(inside),
        text=text,
        candidates=[client for client in candidates if client.id not in known],
        levels=level_of([member.client_id for member in members]),
        rules_form=rules or DayForm(formdata=None, data=today),
        let_in_form=letting_in or LetInForm(formdata=None, data=today),
        words=words,
    )


@blueprint.post("/chats/<int:chat_id>/members/<int:client_id>")
@requires(*PEOPLE)
def enter_chat(chat_id: int, client_id: int) -> Answer:
    """Note that a client is in the group."""
    found, client = _chat(chat_id), load(current_user, Client, client_id)
    form = LetInForm()
    if form.validate():
        try:
            let_in(found, client, called=form.called.data or "", on=form.on.data, today=home_day(now()))
        except DomainError as refusal:
            db.session.rollback()
            form.on.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("%(name)s is in the group.", name=client.full_name), "good")
            return redirect(url_for("club.chat", chat_id=found.id))
    return _page(found, letting_in=form), 422


@blueprint.route("/chats/<int:chat_id>/members/<int:member_id>/leave", methods=["GET", "POST"])
@requires(*PEOPLE)
def leave_chat(chat_id: int, member_id: int) -> Answer:
    """Note that a client left the group, and why."""
    found = _chat(chat_id)
    member = next((one for one in members_seen(current_user, found) if one.id == member_id), None)
    if member is None:
        raise NotFound
    form = LetOutForm(data=offered_day(home_day(now())))
    if form.validate_on_submit():
        try:
            let_out(member, on=form.on.data, today=home_day(now()), because=form.reason.data)
        except DomainError as refusal:
            db.session.rollback()
            form.on.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("Noted."), "good")
            return redirect(url_for("club.chat", chat_id=found.id))
    page = render_template("membership/leave_chat.html", chat=found, member=member, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/chats/<int:chat_id>/rules")
@requires(*PEOPLE)
def send_rules(chat_id: int) -> Answer:
    """Note that the rules of the group were sent."""
    found = _chat(chat_id)
    form = DayForm()
    if form.validate():
        try:
            rules_sent(found, on=form.on.data, today=home_day(now()))
        except DomainError as refusal:
            db.session.rollback()
            form.on.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("Noted."), "good")
            return redirect(url_for("club.chat", chat_id=found.id))
    return _page(found, rules=form), 422


@blueprint.post("/chats/<int:chat_id>/close")
@requires(*PEOPLE)
def end_chat(chat_id: int) -> Response:
    """The group is no more. For its owner, or whoever runs the club."""
    found = _chat(chat_id)
    if found.owner_id != current_user.id and not current_user.may(*PEOPLE[1:]):
        raise NotFound
    close_chat(found, today=home_day(now()))
    db.session.commit()
    flash(_("The group is closed."), "good")
    return redirect(url_for("club.chats"))
