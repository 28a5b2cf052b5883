"""Preflight: everything that can be wrong with the letters of a run, found before there is ink.

What blocks a letter leaves its guest out; what doesn't is listed, and somebody signs for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clients.book.addresses import address_on
from clients.book.naming import COMPOUND_SURNAMES, is_chinese, salutation
from clients.book.postal import lacks_postcode
from clients.contact.reasons import ReasonCode
from clients.models import HoldKind, Purpose
from core.errors import DomainError
from core.logs import log
from events.models import Event
from invitations.codes.tokens import CODE_LENGTH, TOKEN_LENGTH, Codes
from invitations.guests.joint import parted
from invitations.guests.permission import Reasons, forbidden
from invitations.letters.setup import CARD, SENT, Setup, compose_letter, setup_for
from invitations.letters.values import letter_values
from invitations.models import Invitation, ReplyState
from invitations.runs.preflight_words import said_findings
from invitations.runs.problems import Mend, Problem, ProblemKind
from printing.designs.pictures import require_pictures
from printing.documents.document import sides
from printing.errors import EmptyPlaceholder, LetterOverflow, MissingGlyphs, PrintingError
from printing.setting import faces
from printing.texts.model_texts import AFTERWARDS, CARD_FRAMES, FRAMES, ModelText
from printing.texts.placeholders import fields_of

NOBODY = Codes("W" * TOKEN_LENGTH, "W" * CODE_LENGTH)
"""Codes to try a letter with: as wide as any, and nobody's."""

_LACKS = (
    ProblemKind.EVENT_LACKS,
    ProblemKind.STAFF_LACKS,
    ProblemKind.SALUTATION,
    ProblemKind.DETAIL_MISSING,
)
_HOLDS = frozenset(kind.value for kind in HoldKind)
_LONG_GIVEN_NAME = 3  # more characters after a surname are rather a name of another kind


@dataclass
class Preflight:
    """What a print run would hold, what is doubtful about it, and whom it would leave out and why."""

    setup: Setup
    ready: list[Invitation] = field(default_factory=list)
    left_out: list[tuple[Invitation, list[Problem]]] = field(default_factory=list)
    findings: list[tuple[Invitation, Problem]] = field(default_factory=list)

    @property
    def seen(self) -> str:
        """A mark of what somebody signs for, which changes with the findings; empty when there is nothing to sign."""
        if not self.findings:
            return ""
        parts = sorted(f"{invitation.id}:{problem.stored()}" for invitation, problem in self.findings)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def only(self, invitation_ids: set[int]) -> Preflight:
        """The same of some of the guests: nobody signs for the findings of others."""
        return Preflight(
            self.setup,
            [one for one in self.ready if one.id in invitation_ids],
            self.left_out,
            [found for found in self.findings if found[0].id in invitation_ids],
        )


def check(
    invitations: Sequence[Invitation],
    moment: datetime,
    setup: Setup | None = None,
    *,
    others: Sequence[Invitation] = (),
) -> Preflight:
    """Go through the letters as the printer would; nothing is written.

    `others` are guests of the event whose letters are not asked for now: a household may have had its letter already.
    """
    setup = setup or (setup_for(invitations[0].event) if invitations else Setup())
    result = Preflight(setup)
    shared = _households([*invitations, *others])
    reasons, apart = forbidden(invitations, moment), parted(invitations)
    for invitation in invitations:
        found = [
            *_parted(invitation, apart),
            *_problems(invitation, moment, setup, reasons[invitation.id]),
            *_housemates(invitation, shared),
        ]
        if any(problem.blocks for problem in found):
            result.left_out.append((invitation, [problem for problem in found if problem.blocks]))
        else:
            result.ready.append(invitation)
            result.findings += [(invitation, problem) for problem in found]
    return result


