"""Pages of segments: the saved rules, putting one together, counting whom it selects, and its clients with the why."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db, now, row_id
from core.zone import home_day
from events.models import OVER, Event
from invitations.forms import SegmentForm
from invitations.models import Segment
from invitations.scopes import may_change
from invitations.segments import (
    MOST_DEPTH,
    Draft,
    Found,
    Refused,
    Rule,
    act,
    catalogue_of,
    counts,
    draft_from,
    draft_of,
    find,
    in_words,
    read_rule,
    sentence,
    why,
)
from invitations.segments.field_words import JOINS, OPERATORS, SURE
from staff.access import requires
from staff.models import Role, Staff
from staff.scope import load, visible

blueprint = Blueprint("segments", __name__, url_prefix="/segments")

BUILDERS = (Role.ORGANISER, Role.MANAGER, Role.RM, Role.ADMIN)
PER_PAGE = 50
NEXT_EVENTS = 8


@blueprint.get("")
@requires(*BUILDERS)
def index() -> str:
    """The saved rules, each in words and with the number of clients that the reader would find by it."""
    query = visible(current_user, Segment).order_by(Segment.name, Segment.id)
    owner = joinedload(Segment.owner)
    segments = db.session.scalars(query.options(owner.lazyload(Staff.roles), owner.lazyload(Staff.branch))).all()
    catalogue = catalogue_of(current_user)
    rules = [read_rule(segment.rule, catalogue) for segment in segments]
    numbers = counts(current_user, [read.rule for read in rules], home_day(now()))
    rows = [
        {"segment": segment, "words": sentence(read.rule), "dropped": read.dropped, "number": number}
        for segment, read, number in zip(segments, rules, numbers, strict=True)
    ]
    return render_template("invitations/segments.html", rows=rows, may_change=may_change)


class _Members(Pagination):
    """The clients of a rule, page by page."""

    def _query_items(self) -> list[Any]:
        found: Found = find(**self._query_args, first=self._query_offset, most=self.per_page)
        self._number = found.number
        return list(found.clients)

    def _query_count(self) -> int:
        return self._number


@blueprint.get("/<int:segment_id>")
@requires(*BUILDERS)
def show(segment_id: int) -> str:
    """The rule in words, the reader's clients whom it selects, each with the why, and the events to invite them to."""
    segment, moment = load(current_user, Segment, segment_id), now()
    today = home_day(moment)
    read = read_rule(segment.rule, catalogue_of(current_user))
    page = _Members(
        page=request.args.get("page", 1, type=row_id),
        per_page=PER_PAGE,
        error_out=False,
        actor=current_user,
        rule=read.rule,
        today=today,
    )
    return render_template(
        "invitations/segment.html",
        segment=segment,
        dropped=read.dropped,
        words=sentence(read.rule),
        page=page,
        because=_reasons(page.items, read.rule),
        events=_next_events(moment),
        changes=may_change(current_user, segment),
    )


def _reasons(clients: list[Any], rule: Rule) -> dict[int, list[str]]:
    matched = why(clients, rule, home_day(now()))
    return {client_id: in_words(match.because, rule.catalogue) for client_id, match in matched.items()}


def _next_events(moment: Any) -> list[Event]:
    query = visible(current_user, Event).where(Event.starts_at > moment, Event.status.not_in(OVER))
    return list(db.session.scalars(query.order_by(Event.starts_at).limit(NEXT_EVENTS)))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(*BUILDERS)
def new() -> str | tuple[str, int] | Response:
    form = SegmentForm(data={"shared": not _only_rm()})
    draft = draft_of(Rule(catalogue=catalogue_of(current_user)))
    segment = Segment(branch_id=current_user.branch_id, owner_id=current_user.id)
    return _builder(form, draft, segment, fresh=True)


