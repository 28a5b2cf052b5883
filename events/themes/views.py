"""Pages of the themes: the catalogue, one theme, keeping an evening as one, changing and retiring the branch's own."""

from __future__ import annotations

from babel.dates import get_month_names
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients.words import TYPES
from core.db import db, now
from core.errors import DomainError
from core.languages import LOCALES, pick_language
from events.checklist.words import STEPS
from events.models import Event, EventTheme
from events.money.words import BUDGET_KINDS
from events.themes.finding import Found, catalogue, find_theme, own_code, own_themes
from events.themes.forms import KeepForm, ThemeForm
from events.themes.own import bring_back, change, keep, make_own, retire
from events.themes.words import COMPANIONS
from events.type_profile import TypeProfile
from events.words import FLAGS, FORMATS
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("themes", __name__, url_prefix="/events")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
Answer = str | tuple[str, int] | Response
WORDS = {"formats": FORMATS, "types": TYPES, "flags": FLAGS, "companions": COMPANIONS, "steps": STEPS,
         "kinds": BUDGET_KINDS}  # fmt: skip


@blueprint.app_template_filter("month_name")
def month_name(number: int) -> str:
    """4月 / Apr."""
    return str(get_month_names("abbreviated", locale=LOCALES[pick_language()])[number])


@blueprint.get("/themes")
@requires(*PLANNERS)
def index() -> str:
    """The branch's own themes and the catalogue, as far as they fit what is looked for."""
    kind, client_type = request.args.get("format", ""), request.args.get("type", "")
    month = request.args.get("month", type=int)
    found = [one for one in [*own_themes(current_user), *catalogue()] if _fits(one, kind, client_type, month)]
    return render_template(
        "events/themes/index.html",
        found=found,
        profiles={one.code: profile_of(one) for one in found},
        retired=own_themes(current_user, retired=True),
        words=WORDS,
    )


def _fits(one: Found, kind: str, client_type: str, month: int | None) -> bool:
    if kind and one.template.format.value != kind:
        return False
    if client_type and client_type not in {wanted.value for wanted in profile_of(one).types}:
        return False
    return month is None or not one.template.months or month in one.template.months


def profile_of(one: Found) -> TypeProfile:
    """For whom evenings of the theme are."""
    return TypeProfile.from_stored(one.template.values.get("type_profile") or {})


@blueprint.get("/themes/<code>")
@requires(*PLANNERS)
def show(code: str) -> str:
    """All that a theme brings: for whom, its checklist, its budget, its flags."""
    found = _found(code)
    best = found.template.values.get("capacity_ideal") or found.template.values["capacity"]
    return render_template("events/themes/show.html", found=found, profile=profile_of(found), best=best, words=WORDS)


def _found(code: str) -> Found:
    found = find_theme(current_user, code)
    if found is None:
        raise NotFound
    return found


@blueprint.post("/themes/<code>/own")
@requires(*PLANNERS)
def own(code: str) -> Response:
    """A version of the catalogue's theme for this branch, to be changed."""
    theme = make_own(_found(code), current_user)
    db.session.commit()
    return redirect(url_for("themes.edit", theme_id=theme.id))


@blueprint.route("/themes/own/<int:theme_id>/edit", methods=["GET", "POST"])
@requires(*PLANNERS)
def edit(theme_id: int) -> Answer:
    """Other names and numbers for evenings planned from now on."""
    theme = load(current_user, EventTheme, theme_id)
    form = ThemeForm.of(theme)
    if form.validate_on_submit():
        try:
            change(theme, **form.changes())
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("themes.show", code=own_code(theme)))
    page = render_template("events/themes/edit.html", theme=theme, form=form, code=own_code(theme))
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/themes/own/<int:theme_id>/retire")
@requires(*PLANNERS)
def retire_theme(theme_id: int) -> Response:
    """Take a theme out of use, or back into it."""
    theme = load(current_user, EventTheme, theme_id)
    if request.form.get("back"):
        bring_back(theme)
    else:
        retire(theme, now=now())
    db.session.commit()
    return redirect(url_for("themes.index"))


@blueprint.route("/<int:event_id>/theme", methods=["GET", "POST"])
@requires(*PLANNERS)
def keep_evening(event_id: int) -> Answer:
    """Keep an evening as a theme of the branch."""
    event = load(current_user, Event, event_id)
    form = KeepForm(data={"name": event.title, "name_en": event.title_en})
    earlier = own_themes(current_user)
    form.instead.choices = [("", _("nothing: a new theme"))] + [
        (one.row.id, one.called(pick_language())) for one in earlier if one.row is not None
    ]
    if form.validate_on_submit():
        instead = load(current_user, EventTheme, form.instead.data) if form.instead.data else None
        names = {"name": form.name.data, "name_en": form.name_en.data or ""}
        theme = keep(event, **names, staff=current_user, instead=instead)
        db.session.commit()
        flash(_("Kept. Further evenings can be planned with it."), "good")
        return redirect(url_for("themes.show", code=own_code(theme)))
    page = render_template("events/themes/keep.html", event=event, form=form)
    return page, 422 if form.is_submitted() else 200