def problems(invitation: Invitation, now: datetime, setup: Setup | None = None) -> list[Problem]:
    """Everything that keeps this letter from being printed or that somebody should look at; empty when all is well.

    The event, the client, and the manager with branch should be loaded.
    """
    reasons = forbidden([invitation], now)[invitation.id]
    found = _problems(invitation, now, setup or setup_for(invitation.event), reasons)
    return [*_parted(invitation, parted([invitation])), *found]


def _problems(invitation: Invitation, now: datetime, setup: Setup, reasons: Reasons) -> list[Problem]:
    found = [
        *_standing(invitation, reasons),
        *_event_problems(invitation.event, now),
        *_lacking(invitation, now, setup),
        *_client_problems(invitation, now),
    ]
    if any(problem.kind in _LACKS for problem in found):
        return found  # without these the letter can't even be tried
    return [*found, *_trial(invitation, now, setup)]


def all_withdrawn(invitations: Sequence[Invitation], now: datetime, *, notice: str = "") -> dict[int, list[Problem]]:
    """What may come up between ordering letters and drawing them, or between drawing them and giving them away.

    By the invitation's id, with as many queries for many as for one. A `notice` tells of a changed plan: a service,
    which a hold on invitations does not stop, nor an earlier no. A word after the evening is a greeting.
    """
    if notice in AFTERWARDS:
        greeting, selling = (forbidden(invitations, now, purpose=one) for one in (Purpose.GREETING, Purpose.MARKETING))
        wished = {
            key: tuple(why for why in found if why.code is ReasonCode.OPTED_OUT) for key, found in selling.items()
        }
        return {one.id: list(_notice_standing(one, wished[one.id] + greeting[one.id])) for one in invitations}
    if notice:
        reasons = forbidden(invitations, now, purpose=Purpose.SERVICE)
        return {one.id: list(_notice_standing(one, reasons[one.id])) for one in invitations}
    reasons, apart = forbidden(invitations, now), parted(invitations)
    return {one.id: [*_parted(one, apart), *_standing(one, reasons[one.id])] for one in invitations}


def _parted(invitation: Invitation, apart: set[int]) -> Iterator[Problem]:
    """A letter to two who want letters of their own: it may not leave, and a sheet that exists is destroyed."""
    if invitation.id in apart:
        yield Problem(ProblemKind.PARTED, Mend.WAVES, invitation.event_id)


def _notice_standing(invitation: Invitation, reasons: Reasons) -> Iterator[Problem]:
    if invitation.revoked_at is not None:
        yield Problem(ProblemKind.REVOKED, Mend.GUESTS, invitation.event_id)
    for reason in reasons[:1]:
        yield Problem(ProblemKind.CONTACT, Mend.CLIENT, invitation.client_id, detail=reason.code.value)


def notice_problems(
    invitations: Sequence[Invitation], now: datetime, setup: Setup, notice: str
) -> dict[int, list[Problem]]:
    """What keeps letters that invite to nothing from being printed, by the invitation's id."""
    found = all_withdrawn(invitations, now, notice=notice)
    for invitation in invitations:
        if not found[invitation.id]:
            found[invitation.id] = [one for one in _tried(invitation, now, setup) if one.blocks]
    return found


def _tried(invitation: Invitation, now: datetime, setup: Setup) -> list[Problem]:
    problems = [*_client_problems(invitation, now)]
    return problems if any(one.kind in _LACKS for one in problems) else [*problems, *_trial(invitation, now, setup)]


def _standing(invitation: Invitation, reasons: Reasons) -> Iterator[Problem]:
    client = invitation.client
    if invitation.revoked_at is not None:
        yield Problem(ProblemKind.REVOKED, Mend.GUESTS, invitation.event_id)
    if invitation.reply in (ReplyState.DECLINED, ReplyState.CANCELLED):
        yield Problem(ProblemKind.DECLINED, Mend.GUESTS, invitation.event_id)
    for reason in reasons[:1]:
        kind = ProblemKind.HOLD if reason.code.value in _HOLDS else ProblemKind.CONTACT
        yield Problem(kind, Mend.CLIENT, client.id, detail=reason.code.value)


