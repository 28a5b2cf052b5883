"""The guest's page: one screen of one invitation, with what that screen needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _

from core.db import db
from core.errors import DomainError
from core.languages import LANGUAGES, speak
from events.models import FEEDBACK_LASTS, CompanionPolicy, EventFormat
from invitations.answers.party import Person, companions_of, most_companions, party_of
from invitations.models import ChangeRequest, Invitation, JointGuest, MemberKind
from invitations.reply import party_form
from invitations.reply.guests import Contact, called, contact_of, greeting, is_large, joint_readers, tails
from invitations.reply.keys import form_key, has_just_answered, new_mark, pass_is_good
from invitations.reply.screens import (
    Screen,
    day_words,
    days_to_choose,
    may_delegate,
    may_say_yes,
    moved,
    near_day_words,
    questions,
    screen_for,
    when_lines,
)
from invitations.reply.words import AGES, PLATES, REASONS, RELATIONS, no_seat_for

KEPT = ("lang", "large", "family", "pass")
"""What an address takes along from one screen to the next."""


@dataclass
class Visit:
    """Somebody opens an invitation by its token."""

    token: str
    invitation: Invitation
    now: datetime
    step: str = ""

    def __post_init__(self) -> None:
        speak(self.language)

    @cached_property
    def joint(self) -> Sequence[JointGuest]:
        """The further readers of a joint letter."""
        return joint_readers(self.invitation)

    @property
    def language(self) -> str:
        """What the reader asked for on this page, else the letter's language."""
        wish = request.args.get("lang")
        return wish if wish in LANGUAGES else self.invitation.language

    @property
    def trusted(self) -> bool:
        """Whether the reader may change an answer that stands: known by the telephone's last digits, or by having
        given that answer just now. A client without a telephone in the book can't be asked."""
        passed = pass_is_good(request.args.get("pass", ""), self.invitation.token_hash, secret(), self.now)
        return passed or has_just_answered(self.invitation, self.now) or not self.tails

    @property
    def tails(self) -> list[str]:
        return tails(self.invitation.client, self.joint)

    @property
    def contact(self) -> Contact:
        return contact_of(self.invitation.client, self.language)

    @property
    def screen(self) -> Screen:
        name = self.step.rstrip("0123456789")
        return screen_for(self.invitation, self.now, name, trusted=self.trusted, joint=bool(self.joint))


def secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def here(**changes: str) -> str:
    """This page with its language and size kept: a relative address, so that the token is not repeated."""
    kept = {name: request.args[name] for name in KEPT if request.args.get(name)}
    return "?" + urlencode({name: value for name, value in (kept | changes).items() if value})


def page(
    visit: Visit, *, again: str = "", refusal: DomainError | None = None, screen: Screen | None = None, wrong: str = ""
) -> str:
    """The screen that the invitation, the clock and the address ask for, or `screen`.

    `again` names the button to press once more, `refusal` says why something was not done, `wrong` that the
    telephone's last digits were ("digits") or that they were tried too often ("locked").
    """
    screen = screen or visit.screen
    template, more = _SCREENS[screen]
    return render_template(
        f"invitations/reply/{template}.html",
        **frame(visit),
        screen=screen.value,
        moved=moved(visit.invitation.event),
        begun=visit.now >= visit.invitation.event.starts_at,
        lately=visit.now - visit.invitation.event.ends_at <= FEEDBACK_LASTS,
        family=request.args.get("family") == "1",
        key=form_key(visit.invitation.token_hash, secret(), visit.now),
        mark=new_mark(),
        again=again,
        wrong=wrong,
        refusal=_said(refusal, visit),
        bad=(refusal.details.get("person"), refusal.details.get("field")) if refusal else (None, None),
        **more(visit),
    )


def frame(visit: Visit) -> dict[str, Any]:
    """What every page behind a letter's code shows: the event, who is addressed, whom to call, how large."""
    invitation, event = visit.invitation, visit.invitation.event
    client, language = invitation.client, visit.language
    return {
        "token": visit.token,
        "invitation": invitation,
        "event": event,
        "bank": client.rm.branch.bank_name_en if language == "en" else client.rm.branch.bank_name,
        "greeting": greeting(client, visit.joint, language),
        "joint": visit.joint,
        "when": when_lines(event, language),
        "contact": visit.contact,
        "here": here,
        "step": visit.step,
        "large": is_large(client, visit.joint, event, request.args.get("large")),
    }


def _said(refusal: DomainError | None, visit: Visit) -> str:
    if refusal is None:
        return ""
    return no_seat_for(visit.contact.name) if refusal.code == "no_seat_for_party" else refusal.sentence


# --- what some screens need beside


def _question(visit: Visit) -> dict[str, Any]:
    invitation, event = visit.invitation, visit.invitation.event
    return {
        "reply_by": day_words(event.local_reply_by, visit.language),
        "answered": invitation.reply.value,
        "may_wait": bool(days_to_choose(invitation, visit.now)),
        "may_delegate": may_delegate(invitation, visit.now),
        "promised": _day(visit, invitation.tentative_until),
        "join_url": join_page(visit),
    }


def _party(visit: Visit) -> dict[str, Any]:
    event, party = visit.invitation.event, _standing(visit)
    typed = request.form.get("extra") or request.args.get("extra")
    number = party_form.read_number(event, typed) if typed else len(companions_of(party))
    return {
        "number": number,
        "most": most_companions(event),
        "readers": len(party) - len(companions_of(party)),
        "total": len(party) - len(companions_of(party)) + number,
        "one": event.companions is CompanionPolicy.ONE,
        "details": party_form.asks_for_more(event),
        "children": event.companions is CompanionPolicy.FAMILY,
    }


