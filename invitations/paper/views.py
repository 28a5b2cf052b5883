"""What goes with the letters: envelopes, labels, cards for tables and lapels, lists for the managers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db
from core.languages import pick_language
from events.models import Event
from invitations.models import Invitation
from invitations.paper import evening
from invitations.paper.evening import Who, guests_expected, sees_all_guests
from invitations.paper.forms import USUAL_STOCK, CardForm, EnvelopeForm, LabelForm, PaperForm
from invitations.paper.steps import (
    RunLetter,
    Way,
    envelope_page,
    goes_out,
    label_of,
    letters_seen,
    managers_of,
    sees_all,
    sort_out,
)
from invitations.paper.words import handover_words, lack_sentence, piles
from invitations.words import MEANS, page_number
from printing.documents.badge import Badge, badge_pages
from printing.documents.envelope import STOCKS
from printing.documents.handover_list import handover_pages
from printing.documents.label import SHEETS, label_pages
from printing.documents.place_card import place_card
from printing.models import EnvelopeStock, PrintRun
from printing.press.page import Page
from printing.press.printer import pdf_of
from staff.access import requires
from staff.audit import record_view
from staff.models import Role
from staff.scope import load, visible

blueprint = Blueprint("paper", __name__)

PRINTERS = (Role.ORGANISER, Role.RM, Role.MANAGER, Role.ADMIN)
Answer = str | tuple[str, int] | Response


@blueprint.get("/print-runs/<int:run_id>/paper")
@requires(*PRINTERS)
def run_paper(run_id: int) -> Answer:
    """Envelopes, labels and the hand-over list of a run, and whose address is missing."""
    run = load(current_user, PrintRun, run_id)
    return _run_page(run, letters_seen(current_user, run))


def _run_page(run: PrintRun, letters: list[RunLetter], **forms: PaperForm) -> str:
    managers = managers_of(letters)
    _ready, missing = sort_out(letters, Way.NOTED)
    noted = {lack.letter.position for lack in missing}
    _posted, lacking = sort_out(letters, Way.POST)
    return render_template(
        "invitations/paper_run.html",
        run=run,
        letters=letters,
        complete=sees_all(run, letters),
        managers=managers,
        envelopes=forms.get("envelopes") or EnvelopeForm(managers, sent=False, size=USUAL_STOCK[run.format]),
        labels=forms.get("labels") or LabelForm(managers, sent=False),
        missing=missing,
        unposted=[lack for lack in lacking if lack.letter.position not in noted],
        lack_sentence=lack_sentence,
        means=MEANS,
    )


@blueprint.get("/print-runs/<int:run_id>/envelopes.pdf")
@requires(*PRINTERS)
def envelopes(run_id: int) -> Answer:
    """The envelopes in the order of the letters, moved by what the branch measured for this stock."""
    run, letters = _whole_run(run_id)
    form = EnvelopeForm(managers_of(letters), sent=True, size=USUAL_STOCK[run.format])
    if not form.validate():
        return _run_page(run, letters, envelopes=form), 422
    ready, _missing = sort_out(_pile(letters, form.rm.data), form.by.data)
    paper, offset = STOCKS[form.size.data], _offset(run.branch_id, form.size.data)
    pages = [
        envelope_page(letter, form.by.data, ending=form.ending.data, paper=paper, offset=offset) for letter in ready
    ]
    return _run_pdf(run, pages, "envelopes")


@blueprint.get("/print-runs/<int:run_id>/labels.pdf")
@requires(*PRINTERS)
def labels(run_id: int) -> Answer:
    """The labels in the order of the letters, from the first free place of a sheet on."""
    run, letters = _whole_run(run_id)
    form = LabelForm(managers_of(letters), sent=True)
    if not form.validate():
        return _run_page(run, letters, labels=form), 422
    ready, _missing = sort_out(_pile(letters, form.rm.data), form.by.data)
    made = [label_of(letter, form.by.data) for letter in ready]
    return _run_pdf(run, label_pages(made, SHEETS[form.sheet.data], start=form.start.data), "labels")


@blueprint.get("/print-runs/<int:run_id>/handover.pdf")
@requires(*PRINTERS)
def handover(run_id: int) -> Answer:
    """A list for each manager to sign: the letters of the run that still go out."""
    run, letters = _whole_run(run_id)
    valid = [letter for letter in letters if goes_out(letter)]
    pages = handover_pages(piles(run.title, valid), handover_words(), page_number, pick_language())
    return _run_pdf(run, pages, "handover")


def _whole_run(run_id: int) -> tuple[PrintRun, list[RunLetter]]:
    """The run with all its letters. Raises NotFound when one of them is a client's whom the reader doesn't see."""
    run = load(current_user, PrintRun, run_id)
    letters = letters_seen(current_user, run)
    if not sees_all(run, letters):
        raise NotFound
    return run, letters


def _pile(letters: Sequence[RunLetter], rm_id: int | None) -> list[RunLetter]:
    return [letter for letter in letters if rm_id is None or letter.client.rm_id == rm_id]


def _offset(branch_id: int, stock: str) -> tuple[float, float]:
    """By how much the branch's printer misses on this stock; a run of another branch is printed where it belongs."""
    measured = db.session.scalar(
        visible(current_user, EnvelopeStock).where(
            EnvelopeStock.branch_id == branch_id, EnvelopeStock.envelope == stock
        )
    )
    return (measured.dx_mm, measured.dy_mm) if measured else (0.0, 0.0)