def _event_problems(event: Event, now: datetime) -> Iterator[Problem]:
    if event.over or event.starts_at <= now:
        yield Problem(ProblemKind.EVENT_OVER, Mend.EVENT, event.id)
    elif event.reply_by < now:
        yield Problem(ProblemKind.DEADLINE_OVER, Mend.EVENT, event.id)
    if event.reply_by > event.starts_at:
        yield Problem(ProblemKind.DEADLINE_AFTER, Mend.EVENT, event.id)


def _client_problems(invitation: Invitation, now: datetime) -> Iterator[Problem]:
    """How the client is addressed, where post would go, and whether the name is split as names are."""
    client = invitation.client
    for one in (client, *(guest.client for guest in invitation.joint)):
        try:
            salutation(one, invitation.language)
        except DomainError:
            yield Problem(ProblemKind.SALUTATION, Mend.CLIENT, one.id)
    if invitation.send_by in SENT:
        place = address_on(client, now.astimezone(invitation.event.tz).date())
        if place is None:
            yield Problem(ProblemKind.ADDRESS, Mend.CLIENT, client.id)
        elif lacks_postcode(place):
            yield Problem(ProblemKind.POSTCODE, Mend.CLIENT, client.id)
    if surname_is_doubtful(client.surname, client.given_name) and not client.salutation_override:
        yield Problem(ProblemKind.SURNAME, Mend.CLIENT, client.id, detail=client.surname, whose=client.full_name)


def surname_is_doubtful(surname: str, given_name: str) -> bool:
    """Whether a Chinese name looks split at the wrong place: 欧 + 阳文静, or no surname and no interpunct."""
    name = f"{surname}{given_name}"
    if not is_chinese(name) or "·" in name:
        return False
    if not surname:
        return True
    if len(surname) == 1:
        return f"{surname}{given_name[:1]}" in COMPOUND_SURNAMES or len(given_name) > _LONG_GIVEN_NAME
    return surname not in COMPOUND_SURNAMES


def needed_fields(text: ModelText) -> list[str]:
    """The codes without which a letter of this text can't be written, in the order of the alphabet."""
    frame, card = FRAMES[text.lang], CARD_FRAMES[text.lang]
    if text.kind == CARD:
        of_frame = (*card.signature, card.reply_by, card.dress, *(row for _, row in card.facts))
    else:
        of_frame = (frame.salutation, *frame.signature, frame.date, *(row for _, row in frame.facts))
    templates = (text.body, frame.call, *of_frame)
    needed = {code for template in templates for code, must in fields_of(template).items() if must}
    return sorted(needed - {"salutation", "card_name", "short_code"})


# Which page has a field that is lacking; what stands in none of these is one of the event's particulars.
_OF_STAFF = ("rm_name", "rm_phone", "unit", "branch")
_OF_EVENT = ("event_title", "venue", "address", "parking", "speaker")


def _lacking(invitation: Invitation, now: datetime, setup: Setup) -> Iterator[Problem]:
    event, rm, language = invitation.event, invitation.client.rm, invitation.language
    values, text = letter_values(invitation, now), setup.texts[language]
    lacking = {code for code in needed_fields(text) if not values.get(code, "").strip()}
    if language == "en":
        # What guests of the Chinese letter are told, those of the English one are told too.
        lacking |= {code for code in ("address", "parking") if getattr(event, code) and not values[code]}
    if not values["personal_detail"] and "personal_detail" in fields_of(text.body):
        must = "personal_detail" in lacking
        kind = ProblemKind.DETAIL_MISSING if must else ProblemKind.DETAIL_EMPTY
        yield Problem(kind, Mend.DETAIL, event.id)
    for code in sorted(lacking - {"personal_detail"}):
        detail = f"{code}:{language}"
        if code in _OF_STAFF:
            yield Problem(ProblemKind.STAFF_LACKS, Mend.STAFF, rm.id, detail, whose=rm.name)
        else:
            mend = Mend.EVENT if code in _OF_EVENT else Mend.PARTICULARS
            yield Problem(ProblemKind.EVENT_LACKS, mend, event.id, detail)


