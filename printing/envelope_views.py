"""Pages of envelope stocks: a calibration sheet, and by how much the printer misses."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import FloatField
from wtforms.validators import InputRequired, NumberRange

from core.db import db
from core.forms import Form
from core.languages import pick_language
from printing.documents.calibration import CROSS_X_MM, CROSS_Y_MM, CalibrationWords, calibration_page
from printing.documents.envelope import STOCKS
from printing.models import EnvelopeStock
from printing.press.printer import pdf_of
from staff.access import requires
from staff.models import Role
from staff.scope import visible

blueprint = Blueprint("envelopes", __name__, url_prefix="/letters/envelopes")

READERS = (Role.ORGANISER, Role.RM, Role.MANAGER, Role.ADMIN)
FURTHEST_MM = 15.0
"""A printer that misses by more is not set to this size of paper."""


def _measure(label: Any) -> FloatField:
    return FloatField(
        label,
        [
            InputRequired(_l("Enter a number; 0 when it doesn't miss.")),
            NumberRange(-FURTHEST_MM, FURTHEST_MM, _l("At most %(max)s mm; beyond that, check the paper size.")),
        ],
        default=0.0,
        render_kw={"step": "0.5", "inputmode": "decimal"},
    )


class StockForm(Form):
    """By how much the printer misses on one stock."""

    dx_mm = _measure(_l("Too far right (mm)"))
    dy_mm = _measure(_l("Too low (mm)"))


@blueprint.get("")
@requires(*READERS)
def stocks() -> str:
    """The branch's envelopes, each with its calibration page and its offset."""
    return _page()


@blueprint.post("/<stock>")
@requires(*READERS)
def correct(stock: str) -> str | tuple[str, int] | Response:
    """Keep what was measured on one stock."""
    if stock not in STOCKS:
        raise NotFound
    form = StockForm(prefix=stock)
    if not form.validate():
        return _page({stock: form}), 422
    row = _measured().get(stock)
    if row is None:
        row = EnvelopeStock(branch_id=current_user.branch_id, envelope=stock)
        db.session.add(row)
    row.dx_mm, row.dy_mm = form.dx_mm.data, form.dy_mm.data
    db.session.commit()
    flash(_("Saved. The next %(stock)s envelopes are printed with this correction.", stock=stock), "good")
    return redirect(url_for("envelopes.stocks", _anchor=stock))


@blueprint.get("/<stock>/calibration.pdf")
@requires(*READERS)
def calibration(stock: str) -> Response:
    """The page to print on an empty envelope; with `corrected`, moved as the overprints are."""
    if stock not in STOCKS:
        raise NotFound
    row = _measured().get(stock)
    corrected = bool(request.args.get("corrected")) and row is not None
    offset = (row.dx_mm, row.dy_mm) if corrected and row else (0.0, 0.0)
    page = calibration_page(STOCKS[stock], _words(stock), offset=offset, lang=pick_language())
    response = Response(pdf_of([page], title=f"calibration-{stock}"), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="calibration-{stock}.pdf"'
    return response


def _page(forms: dict[str, StockForm] | None = None) -> str:
    measured = _measured()
    shown = {stock: StockForm(formdata=None, obj=measured.get(stock), prefix=stock) for stock in STOCKS} | (forms or {})
    cross = (f"{CROSS_X_MM:g}", f"{CROSS_Y_MM:g}")
    return render_template("printing/envelopes.html", stocks=STOCKS, forms=shown, measured=measured, cross=cross)


def _measured() -> dict[str, EnvelopeStock]:
    """What the reader's branch has measured, by the envelope's name."""
    query = visible(current_user, EnvelopeStock).where(EnvelopeStock.branch_id == current_user.branch_id)
    return {row.envelope: row for row in db.session.scalars(query)}


def _words(stock: str) -> CalibrationWords:
    left, top = f"{CROSS_X_MM:g}", f"{CROSS_Y_MM:g}"
    return CalibrationWords(
        title=_("Calibration page: %(stock)s", stock=stock),
        steps=(
            _("1. Print this page on an empty envelope at actual size (100 %), fed as the others will be."),
            _(
                "2. Measure from the left and the top edge of the envelope to the middle of the left cross: "
                "%(left)s mm and %(top)s mm when the printer doesn't miss.",
                left=left,
                top=top,
            ),
            _(
                "3. Enter the differences on the page Envelopes: measured 31.5 and 49 mm, enter 1.5 and −1. "
                "Then print the corrected page to see whether it is right."
            ),
            _("4. If the right cross stands higher or lower than the left one, the envelope is drawn in askew."),
        ),
        from_left=_("from the left: %(mm)s mm", mm=left),
        from_top=_("from the top: %(mm)s mm", mm=top),
    )
