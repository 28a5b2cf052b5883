"""What a button that a guest presses does, and which question comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from core.errors import DomainError
from core.forms import clean, digits
from events.models import Event
from invitations.answers import rsvp
from invitations.answers.party import Person, party_of
from invitations.models import Channel, DeclineReason, Invitation, JointGuest, ReplyState
from invitations.reply import party_form
from invitations.reply.screens import Screen, after, days_to_choose
from invitations.reply.wishes import leave_word, wish_ride
from invitations.reply.words import REASONS

DONE = ""
"""The step of the page that says what stands."""


@dataclass(frozen=True)
class Sent:
    """A pressed button: what stands on it, and what the form around it holds."""

    invitation: Invitation
    event: Event
    joint: Sequence[JointGuest]
    pressed: str
    fields: party_form.Fields
    once: str | None
    by_family: bool
    now: datetime

    @property
    def how(self) -> dict[str, Any]:
        """What every answer says of itself."""
        return {"channel": Channel.QR, "now": self.now, "once": self.once, "by_family": self.by_family}

    def next(self, step: Screen | None = None) -> str:
        return after(step, self.event, joint=bool(self.joint))


def take(sent: Sent) -> str | None:
    """Do what was pressed; the next question ("" for none), or None when no button of ours was pressed.

    Raises the refusals of the rules; among our own nobody_ticked and later_day.
    """
    button = _BUTTONS.get(sent.pressed)
    return button(sent) if button else None


def changes_an_answer(sent: Sent) -> bool:
    """Whether the button changes an answer that stands, so that whoever presses it must be known as the guest.

    The same answer once more changes nothing: a double click is no change.
    """
    reply = sent.invitation.reply
    if reply in (ReplyState.NONE, ReplyState.LAPSED, ReplyState.TENTATIVE):
        return False
    if sent.pressed == "accept":
        return reply not in (ReplyState.ACCEPTED, ReplyState.WAITLISTED)
    if sent.pressed == "decline":
        return reply not in (ReplyState.DECLINED, ReplyState.CANCELLED)
    return True


def _accept(sent: Sent) -> str:
    answered = sent.invitation.reply in (ReplyState.ACCEPTED, ReplyState.WAITLISTED)
    party = party_form.whole_household(sent.joint) if sent.joint and not answered else None
    state = rsvp.accept(sent.invitation.id, party=party, **sent.how)
    # Who has no seat is told so at once: questions about food would sound as if there were one.
    return sent.next() if state is ReplyState.ACCEPTED else DONE


def _decline(sent: Sent) -> str:
    rsvp.decline(sent.invitation.id, **sent.how)
    return Screen.REASON.value


def _reason(sent: Sent) -> str | None:
    found = next((reason for reason in DeclineReason if reason.value == sent.fields.get("reason")), None)
    if found is None:
        return None
    rsvp.give_reason(sent.invitation.id, str(REASONS[found]), reason=found, now=sent.now)
    return Screen.AGAIN.value if sent.event.theme else DONE


def _again(sent: Sent) -> str | None:
    wish = sent.fields.get("again", "")
    if wish not in ("yes", "no"):
        return None
    if sent.invitation.reply not in rsvp.STAYS_AWAY:  # a page that was open meanwhile declines nothing by the way
        raise DomainError("reason_without_decline")
    if wish == "no":
        rsvp.decline(sent.invitation.id, no_more_of_theme=True, **sent.how)
    return DONE


def _later(sent: Sent) -> str:
    days = {day.isoformat(): day for day in days_to_choose(sent.invitation, sent.now)}
    until: date | None = days.get(sent.fields.get("until", ""))
    if until is None:
        raise DomainError("later_day")
    rsvp.say_later(sent.invitation.id, until=until, **sent.how)
    return DONE


def _delegate(sent: Sent) -> str:
    name, relation = clean(sent.fields.get("name")), clean(sent.fields.get("relation"))
    tail = "".join(symbol for symbol in digits(sent.fields.get("tail")) if symbol.isdecimal())[-4:]
    rsvp.delegate(sent.invitation.id, name=name, relation=relation, tail=tail, **sent.how)
    return DONE


# --- who comes along


def _party(sent: Sent) -> str:
    number = party_form.read_number(sent.event, sent.fields.get("extra"))
    return _changed(sent, party_form.with_number(_standing(sent), number), Screen.PARTY)


def _people(sent: Sent) -> str:
    number = party_form.read_number(sent.event, sent.fields.get("extra"))
    return _changed(sent, party_form.with_people(_standing(sent), sent.fields, number), Screen.PEOPLE)


def _together(sent: Sent) -> str:
    return _changed(sent, party_form.with_readers(_standing(sent), sent.fields, sent.joint), Screen.TOGETHER)


def _diet(sent: Sent) -> str:
    return _plate(sent, sent.fields)


def _eats_all(sent: Sent) -> str:
    return _plate(sent, MultiDict())


def _plate(sent: Sent, fields: party_form.Fields) -> str:
    party, who = _standing(sent), sent.fields.get("who", 0, type=int)
    found = _changed(sent, party_form.with_diets(party, fields, who), Screen.DIET)
    return f"{Screen.DIET.value}{who + 1}" if found and who + 1 < len(party) else found


def _no_diet(sent: Sent) -> str:
    return _changed(sent, party_form.without_diets(_standing(sent)), Screen.DIET)


def _standing(sent: Sent) -> list[Person]:
    return party_form.standing(party_of(sent.invitation))


def _changed(sent: Sent, party: Sequence[Person], step: Screen) -> str:
    """Write the party down if it is another one. A party that has to be asked for has no further questions."""
    changed = rsvp.Changed.DONE
    if list(party) != _standing(sent):
        changed = rsvp.change_party(sent.invitation.id, party=party, **sent.how)
    waits = sent.invitation.reply is ReplyState.WAITLISTED
    return DONE if waits or changed is rsvp.Changed.ASKED else sent.next(step)


def _ride(sent: Sent) -> str:
    wish_ride(sent.invitation.id, sent.fields.get("ride", ""), now=sent.now)
    return sent.next(Screen.RIDE)


def _word(sent: Sent) -> str:
    leave_word(sent.invitation.id, clean(sent.fields.get("word")), now=sent.now)
    return DONE


_BUTTONS: dict[str, Callable[[Sent], str | None]] = {
    "accept": _accept,
    "decline": _decline,
    "reason": _reason,
    "again": _again,
    "later": _later,
    "delegate": _delegate,
    "together": _together,
    "party": _party,
    "people": _people,
    "diet": _diet,
    "eats_all": _eats_all,
    "no_diet": _no_diet,
    "ride": _ride,
    "word": _word,
}
