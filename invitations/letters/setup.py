"""From an invitation to the letter that is printed, in the client's language."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from clients.book.naming import card_name, chinese_address, joint_card_name, salutation
from clients.models import Client
from core.errors import DomainError
from events.models import Event
from invitations.codes.tokens import Codes
from invitations.guests.joint import joint_words, partner_of
from invitations.letters.values import letter_values, without_end
from invitations.models import Invitation, Means
from printing.designs.look import Look, look_of
from printing.documents.document import Document
from printing.models import Design, Format
from printing.texts.compose import compose
from printing.texts.model_texts import WITHOUT_CODE, ModelText
from printing.texts.risk_lines import opt_out_line, small_print
from printing.texts.templates import text_for

LARGE_FROM_AGE = 60
LANGUAGES = ("zh", "en")
CARD = "card"
"""The kind of text that a formal card is written with, whatever the event."""
SENT = (Means.POST, Means.COURIER)


@dataclass(frozen=True)
class Setup:
    """How the letters of a run are printed: on what, in which look, with which text for each language."""

    format: Format = Format.A4
    look: Look = field(default_factory=Look)
    texts: Mapping[str, ModelText] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)  # of the texts that are a branch's own
    # The one real thing about each guest, by the invitation's id, in place of what the invitation says.
    details: Mapping[int, str] | None = None

    @property
    def design(self) -> Design:
        return Design(self.look.design)


def kind_of(event: Event, form: Format) -> str:
    """The kind of text that such a letter is written with: the event's format, or the formal card."""
    return CARD if form is Format.CARD else event.format.value


def setup_for(
    event: Event,
    *,
    form: Format = Format.A4,
    design: Design | None = None,
    versions: Mapping[str, int | None] | None = None,
) -> Setup:
    """The branch's look, in another of the designs if one is wished, and its texts, or the versions that are wished.

    Raises DomainError("template_not_approved") for a version that no letter of this kind may be written with.
    """
    look = look_of(event.branch_id)
    wished = versions or {}
    found = {
        language: text_for(event.branch_id, kind_of(event, form), language, wished.get(language))
        for language in LANGUAGES
    }
    return Setup(
        format=form,
        look=replace(look, design=design.value) if design else look,
        texts={language: text for language, (text, _version) in found.items()},
        versions={language: version for language, (_text, version) in found.items() if version is not None},
    )


def age_on(birth_date: date, day: date) -> int:
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def reads_large(client: Client, day: date) -> bool:
    """Whether letters and pages are set large for this client: from sixty on."""
    return client.birth_date is not None and age_on(client.birth_date, day) >= LARGE_FROM_AGE


def compose_letter(invitation: Invitation, codes: Codes, *, now: datetime, setup: Setup | None = None) -> Document:
    """The letter as it would be printed now; without a `setup`, on A4 with the branch's look and usual text.

    Raises DomainError("salutation_unknown") and printing's EmptyPlaceholder; the preflight tells of both beforehand.
    """
    event, client, language = invitation.event, invitation.client, invitation.language
    setup = setup or setup_for(event)
    branch = client.rm.branch
    return compose(
        setup.texts[language],
        letter_values(invitation, now)
        | _detail(invitation, setup)
        | _named(invitation)
        | {"short_code": codes.short_code},
        letterhead=tuple(line for line in (branch.bank_name, branch.bank_name_en) if line),
        qr_payload=None if setup.texts[language].kind in WITHOUT_CODE else codes.address,
        large=reads_large(client, event.local_start.date()),
        keep=_kept_whole(invitation) if language == "zh" else (),
        look=setup.look,
        format=setup.format.value,
        small_print=small_print_of(invitation),
        # A sheet of A4 is folded for its envelope, and in the post more than once.
        folded=setup.format is Format.A4 and invitation.send_by in SENT,
    )


def _detail(invitation: Invitation, setup: Setup) -> dict[str, str]:
    if setup.details is None:
        return {}
    return {"personal_detail": without_end(setup.details.get(invitation.id, ""))}


def _named(invitation: Invitation) -> dict[str, str]:
    """Who is addressed: by the salutation, on a Chinese card in full, where that can be said; of two, both.

    Raises DomainError("salutation_unknown").
    """
    client, partner, language = invitation.client, partner_of(invitation), invitation.language
    if partner is not None:
        said = joint_words(client, partner, language)
        return {"salutation": said} | ({"card_name": joint_card_name(client, partner)} if language == "zh" else {})
    names = {"salutation": salutation(client, language)}
    if language == "zh":
        with suppress(DomainError):  # if only an own form of address is known, the card says that one
            names["card_name"] = card_name(client)
    return names


def small_print_of(invitation: Invitation) -> tuple[str, ...]:
    """A warning for each risk that the event names, what we never ask for, and in the post how to hear no more."""
    event, language = invitation.event, invitation.language
    lines = small_print(event.risks, language, invitation.client.rm.branch.phone)
    if invitation.send_by in SENT:
        return lines
    return tuple(line for line in lines if line != opt_out_line(language))


def _kept_whole(invitation: Invitation) -> tuple[str, ...]:
    partner = partner_of(invitation)
    return _whole(invitation.client) + (_whole(partner) if partner else ())


def _whole(client: Client) -> tuple[str, ...]:
    """王女士 and 王文静, which no line may split."""
    if client.salutation_override:
        return (client.full_name,)
    try:
        return (chinese_address(client), card_name(client), client.full_name)
    except DomainError:
        return (client.full_name,)
