"""What goes with the letters of a run: whose envelope or label can be printed, what it says, and who lacks what."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.book.addresses import PostalAddress, address_on
from clients.book.naming import envelope_name, is_chinese
from clients.book.postal import HOME, country_name, lacks_postcode
from clients.models import Client, ContactChannel, Gender
from clients.scopes import cared_for
from core.db import db, now
from core.errors import DomainError
from invitations.guests.joint import partner_of, with_partners
from invitations.guests.permission import Reasons, forbidden
from invitations.models import Invitation, InvitationLetter, Means
from invitations.runs.dispatch import to_be_destroyed
from printing.documents.address import lines_abroad
from printing.documents.envelope import Envelope, abroad, by_hand, by_post
from printing.documents.envelope_words import BY_HAND_EN, ENDINGS, handed_by, posted_by, sender_en
from printing.documents.label import Label
from printing.models import PrintedLetter, PrintRun
from printing.press.page import Page
from printing.press.paper import Paper
from printing.setting import faces
from staff.models import Staff


class Way(enum.Enum):
    """In which form envelopes and labels are made."""

    NOTED = "noted"  # each as its invitation says
    HAND = "hand"
    POST = "post"


class Lack(enum.Enum):
    """Why a guest gets no envelope."""

    ADDRESS = "address"
    POSTCODE = "postcode"
    SALUTATION = "salutation"
    CHARACTERS = "characters"
    TAKEN_BACK = "taken_back"
    WITHDRAWN = "withdrawn"
    FORBIDDEN = "forbidden"
    REPLACED = "replaced"


@dataclass(frozen=True)
class RunLetter:
    """A letter of a run with its invitation; `replaced` when a later letter has taken its place."""

    position: int
    invitation: Invitation
    replaced: bool
    withdrawn: bool = False  # in the house still, and not to leave it
    no_hand: Reasons = ()  # why it may not be handed over, or sent
    no_post: Reasons = ()

    @property
    def client(self) -> Client:
        return self.invitation.client


@dataclass(frozen=True)
class Missing:
    """A guest who gets nothing printed, and why; `detail` names what no face draws, or why not to write."""

    letter: RunLetter
    lack: Lack
    detail: str = ""


def letters_seen(actor: Staff, run: PrintRun) -> list[RunLetter]:
    """The run's letters by position, of the clients whom `actor` sees now."""
    query = (
        sa.select(PrintedLetter.position, Invitation, InvitationLetter.superseded_at)
        .join(InvitationLetter, InvitationLetter.letter_id == PrintedLetter.id)
        .join(Invitation, Invitation.id == InvitationLetter.invitation_id)
        .join(Client, Client.id == Invitation.client_id)
        .where(PrintedLetter.run_id == run.id, cared_for(actor))
        .options(
            *with_partners(),
            joinedload(Invitation.event),
            joinedload(Invitation.client).options(
                joinedload(Client.rm).lazyload(Staff.roles),
                sa.orm.selectinload(Client.holds),
                sa.orm.selectinload(Client.addresses),
            ),
        )
        .order_by(PrintedLetter.position)
    )
    rows = db.session.execute(query).all()
    letters, moment = [invitation for _position, invitation, _at in rows], now()
    void = to_be_destroyed(letters, moment)
    by_hand_of = forbidden(letters, moment, channel=ContactChannel.HAND)
    by_post_of = forbidden(letters, moment, channel=ContactChannel.POST)
    return [
        RunLetter(position, one, at is not None, one.id in void, by_hand_of[one.id], by_post_of[one.id])
        for position, one, at in rows
    ]


def sees_all(run: PrintRun, letters: Sequence[RunLetter]) -> bool:
    """Whether no letter of the run is a client's whom the reader doesn't see: else its paper is closed to them."""
    count = sa.select(sa.func.count()).select_from(PrintedLetter).where(PrintedLetter.run_id == run.id)
    return len(letters) == (db.session.scalar(count) or 0)


def managers_of(letters: Sequence[RunLetter]) -> dict[int, Staff]:
    """The managers in the order of their piles."""
    return {letter.client.rm_id: letter.client.rm for letter in letters}


def posted(invitation: Invitation, way: Way) -> bool:
    """Whether this guest's envelope goes by post, and so needs an address."""
    return way is Way.POST or (way is Way.NOTED and invitation.send_by is not Means.BY_HAND)


def post_goes_to(invitation: Invitation) -> PostalAddress | None:
    """The guest's address as it holds today, where the evening is."""
    return address_on(invitation.client, now().astimezone(invitation.event.tz).date())


def goes_out(letter: RunLetter) -> bool:
    """Whether the letter is for its guest's hands at all, whatever its envelope lacks."""
    return _stays(letter) is None