@blueprint.route("/<int:segment_id>/edit", methods=["GET", "POST"])
@requires(*BUILDERS)
def edit(segment_id: int) -> str | tuple[str, int] | Response:
    segment = _own(segment_id)
    form = SegmentForm(data={"name": segment.name, "shared": segment.shared})
    read = read_rule(segment.rule, catalogue_of(current_user))
    return _builder(form, draft_of(read.rule), segment, dropped=read.dropped)


def _only_rm() -> bool:
    return not current_user.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN)


def _own(segment_id: int) -> Segment:
    """The segment if the reader may change it; one that is only shared with the reader is as foreign as any other."""
    segment = load(current_user, Segment, segment_id)
    if not may_change(current_user, segment):
        raise NotFound
    return segment


def _builder(
    form: SegmentForm, draft: Draft, segment: Segment, *, fresh: bool = False, dropped: tuple[str, ...] = ()
) -> str | tuple[str, int] | Response:
    """The page on which a rule is put together. Its buttons post it and get it back changed; one of them saves."""
    status = 200
    if form.is_submitted():
        draft = draft_from(request.form, draft.catalogue)
        wish = request.form.get("do", "")
        act(draft, wish)
        if not wish:
            rule, status = draft.rule(), 422
            if form.validate() and rule is not None:
                return _save(form, rule, segment)
    chosen: dict[str, Any] = {"form": form, "segment": None if fresh else segment, "dropped": dropped}
    return render_template("invitations/segment_form.html", **chosen, **_drawn(draft)), status


def _save(form: SegmentForm, rule: Rule, segment: Segment) -> Response:
    segment.name, segment.shared, segment.rule = form.name.data, form.shared.data, rule.stored()
    db.session.add(segment)
    db.session.commit()
    flash(_("The segment is saved. Choose it when you invite to an event."), "good")
    return redirect(url_for("segments.show", segment_id=segment.id))


@blueprint.post("/build")
@requires(*BUILDERS)
def build() -> str:
    """The rule with a part more or less, in place of the old one; nothing is saved."""
    draft = draft_from(request.form, catalogue_of(current_user))
    act(draft, request.form.get("do", ""))
    return render_template("invitations/segment_built.html", **_drawn(draft))


@blueprint.post("/count")
@requires(*BUILDERS)
def count() -> str:
    """The number of clients that the rule selects as far as it is finished, the rule in words, and a few names."""
    draft = draft_from(request.form, catalogue_of(current_user))
    return render_template("invitations/segment_count.html", **_drawn(draft))


def _drawn(draft: Draft) -> dict[str, Any]:
    """What the builder and the count beside it show."""
    drawn = {"draft": draft, "joins": JOINS, "operators": OPERATORS, "sure": SURE, "deepest": MOST_DEPTH}
    try:
        rule = draft.finished()
    except Refused:
        return drawn | {"found": None, "words": "", "because": {}}
    found = find(current_user, rule, home_day(now()))
    return drawn | {"found": found, "words": sentence(rule), "because": _reasons(list(found.clients), rule)}


@blueprint.post("/<int:segment_id>/copy")
@requires(*BUILDERS)
def copy(segment_id: int) -> Response:
    """A segment of one's own with the same rule, to be changed."""
    segment = load(current_user, Segment, segment_id)
    name = _("%(name)s (copy)", name=segment.name)[-60:]
    twin = Segment(
        branch_id=current_user.branch_id, owner_id=current_user.id, name=name, rule=segment.rule, shared=False
    )
    db.session.add(twin)
    db.session.commit()
    return redirect(url_for("segments.edit", segment_id=twin.id))


@blueprint.post("/<int:segment_id>/delete")
@requires(*BUILDERS)
def delete(segment_id: int) -> Response:
    """Forget the rule. Guests chosen by it stay invited, and how they were chosen stays told under its name."""
    segment = _own(segment_id)
    db.session.delete(segment)
    db.session.commit()
    flash(_("The segment is deleted. Guests invited by it stay invited."), "good")
    return redirect(url_for("segments.index"))