def _trial(invitation: Invitation, now: datetime, setup: Setup) -> Iterator[Problem]:
    """Set the letter as the printer would, without ink, and read what it says."""
    event = invitation.event
    try:
        letter = compose_letter(invitation, NOBODY, now=now, setup=setup)
        sides(letter)
        require_pictures(setup.look)
    except MissingGlyphs as error:
        yield from _undrawable(invitation, setup, [str(char) for char in _details(error)["characters"]])
        return
    except LetterOverflow as error:
        yield Problem(ProblemKind.OVERFLOW, Mend.EVENT, event.id, detail=str(_details(error)["over_mm"]))
        return
    except EmptyPlaceholder as error:
        detail = f"{_details(error)['code']}:{invitation.language}"
        yield Problem(ProblemKind.EVENT_LACKS, Mend.PARTICULARS, event.id, detail)
        return
    except PrintingError as error:
        yield Problem(ProblemKind.UNDRAWABLE, Mend.EVENT, event.id, detail=error.code)
        return
    except Exception as error:  # whatever it is: the others' letters can be printed
        log.warning("letter_undrawable", invitation=invitation.id, kind=type(error).__name__)
        yield Problem(ProblemKind.UNDRAWABLE, Mend.EVENT, event.id, detail=type(error).__name__)
        return
    yield from said_findings(invitation, letter, setup)


def _details(error: PrintingError) -> dict[str, Any]:
    return error.details


def _undrawable(invitation: Invitation, setup: Setup, characters: list[str]) -> Iterator[Problem]:
    """Whose characters no face can draw, so that somebody knows which page to mend."""
    client, event = invitation.client, invitation.event
    rm, text = client.rm, setup.texts[invitation.language]
    named = f"{client.full_name}{client.name_en}{client.title}{client.salutation_override}"
    sources = (
        (Mend.CLIENT, client.id, client.full_name, named),
        (Mend.DETAIL, event.id, client.full_name, invitation.personal_detail),
        (Mend.STAFF, rm.id, rm.name, f"{rm.name}{rm.name_en}{rm.phone}"),
        (Mend.TEMPLATE, event.id, text.title or event.title, f"{text.title}{text.body}{text.suffix}"),
    )
    left = list(dict.fromkeys(characters))
    for mend, subject_id, whose, words in sources:
        drawn = faces.clean(words)
        own = [char for char in left if char in drawn]
        left = [char for char in left if char not in drawn]
        if own:
            yield Problem(ProblemKind.CHARACTERS, mend, subject_id, " ".join(own), whose)
    if left:
        yield Problem(ProblemKind.CHARACTERS, Mend.EVENT, event.id, " ".join(left), event.title)


def _households(invitations: Sequence[Invitation]) -> dict[int, list[Invitation]]:
    found: dict[int, list[Invitation]] = {}
    for invitation in invitations:
        if invitation.client.household_id is not None and invitation.revoked_at is None:
            found.setdefault(invitation.client.household_id, []).append(invitation)
    return found


def _housemates(invitation: Invitation, shared: dict[int, list[Invitation]]) -> Iterator[Problem]:
    """One household, two letters: two persons may each want their own, but somebody should have thought of it."""
    home = shared.get(invitation.client.household_id or 0, [])
    names = list(dict.fromkeys(other.client.full_name for other in home if other.client_id != invitation.client_id))
    if names:
        yield Problem(
            ProblemKind.HOUSEHOLD,
            Mend.GUESTS,
            invitation.event_id,
            detail="、".join(names),
            whose=invitation.client.full_name,
        )