def _stays(letter: RunLetter) -> Lack | None:
    if letter.invitation.revoked_at is not None:
        return Lack.TAKEN_BACK
    if letter.replaced:
        return Lack.REPLACED
    return Lack.WITHDRAWN if letter.withdrawn else None


def lack_of(letter: RunLetter, way: Way) -> Missing | None:
    """What keeps this guest's envelope from being printed, or None."""
    invitation = letter.invitation
    if stays := _stays(letter):
        return Missing(letter, stays)
    try:
        name = "".join(_addressed(invitation, invitation.language))
    except DomainError:
        return Missing(letter, Lack.SALUTATION)
    mailed = posted(invitation, way)
    if forbids := letter.no_post if mailed else letter.no_hand:
        return Missing(letter, Lack.FORBIDDEN, forbids[0].sentence)
    place = post_goes_to(invitation) if mailed else None
    if mailed and (place is None or lacks_postcode(place)):
        return Missing(letter, Lack.ADDRESS if place is None else Lack.POSTCODE)
    if unknown := faces.missing(name + (place.postal_address if place else "")):
        return Missing(letter, Lack.CHARACTERS, " ".join(unknown))
    return None


def sort_out(letters: Sequence[RunLetter], way: Way) -> tuple[list[RunLetter], list[Missing]]:
    """Whose envelopes can be printed, in the run's order, and whose can't."""
    lacks = [(letter, lack_of(letter, way)) for letter in letters]
    return [letter for letter, lack in lacks if lack is None], [lack for _letter, lack in lacks if lack is not None]


def envelope_page(letter: RunLetter, way: Way, *, ending: str, paper: Paper, offset: tuple[float, float]) -> Page:
    """The envelope of a guest for whom `lack_of` found nothing."""
    draw, envelope = _envelope(letter.invitation, way, ending)
    return draw(envelope, paper, offset=offset)


def label_of(letter: RunLetter, way: Way) -> Label:
    """The same words as a label; what is handed over needs no more than the name."""
    draw, envelope = _envelope(letter.invitation, way, "received")
    name = " ".join(part for part in (envelope.name, envelope.honorific) if part)
    if draw is by_hand:
        return Label(name, lang=envelope.lang)
    if draw is abroad:
        return Label(name, envelope.address, name_first=True, lang=envelope.lang)
    ending = f" {envelope.ending}" if envelope.ending else ""
    if envelope.lang == "en":
        return Label(name, (*envelope.address, envelope.postcode), name_first=True, lang="en")
    return Label(name + ending, (envelope.postcode, *envelope.address), lang=envelope.lang)


def _addressed(invitation: Invitation, lang: str) -> tuple[str, str]:
    """The name and what follows it; of a letter to two both names, the gentleman's first.

    Raises DomainError("salutation_unknown").
    """
    client, partner = invitation.client, partner_of(invitation)
    if partner is None:
        return envelope_name(client, lang)
    pair = sorted((client, partner), key=lambda one: one.gender is not Gender.MALE)
    names = ["".join(envelope_name(one, lang)) for one in pair]
    return (" and " if lang == "en" else "暨").join(names), ""


def _envelope(invitation: Invitation, way: Way, ending: str) -> tuple[Callable[..., Page], Envelope]:
    client = invitation.client
    lang = invitation.language
    place = post_goes_to(invitation) if posted(invitation, way) else None
    if place is not None and place.country != HOME:
        # Post abroad is sorted by those who read its address: the name is written as the address is.
        lang = "zh" if is_chinese(place.postal_address) else "en"
    name, honorific = _addressed(invitation, lang)
    chinese = lang == "zh"
    envelope = Envelope(name, honorific, ENDINGS[ending] if chinese else "", lang=lang)
    rm, branch = client.rm, client.rm.branch
    unit = branch.bank_name + branch.name
    unit_en = f"{branch.bank_name_en}, {branch.name_en}"
    if place is None:
        sender = handed_by(rm.name) if chinese else sender_en(unit_en, rm.called("en"))
        return by_hand, replace(envelope, sender=sender, note="" if chinese else BY_HAND_EN)
    if place.country == HOME:
        sender = posted_by(unit, rm.name, branch.address) if chinese else sender_en(unit_en, rm.called("en"))
        return by_post, replace(envelope, address=place.lines, postcode=place.postcode, sender=sender)
    country = country_name(place.country, "en")
    lines = lines_abroad(place.lines, place.postcode, place.country, country)
    sender = sender_en(unit_en, rm.called("en"), branch.address, abroad=True)
    return abroad, replace(envelope, address=lines, sender=sender)
