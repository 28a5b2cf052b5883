"""What the door does with a guest who was found: take back, only some, one more, leave, a gift, a badge."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from attendance.door.acting import one_more, only_these
from attendance.door.cards import Card, card_of_what_was_done
from attendance.door.forms import ActForm
from attendance.door.guests import load_guest, party_here, presence_of
from attendance.door.screen import Page, answer_of, card_for, committed, names_of, refused, screen, setting_here
from attendance.door.setup import load_gift
from attendance.door.views import AT_THE_DOOR, blueprint
from attendance.ledger.checking_in import leave, undo
from attendance.ledger.handing import hand_gift, note_badge
from attendance.ledger.party import person_of, still_expected
from attendance.models import GUEST, Presence, Verdict
from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language
from events.models import Event
from invitations.models import Invitation
from invitations.paper.evening import card_name
from printing.documents.badge import Badge, badge_pages
from printing.press.printer import pdf_of
from printing.setting import faces
from staff.access import requires
from staff.scope import load

_PLACE = "/<int:event_id>/guests/<int:invitation_id>"


@blueprint.post(f"{_PLACE}/undo")
@requires(*AT_THE_DOOR)
def take_back(event_id: int, invitation_id: int) -> Page:
    """Undo a check-in: one's own at once, later a supervisor with a reason."""
    event, invitation, form = _asked(event_id, invitation_id)
    if not form.validate():
        return screen(event, refusal=_first(form), status=422)
    try:
        undo(
            event,
            invitation,
            scan_id=form.scan,
            staff=current_user,
            now=now(),
            undoes=form.target,
            reason=form.reason.data or "",
        )
    except DomainError as refusal:
        return refused(event, refusal)
    return committed(screen(event, card=_done(Verdict.UNDONE, event, invitation)))


@blueprint.post(f"{_PLACE}/only")
@requires(*AT_THE_DOOR)
def only(event_id: int, invitation_id: int) -> Page:
    """Of those whom a scan let in, only these have come."""
    event, invitation, form = _asked(event_id, invitation_id)
    if not form.validate():
        return screen(event, refusal=_first(form), status=422)
    _setting, here = setting_here(event)
    try:
        only_these(
            event,
            invitation,
            scan_id=form.scan,
            undoes=form.target,
            persons=form.persons or [],
            staff=current_user,
            now=now(),
            gate=here,
            reason=form.reason.data or "",
        )
    except DomainError as refusal:
        return refused(event, refusal)
    return committed(screen(event, card=_done(Verdict.NOTED, event, invitation)))


@blueprint.post(f"{_PLACE}/more")
@requires(*AT_THE_DOOR)
def more(event_id: int, invitation_id: int) -> Page:
    """One more came along who was not announced."""
    event, invitation, form = _asked(event_id, invitation_id)
    if not form.validate():
        return screen(event, refusal=_first(form), status=422)
    _setting, here = setting_here(event)
    try:
        answer = one_more(
            event, invitation, scan_id=form.scan, method=form.method, staff=current_user, now=now(), gate=here
        )
    except DomainError as refusal:
        return refused(event, refusal)
    return committed(screen(event, card=card_for(answer, event)))


@blueprint.post(f"{_PLACE}/leave")
@requires(*AT_THE_DOOR)
def going(event_id: int, invitation_id: int) -> Page:
    """Some or all of a party leave, where that is kept."""
    event, invitation, form = _asked(event_id, invitation_id)
    if not form.validate():
        return screen(event, refusal=_first(form), status=422)
    _setting, here = setting_here(event)
    try:
        leave(event, invitation, scan_id=form.scan, persons=form.persons, staff=current_user, now=now(), gate=here)
    except DomainError as refusal:
        return refused(event, refusal)
    return committed(screen(event, card=_done(Verdict.LEFT, event, invitation)))


@blueprint.post(f"{_PLACE}/gifts/<int:gift_id>")
@requires(*AT_THE_DOOR)
def give(event_id: int, invitation_id: int, gift_id: int) -> Page:
    """A gift is handed over."""
    event, invitation, form = _asked(event_id, invitation_id)
    gift = load_gift(event, gift_id)
    if not form.validate():
        return screen(event, refusal=_first(form), status=422)
    _setting, here = setting_here(event)
    name = (pick_language() == "en" and gift.name_en) or gift.name
    try:
        hand_gift(event, invitation, gift, scan_id=form.scan, staff=current_user, now=now(), gate=here)
    except DomainError as refusal:
        return refused(event, refusal)
    return committed(screen(event, card=_done(Verdict.NOTED, event, invitation, _("Handed over: %(gift)s", gift=name))))


@blueprint.post(f"{_PLACE}/badge")
@requires(*AT_THE_DOOR)
def badge(event_id: int, invitation_id: int) -> Page:
    """The badge of one person, as a PDF; that it was printed is written down, and lets nobody in."""
    event, invitation, form = _asked(event_id, invitation_id)
    if not form.validate():
        return screen(event, refusal=_first(form), status=422)
    key, language = form.person.data or GUEST, invitation.language
    try:
        name = _badge_name(invitation, key)
        note_badge(event, invitation, scan_id=form.scan, staff=current_user, now=now(), person=key)
    except DomainError as refusal:
        return refused(event, refusal)
    house = event.branch.bank_name_en if language == "en" else event.branch.bank_name
    made = badge_pages([Badge(name, event.said("title", language), house, language)], lang=language)
    page = Response(pdf_of(made, title="badge"), mimetype="application/pdf")
    page.headers["Content-Disposition"] = 'inline; filename="badge.pdf"'
    db.session.commit()
    return page


def _asked(event_id: int, invitation_id: int) -> tuple[Event, Invitation, ActForm]:
    event = load(current_user, Event, event_id)
    return event, load_guest(current_user, event, invitation_id), ActForm()


def _first(form: ActForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _badge_name(invitation: Invitation, key: str) -> str:
    """Raises DomainError: badge_nameless, or badge_undrawn for a name whose signs our faces lack."""
    person = person_of(key, party_here(invitation, None))
    names = names_of([(invitation, [person])], invitation.language)[invitation.id]
    joint = names.joint.get(person.client_id or 0)
    name = card_name(invitation, titled=False) if key == GUEST else joint.full_name if joint else person.name
    if not name:
        raise DomainError("badge_nameless")
    if faces.missing(name):
        raise DomainError("badge_undrawn")
    return name


def _done(verdict: Verdict, event: Event, invitation: Invitation, *lines: str) -> Card:
    """The card of what was done, with who is here now and what may be done next."""
    presence = presence_of(invitation)
    names = names_of([(invitation, party_here(invitation, presence))], pick_language())[invitation.id]
    card = card_of_what_was_done(verdict, invitation, names, lines)
    if presence is None:
        return card
    stands = card_for(answer_of(invitation, presence, Verdict.ALREADY), event, asked=False)
    card.missing, card.more, card.gifts = stands.missing, stands.more, stands.gifts
    card.badges, card.printed = stands.badges, stands.printed
    card.lines += _here(invitation, presence)
    return card


def _here(invitation: Invitation, presence: Presence) -> list[str]:
    party = party_here(invitation, presence)
    names = names_of([(invitation, party)], pick_language())[invitation.id]
    inside = [tick.name for tick in names.ticks(party, presence.inside)]
    out = [tick.name for tick in names.ticks(still_expected(party, presence.came)) if tick.key not in presence.came]
    lines = [_("Is here: %(names)s", names=_(", ").join(inside))] if inside else []
    return lines + ([_("Still to come: %(names)s", names=_(", ").join(out))] if out else [])