def _people(visit: Visit) -> dict[str, Any]:
    asked = _party(visit)
    party = party_form.with_number(_standing(visit), asked["number"] or 1)
    if request.method == "POST":
        party = party_form.with_people(party, request.form, asked["number"] or 1)
    return asked | {"companions": companions_of(party), "relations": RELATIONS, "ages": AGES}


def _diet(visit: Visit) -> dict[str, Any]:
    party = _standing(visit)
    number = visit.step.removeprefix(Screen.DIET.value)
    who = min(int(number), len(party) - 1) if number.isdigit() and len(number) < 3 else 0
    return {"who": who, "person": party[who], "named": _named(visit, party, who), "party": party, "plates": PLATES}


def _named(visit: Visit, party: Sequence[Person], who: int) -> str:
    """Whose plate the screen asks about; "" for a guest who comes alone."""
    person = party[who]
    if len(party) == 1:
        return ""
    if person.kind is MemberKind.GUEST:
        return called(visit.invitation.client, visit.language) if visit.joint else _("You")
    if person.kind is MemberKind.JOINT:
        return next(
            (called(one.client, visit.language) for one in visit.joint if one.client_id == person.client_id), ""
        )
    return person.name or _("Companion %(number)s", number=len(companions_of(party[: who + 1])))


def _together(visit: Visit) -> dict[str, Any]:
    coming = {person.client_id for person in _standing(visit)}
    readers = [(party_form.OWN, called(visit.invitation.client, visit.language), None in coming)]
    readers += [
        (str(one.client_id), called(one.client, visit.language), one.client_id in coming) for one in visit.joint
    ]
    return {"readers": readers}


def _later(visit: Visit) -> dict[str, Any]:
    days = days_to_choose(visit.invitation, visit.now)
    return {"days": [(day.isoformat(), _day(visit, day)) for day in days]}


def _done(visit: Visit) -> dict[str, Any]:
    invitation, event = visit.invitation, visit.invitation.event
    asked = sa.select(ChangeRequest.seats).where(
        ChangeRequest.invitation_id == invitation.id, ChangeRequest.decided_at.is_(None)
    )
    return _question(visit) | {
        "party": _standing(visit),
        "plates": PLATES,
        "asked": db.session.scalar(asked),
        "most": most_companions(event),
        "deadline_over": not may_say_yes(invitation, visit.now),
        "calendar_url": url_for("reply.calendar", token=visit.token, lang=request.args.get("lang")),
        "wechat": "MicroMessenger" in request.user_agent.string,
        "online": event.format is EventFormat.ONLINE,
    }


def _change(visit: Visit) -> dict[str, Any]:
    asked = questions(visit.invitation.event, joint=bool(visit.joint))
    return _question(visit) | {"asks_food": Screen.DIET in asked, "most": most_companions(visit.invitation.event)}


def _tail(visit: Visit) -> dict[str, Any]:
    """Whom the letter invites: the digits of each of them are right."""
    readers = (visit.invitation.client, *(one.client for one in visit.joint))
    return {"called": _(" and ").join(called(one, visit.language) for one in readers)}


def join_page(visit: Visit) -> str:
    """The address of the page that leads to an online event; "" for any other."""
    event = visit.invitation.event
    if event.format is not EventFormat.ONLINE or not event.join_url:
        return ""
    return url_for("join.show", token=visit.token) + here()


def _standing(visit: Visit) -> list[Person]:
    return party_form.standing(party_of(visit.invitation))


def _day(visit: Visit, day: Any) -> str:
    if day is None:
        return ""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=visit.invitation.event.tz)
    return near_day_words(noon, visit.language)


def _nothing(_visit: Visit) -> dict[str, Any]:
    return {}


_SCREENS: Mapping[Screen, tuple[str, Callable[[Visit], dict[str, Any]]]] = {
    Screen.QUESTION: ("question", _question),
    Screen.LATE: ("question", _question),
    Screen.TOGETHER: ("together", _together),
    Screen.PARTY: ("party", _party),
    Screen.PEOPLE: ("people", _people),
    Screen.DIET: ("diet", _diet),
    Screen.RIDE: ("ride", _nothing),
    Screen.WORD: ("word", lambda visit: {"online": visit.invitation.event.format is EventFormat.ONLINE}),
    Screen.LATER: ("later", _later),
    Screen.DELEGATE: ("delegate", lambda _visit: {"relations": RELATIONS, "typed": request.form}),
    Screen.REASON: ("reason", lambda _visit: {"reasons": REASONS}),
    Screen.AGAIN: ("again", _nothing),
    Screen.ACCEPTED: ("done", _done),
    Screen.DELEGATED: ("done", _done),
    Screen.WAITLISTED: ("done", _done),
    Screen.DECLINED: ("done", _done),
    Screen.CHANGE: ("change", _change),
    Screen.TAIL: ("tail", _tail),
    Screen.REVOKED: ("closed", _nothing),
    Screen.REPLACED: ("closed", _nothing),
    Screen.POSTPONED: ("closed", _nothing),
    Screen.CANCELLED: ("closed", _nothing),
    Screen.BEGUN: ("closed", lambda visit: {"join_url": join_page(visit)}),
    Screen.OVER: ("closed", _nothing),
}
