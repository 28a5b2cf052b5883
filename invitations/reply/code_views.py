"""The short code's door, for guests whose phone can't scan, and the page of every unknown address."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask import redirect as go
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired

from core.db import now
from core.forms import Form
from core.limits import client_address
from invitations.codes.guessing import code_may_be_tried, code_was_right, code_was_wrong, unknown_token_allowed
from invitations.codes.tokens import find_by_code, read_code, replaced_by_code, unseal
from invitations.reply.guests import joint_readers, tail_is_right, tails
from invitations.reply.pages import Visit, page
from invitations.reply.screens import Screen
from invitations.reply.words import unknown_words
from staff.access import public

Page = str | tuple[str, int] | Response


class CodeForm(Form):
    """The short code and the phone's last four digits."""

    class Meta(Form.Meta):
        csrf = False  # it changes nothing

    code = StringField(validators=[InputRequired()])
    tail = StringField(validators=[InputRequired()])


def register_code(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/code", view_func=code, methods=["GET", "POST"])


@public
def code() -> Page:
    """The code from the letter opens the same page as the QR."""
    form = CodeForm()
    if request.method == "GET":
        return _form(form)
    typed, address = read_code(form.code.data or "")[:40], client_address()
    if not code_may_be_tried(address, typed):
        return _form(form, wrong="locked"), 429
    valid = find_by_code(typed)
    invitation = valid or replaced_by_code(typed)
    known = tails(invitation.client, joint_readers(invitation)) if invitation else []
    # One answer for an unknown code and for a wrong number, so that neither can be guessed by itself.
    if invitation is None or not tail_is_right(form.tail.data, known):
        code_was_wrong()
        return _form(form, wrong="wrong"), 422
    code_was_right(address, typed)
    if valid is None:
        return page(Visit(typed, invitation, now()), screen=Screen.REPLACED), 410
    return go(url_for("reply.show", token=unseal(invitation).token), code=303)


def _form(form: CodeForm, wrong: str = "") -> str:
    return render_template("invitations/reply/code.html", form=form, wrong=wrong)


def unknown() -> Page:
    """One page for every unknown address, in both languages; who tries many is asked to wait."""
    allowed = unknown_token_allowed(client_address())
    page = render_template("invitations/reply/unknown.html", words=unknown_words(allowed=allowed), allowed=allowed)
    return page, 404 if allowed else 429