def _run_pdf(run: PrintRun, pages: Sequence[Page], name: str) -> Response:
    if not pages:
        flash(_("There is nothing to print: see below what is missing."), "attention")
        return redirect(url_for("paper.run_paper", run_id=run.id))
    record_view(current_user, "print_run", run.id, action="export")
    return _pdf(pages, f"{name}-{run.id}")


def _pdf(pages: Sequence[Page], name: str) -> Response:
    response = Response(pdf_of(pages, title=name), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@blueprint.get("/events/<int:event_id>/paper")
@requires(*PRINTERS)
def event_paper(event_id: int) -> Answer:
    """Place cards and badges of an event, and the way to the door's list."""
    event = load(current_user, Event, event_id)
    return _event_page(event)


def _event_page(event: Event, **forms: PaperForm) -> str:
    guests = guests_expected(current_user, event, Who.INVITED)
    return render_template(
        "invitations/paper_event.html",
        event=event,
        guests=guests,
        coming=guests_expected(current_user, event, Who.COMING),
        complete=sees_all_guests(event, Who.INVITED, guests),
        cards=forms.get("cards") or CardForm(sent=False, kind="cards"),
        badges=forms.get("badges") or CardForm(sent=False, kind="badges"),
        without_card=evening.without_card(guests),
    )


@blueprint.get("/events/<int:event_id>/place-cards.pdf")
@requires(*PRINTERS)
def place_cards(event_id: int) -> Answer:
    """A tent card for each guest whose name can be drawn."""
    event, form = load(current_user, Event, event_id), CardForm(sent=True, kind="cards")
    if not form.validate():
        return _event_page(event, cards=form), 422
    guests = _drawable(_all_guests(event, form.who.data))
    pages = [place_card(evening.card_name(guest, titled=form.titled.data), lang=guest.language) for guest in guests]
    return _event_pdf(event, pages, "place-cards")


@blueprint.get("/events/<int:event_id>/badges.pdf")
@requires(*PRINTERS)
def badges(event_id: int) -> Answer:
    """Name badges, ten a page."""
    event, form = load(current_user, Event, event_id), CardForm(sent=True, kind="badges")
    if not form.validate():
        return _event_page(event, badges=form), 422
    made = [
        Badge(
            evening.card_name(guest, titled=form.titled.data),
            event.said("title", guest.language),
            event.branch.bank_name_en if guest.language == "en" else event.branch.bank_name,
            guest.language,
        )
        for guest in _drawable(_all_guests(event, form.who.data))
    ]
    return _event_pdf(event, badge_pages(made), "badges")


def _all_guests(event: Event, who: Who) -> list[Invitation]:
    """Raises NotFound when the reader doesn't see every one of them."""
    guests = guests_expected(current_user, event, who)
    if not sees_all_guests(event, who, guests):
        raise NotFound
    return guests


def _drawable(guests: Sequence[Invitation]) -> list[Invitation]:
    undrawn: set[Any] = {missing.invitation.id for missing in evening.without_card(guests)}
    return [guest for guest in guests if guest.id not in undrawn]


def _event_pdf(event: Event, pages: Sequence[Page], name: str) -> Response:
    if not pages:
        flash(_("There is nobody to print this for yet."), "attention")
        return redirect(url_for("paper.event_paper", event_id=event.id))
    record_view(current_user, "event", event.id, action="export")
    return _pdf(pages, f"{name}-{event.id}")
