"""Pages of segments: the saved rules, building one, and counting whom it selects."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from core.db import db
from invitations.forms import SegmentForm, rule_data
from invitations.models import Segment
from invitations.rule_words import in_words
from invitations.segments import SegmentRule, counts, sample
from staff.access import requires
from staff.models import Role, Staff
from staff.scope import load, visible

blueprint = Blueprint("segments", __name__, url_prefix="/segments")

BUILDERS = (Role.ORGANISER, Role.MANAGER, Role.RM, Role.ADMIN)


@blueprint.get("")
@requires(*BUILDERS)
def index() -> str:
    """The saved rules, each in words and with the number of clients that the reader would find by it."""
    query = visible(current_user, Segment).order_by(Segment.name, Segment.id)
    segments = db.session.scalars(query.options(joinedload(Segment.owner).lazyload(Staff.roles))).all()
    rules = [SegmentRule.from_stored(segment.rule) for segment in segments]
    rows = list(zip(segments, map(in_words, rules), counts(current_user, rules), strict=True))
    return render_template("invitations/segments.html", rows=rows)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(*BUILDERS)
def new() -> str | tuple[str, int] | Response:
    form = SegmentForm()
    if _only_counts() or not form.validate_on_submit():
        return _builder(form)
    db.session.add(
        Segment(
            branch_id=current_user.branch_id,
            owner_id=current_user.id,
            name=form.name.data,
            rule=form.rule.stored(),
        )
    )
    db.session.commit()
    flash(_("The segment is saved. Choose it when you invite to an event."), "good")
    return redirect(url_for("segments.index"))


@blueprint.route("/<int:segment_id>", methods=["GET", "POST"])
@requires(*BUILDERS)
def edit(segment_id: int) -> str | tuple[str, int] | Response:
    segment = load(current_user, Segment, segment_id)
    form = SegmentForm(data={"name": segment.name} | rule_data(SegmentRule.from_stored(segment.rule)))
    if _only_counts() or not form.validate_on_submit():
        return _builder(form, segment)
    segment.name, segment.rule = form.name.data, form.rule.stored()
    db.session.commit()
    flash(_("Saved."), "good")
    return redirect(url_for("segments.index"))


def _only_counts() -> bool:
    """Whether the "count" button was pressed, for browsers without scripts: nothing is saved."""
    return request.method == "POST" and request.form.get("action") == "count"


def _builder(form: SegmentForm, segment: Segment | None = None) -> tuple[str, int]:
    rule = SegmentRule.from_query(request.form) if form.is_submitted() else form.rule
    page = render_template("invitations/segment_form.html", form=form, segment=segment, **_counted(rule))
    return page, 422 if form.errors else 200


@blueprint.get("/count")
@requires(*BUILDERS)
def count() -> str:
    """The number of clients that the ticked boxes select, the rule in words, and a few names."""
    return render_template("invitations/segment_count.html", **_counted(SegmentRule.from_query(request.args)))


def _counted(rule: SegmentRule) -> dict[str, object]:
    return {"number": counts(current_user, [rule])[0], "words": in_words(rule), "names": sample(current_user, rule)}


@blueprint.post("/<int:segment_id>/delete")
@requires(*BUILDERS)
def delete(segment_id: int) -> Response:
    """Forget the rule. Invitations that were made by it stay."""
    segment = load(current_user, Segment, segment_id)
    db.session.delete(segment)
    db.session.commit()
    flash(_("The segment is deleted. Guests invited by it stay invited."), "good")
    return redirect(url_for("segments.index"))
