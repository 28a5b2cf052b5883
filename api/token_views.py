"""The page on which other systems are let in: tokens are made, listed and revoked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from api.forms import TokenForm
from api.models import ApiToken
from api.permissions import Permission
from api.tokens import MAKERS, make_token, revoke
from api.words import PERMISSIONS
from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language
from core.zone import beginning_of, home_day
from staff.access import requires
from staff.models import Branch, Role, Staff
from staff.scope import load, visible

blueprint = Blueprint("api_tokens", __name__, url_prefix="/settings/api")

Page = str | tuple[str, int] | Response


@blueprint.route("", methods=["GET", "POST"])
@requires(*MAKERS)
def index() -> Page:
    """The tokens of the branch, and a form for a new one, which is shown once, on the page that answers."""
    form = TokenForm(branches(), pick_language(), current_user.branch_id)
    if not form.validate_on_submit():
        if not form.is_submitted():
            form.expires.data = home_day(now()) + timedelta(days=180)
        return _page(form), 422 if form.is_submitted() else 200
    try:
        token, text = make_token(
            current_user,
            branch_of(form.branch.data),
            name=form.name.data,
            may=form.may.data,
            expires_at=_end_of(form.expires.data),
            now=now(),
        )
    except DomainError as refusal:
        db.session.rollback()
        (form.expires if refusal.code == "token_expiry" else form.may).errors = [refusal.sentence]
        return _page(form), 422
    db.session.commit()
    return render_template(
        "api/token_made.html", token=token, text=text, words=PERMISSIONS, may=_may(token), last_day=_last_day(token)
    )


@blueprint.post("/<int:token_id>/revoke")
@requires(*MAKERS)
def revoke_token(token_id: int) -> Response:
    """From now on the token opens nothing."""
    revoke(load(current_user, ApiToken, token_id), now=now())
    db.session.commit()
    flash(_("Revoked. It opens nothing any more."), "good")
    return redirect(url_for("api_tokens.index"))


def branches() -> list[Branch]:
    """Those into which the reader may let systems."""
    query = sa.select(Branch).order_by(Branch.code)
    if not current_user.may(Role.ADMIN):
        query = query.where(Branch.id == current_user.branch_id)
    return list(db.session.scalars(query))


def branch_of(branch_id: int) -> Branch:
    """The branch that was chosen. Raises DomainError("token_not_yours")."""
    found = next((one for one in branches() if one.id == branch_id), None)
    if found is None:
        raise DomainError("token_not_yours")
    return found


def _page(form: TokenForm) -> str:
    moment = now()
    maker = sa.orm.aliased(Staff)
    query = (
        visible(current_user, ApiToken)
        .add_columns(maker.name, maker.name_en)
        .join(maker, maker.id == ApiToken.made_by_id)
        .options(joinedload(ApiToken.staff).lazyload(Staff.roles))
        .order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc())
    )
    rows = [
        (token, _may(token), (name, name_en), _last_day(token)) for token, name, name_en in db.session.execute(query)
    ]
    many = len(form.branch.choices or ()) > 1
    return render_template("api/tokens.html", form=form, rows=rows, words=PERMISSIONS, moment=moment, many=many)


def _end_of(day: date) -> datetime:
    """The midnight after it; of a day that no calendar of ours has, one that the rule refuses just so."""
    return beginning_of(min(day, date(9000, 1, 1)) + timedelta(days=1))


def _last_day(token: ApiToken) -> date:
    """The day that it still sees whole."""
    return home_day(token.expires_at - timedelta(seconds=1))


def _may(token: ApiToken) -> list[Permission]:
    return [one for one in Permission if one.value in token.may]
