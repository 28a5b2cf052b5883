"""Figures of many evenings: who comes, by which theme, type, month and manager; and the table as a file."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, Response, render_template, request, send_file
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_login import current_user

from attendance.figures.counting import count_evenings, whole_branch
from attendance.figures.forms import FiguresExportForm
from attendance.figures.overview import (
    By,
    Group,
    data_quality,
    evenings_of,
    groups_of,
    managers,
    people_of,
    period_of,
    years_of,
)
from attendance.figures.table import headings, label_of, table
from attendance.figures.words import BY, SHARES
from core import files
from core.db import db, now
from core.languages import pick_language
from core.spreadsheet_writing import write_csv, write_xlsx
from core.zone import home_day
from events.themes.finding import catalogue, own_themes
from events.views import may_open
from staff.access import requires
from staff.audit import record
from staff.models import Role

blueprint = Blueprint("figures", __name__, url_prefix="/figures")

READERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN, Role.RM)


def _by() -> By:
    wish = request.args.get("by", "")
    return next((one for one in By if one.value == wish), By.EVENING)


@blueprint.get("")
@requires(*READERS)
def index() -> str:
    """The evenings of a period, put together as the reader wishes."""
    moment, language, by = now(), pick_language(), _by()
    period = period_of(request.args.get("period", ""), home_day(moment))
    counted = count_evenings(current_user, evenings_of(current_user, period, moment))
    groups = groups_of(counted, by)
    return render_template(
        "attendance/figures/index.html",
        period=period,
        years=years_of(current_user, moment),
        by=by,
        bys=BY,
        counted=counted,
        facts=counted.all,
        tally=counted.tally(),
        groups=groups,
        columns=headings(by, money=whole_branch(current_user)),
        rows=table(groups, by, names(groups, by, language), money=whole_branch(current_user)),
        quality=data_quality(current_user) if by is By.MANAGER else {},
        shares=SHARES,
        may_open=may_open,
        only_own=not whole_branch(current_user),
    )


@blueprint.get("/guests")
@requires(*READERS)
def guests() -> str:
    """Who comes and who never does: a few names of each, of the clients whom the reader sees."""
    moment = now()
    period = period_of(request.args.get("period", ""), home_day(moment))
    counted = count_evenings(current_user, evenings_of(current_user, period, moment))
    return render_template(
        "attendance/figures/guests.html",
        period=period,
        years=years_of(current_user, moment),
        people=people_of(current_user, counted),
        facts=counted.all,
        only_own=not whole_branch(current_user),
    )


def names(groups: list[Group], by: By, language: str) -> dict[str, str]:
    """What the keys of the groups are called."""
    if by is By.THEME:
        found = {one.code: one.called(language) for one in catalogue()}
        found |= {one.code: one.called(language) for one in own_themes(current_user, retired=False)}
        return found | {one.code: one.called(language) for one in own_themes(current_user, retired=True)}
    if by is By.MANAGER:
        people = managers([int(group.key) for group in groups])
        return {str(one.id): one.called(language) for one in people.values()}
    return {group.key: label_of(group, by, language) for group in groups}


@blueprint.route("/export", methods=["GET", "POST"])
@requires(*READERS)
def export() -> str | tuple[str, int] | Response:
    """The table as a file, for a reason that is written down."""
    form = FiguresExportForm()
    by, moment = _by(), now()
    period = period_of(request.args.get("period", ""), home_day(moment))
    if not form.validate_on_submit():
        page = render_template("attendance/figures/export.html", form=form, by=by, bys=BY, period=period)
        return page, 422 if form.is_submitted() else 200
    counted = count_evenings(current_user, evenings_of(current_user, period, moment))
    groups, money = groups_of(counted, by), whole_branch(current_user)
    rows = table(groups, by, names(groups, by, pick_language()), money=money)
    heads = [str(one) for one in headings(by, money=money)]
    said_when = format_datetime(moment, "yyyy-MM-dd HH:mm")
    note = _("Taken out by %(name)s on %(when)s: %(reason)s", name=current_user.name, when=said_when,
             reason=form.reason.data)  # fmt: skip
    record("export", "figures", format=form.format.data, reason=form.reason.data, rows=len(rows), by=by.value)
    db.session.commit()
    return _file(form.format.data, heads, [row.cells for row in rows], note)


def _file(kind: str, heads: list[str], rows: list[list[str]], note: str) -> Response:
    name = f"figures.{kind}"
    if kind == "csv":
        headers = {"Content-Disposition": f"attachment; filename={name}"}
        return Response(write_csv([*heads, ""], [*rows, [note]]), mimetype="text/csv; charset=utf-8", headers=headers)
    content: Any = io.BytesIO()
    write_xlsx(content, heads, rows, scratch=files.folder("exports"), note=note)
    content.seek(0)
    return send_file(content, as_attachment=True, download_name=name)
