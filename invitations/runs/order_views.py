"""Ordering a print run: what is printed and for whom, what stands in its way, and signing for what is doubtful."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import AnyOf, InputRequired, Regexp

from core.db import db, now
from core.errors import DomainError
from core.forms import Form
from events.models import Event
from invitations.guests.open_runs import in_open_run
from invitations.letters.setup import LANGUAGES, Setup, kind_of, setup_for
from invitations.models import Dispatch, Invitation, InvitationLetter
from invitations.runs.preflight import Preflight, check
from invitations.runs.print_runs import invitations_to_print, last_setup, order_run
from invitations.runs.print_views import PRINTERS, blueprint, show_run
from invitations.runs.print_words import sentence
from invitations.runs.problems import Mend, Problem
from printing.models import Design, Format
from printing.texts.templates import choices
from printing.words import DESIGNS, FORMATS
from staff.access import access_of, requires
from staff.scope import load


class OrderForm(Form):
    """The button that orders a run: `key` makes a double click one run, `signed` marks the findings that were shown."""

    key = HiddenField(
        validators=[InputRequired(), Regexp(re.compile(r"[0-9a-f]{32}\Z"))], default=lambda: secrets.token_hex(16)
    )
    which = HiddenField(validators=[AnyOf(["unprinted", "all"])])


@blueprint.route("/new", methods=["GET", "POST"])
@requires(*PRINTERS)
def new() -> str | tuple[str, int] | Response:
    """What a run for an event would hold, and ordering it."""
    event = load(current_user, Event, request.args.get("event", 0, type=int))
    form, moment = OrderForm(), now()
    everybody = invitations_to_print(current_user, event, unprinted=False)
    waiting = _waiting(everybody)
    which = request.form.get("which") or request.args.get("which") or ("unprinted" if waiting else "all")
    form.which.data = which
    wanted = everybody if which == "all" else waiting
    setup, refusal = _setup(event)
    preflight = check(wanted, moment, setup, others=everybody)
    if form.validate_on_submit() and not refusal:
        try:
            run = order_run(
                current_user, event, preflight,
                key=form.key.data or "", moment=moment, chosen=_chosen(), signed=request.form.get("signed", ""),
                unprinted=which == "unprinted",
            )  # fmt: skip
        except DomainError as error:
            refusal = error.sentence
        else:
            return show_run(run)
    form.form_errors += [refusal] if refusal else []
    page = _order_page(event, form, preflight, {"unprinted": len(waiting), "all": len(everybody)})
    return page, 422 if form.is_submitted() else 200


def _waiting(everybody: list[Invitation]) -> list[Invitation]:
    """Those whose letter is neither printed nor in a run that will be."""
    in_run = set(
        db.session.scalars(in_open_run().where(InvitationLetter.invitation_id.in_([one.id for one in everybody])))
    )
    return [one for one in everybody if one.dispatch is Dispatch.LISTED and one.id not in in_run]


def _chosen() -> set[int] | None:
    """The ticked guests; None when the form has no such boxes."""
    return set(request.form.getlist("guest", type=int)) if "choose" in request.form else None


def _setup(event: Event) -> tuple[Setup, str]:
    """What the page asks for, and why that can't be had; without a wish, as this event's letters were printed last."""
    wish = request.form if request.method == "POST" else request.args
    if "format" not in wish:
        return last_setup(event), ""
    form = Format(wish["format"]) if wish["format"] in {one.value for one in Format} else Format.A4
    design = Design(wish["design"]) if wish.get("design") in {one.value for one in Design} else None
    versions = {language: wish.get(language, type=int) for language in LANGUAGES}
    try:
        return setup_for(event, form=form, design=design, versions=versions), ""
    except DomainError as refusal:
        return setup_for(event, form=form, design=design), refusal.sentence


def _order_page(event: Event, form: OrderForm, preflight: Preflight, counts: dict[str, int]) -> str:
    setup = preflight.setup
    kind = kind_of(event, setup.format)
    ticked = _chosen()
    return render_template(
        "invitations/print_run_new.html",
        event=event,
        form=form,
        counts=counts,
        which=form.which.data,
        preflight=preflight,
        ticked={one.id for one in preflight.ready} if ticked is None else ticked,
        problems=groups((problem, one.client.full_name) for one, found in preflight.left_out for problem in found),
        findings=groups((problem, one.client.full_name) for one, problem in preflight.findings),
        people=_by_person(preflight),
        setup=setup,
        texts={language: choices(event.branch_id, kind, language) for language in LANGUAGES},
        formats=FORMATS,
        designs=DESIGNS,
    )


@dataclass(frozen=True)
class Group:
    """One problem, where to mend it, and whose letters it concerns."""

    sentence: str
    url: str | None
    names: list[str]


def groups(found: Iterable[tuple[Problem, str]]) -> list[Group]:
    """The same problem of many letters said once; problems of the event, which concern most letters, first."""
    names: dict[Problem, list[str]] = defaultdict(list)
    for problem, name in found:
        names[problem].append(name)
    ordered = sorted(names.items(), key=lambda item: -len(item[1]))
    return [Group(sentence(problem), mend_url(problem), whose) for problem, whose in ordered]


def _by_person(preflight: Preflight) -> list[dict[str, Any]]:
    """Each guest with everything that was found, those whose letter is kept back first."""
    found: dict[int, list[Problem]] = defaultdict(list)
    for invitation, reasons in preflight.left_out:
        found[invitation.id] += reasons
    for invitation, problem in preflight.findings:
        found[invitation.id].append(problem)
    guests = {one.id: one for one, _reasons in [*preflight.left_out, *preflight.findings]}
    return [
        {
            "guest": guests[one],
            "blocked": any(problem.blocks for problem in reasons),
            "problems": [(sentence(problem), mend_url(problem)) for problem in reasons],
        }
        for one, reasons in found.items()
    ]


_MENDING: dict[Mend, tuple[str, str]] = {
    Mend.EVENT: ("events.edit", "event_id"),
    Mend.CLIENT: ("clients.edit", "client_id"),
    Mend.STAFF: ("staff.member", "staff_id"),
    Mend.GUESTS: ("guest_list.show", "event_id"),
    Mend.WAVES: ("waves.show", "event_id"),
    Mend.DETAIL: ("wording.details", "event_id"),
    Mend.PARTICULARS: ("wording.particulars", "event_id"),
    Mend.TEMPLATE: ("letter_templates.index", ""),
}


def mend_url(problem: Problem) -> str | None:
    """The page that mends it, when the reader may open that page."""
    endpoint, name = _MENDING[problem.mend]
    allowed = access_of(current_app, endpoint)
    if not allowed or not current_user.role_set & allowed:
        return None
    return url_for(endpoint, **({name: problem.subject_id} if name else {}))  # type: ignore[arg-type]
