"""The words for answers, parties, calls and seats."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from events.models import WaitlistPolicy
from invitations.answers.waitlist import Precedence
from invitations.models import (
    AgeGroup,
    CallOutcome,
    CallReason,
    DeclineReason,
    Diet,
    MemberKind,
    OfferState,
)
from staff.words import call_rows

AGE_GROUPS = {
    AgeGroup.ADULT: _l("Adult"),
    AgeGroup.TEEN: _l("12 to 17 years"),
    AgeGroup.CHILD: _l("3 to 11 years"),
    AgeGroup.INFANT: _l("0 to 2 years"),
}

MEMBER_KINDS = {
    MemberKind.GUEST: _l("The guest"),
    MemberKind.JOINT: _l("Of the household"),
    MemberKind.COMPANION: _l("Companion"),
    MemberKind.DELEGATE: _l("Comes instead"),
}

DIETS = {
    Diet.HALAL: _l("Halal"),
    Diet.VEGETARIAN: _l("Vegetarian"),
    Diet.VEGAN: _l("Vegan"),
    Diet.NO_PORK: _l("No pork"),
    Diet.NO_BEEF: _l("No beef"),
    Diet.NO_LAMB: _l("No lamb"),
    Diet.NO_SEAFOOD: _l("No seafood"),
    Diet.NO_NUTS: _l("No nuts"),
    Diet.NO_GLUTEN: _l("No gluten"),
    Diet.NO_LACTOSE: _l("No lactose"),
    Diet.LOW_SUGAR: _l("Little sugar"),
    Diet.LOW_SALT: _l("Little salt"),
    Diet.LOW_PURINE: _l("Low in purine"),
    Diet.PREGNANT: _l("For a pregnant guest"),
    Diet.OTHER: _l("Something else"),
}

DECLINE_REASONS = {
    DeclineReason.DATE: _l("The time does not suit"),
    DeclineReason.AWAY: _l("Away on a journey"),
    DeclineReason.HEALTH: _l("For reasons of health"),
    DeclineReason.THEME: _l("Not of interest"),
    DeclineReason.OTHER: _l("Another reason"),
}

PRECEDENCES = {
    Precedence.FIRST: _l("before the others"),
    Precedence.NORMAL: _l("in turn"),
    Precedence.LAST: _l("after the others"),
}

POLICIES = {
    WaitlistPolicy.STRICT: _l("In strict order: seats are offered to who is first, however large the party."),
    WaitlistPolicy.FILL: _l("Filled up: seats are offered to the first party that fits into them."),
    WaitlistPolicy.HOLD: _l("Kept: free seats are gathered until the party that is first fits; nobody else gets one."),
}

CALL_REASONS = {
    CallReason.SILENT: _l("No answer yet"),
    CallReason.UNDECIDED: _l("Wished to decide by this day"),
    CallReason.SEAT_FREE: _l("Seats are free: ask whether they still wish to come"),
    CallReason.REMINDER: _l("Remind of the evening"),
    CallReason.DELEGATE: _l("Somebody comes instead: please agree"),
    CallReason.POSTPONED: _l("The evening is put off"),
    CallReason.CANCELLED: _l("The evening is called off"),
    CallReason.LATE_WAVE: _l("Invite by telephone before the card arrives"),
    CallReason.CHANGED: _l("Day or place are others now"),
}

CALL_OUTCOMES = {
    CallOutcome.REACHED: _l("Reached"),
    CallOutcome.NOT_REACHED: _l("Not reached"),
    CallOutcome.NOT_NEEDED: _l("Not needed any more"),
}

OFFER_STATES = {
    OfferState.OPEN: _l("Seats are kept"),
    OfferState.TAKEN: _l("Taken"),
    OfferState.DECLINED: _l("Declined"),
    OfferState.EXPIRED: _l("Time ran out"),
    OfferState.WITHDRAWN: _l("Withdrawn"),
}

call_rows(
    {
        "party_member": _l("person of a party"),
        "joint_guest": _l("guest of the household"),
        "change_request": _l("change that was asked for"),
        "seat_hold": _l("seats kept"),
        "seat_offer": _l("seats offered"),
        "call_task": _l("call to make"),
    }
)

say(
    {
        "answers_cancelled": _l("The event is called off; nothing needs to be answered any more."),
        "answers_postponed": _l("The event is put off. As soon as there is a new day, it can be answered again."),
        "client_said_otherwise": _l(
            "The client has answered otherwise. If you were told so by the client, tick that and send it once more."
        ),
        "no_seat_for_party": _l("There are not enough free seats for so many. The answer stands as it was."),
        "already_coming": _l("Who has said yes can't be undecided; please say no first, if that is so."),
        "no_later": _l("For this event we ask for a yes or a no, since seats and meals are ordered early."),
        "later_day": _l("Please choose a day from today to three days before the event."),
        "no_delegate": _l("For this event nobody can be sent instead."),
        "delegate_name": _l("Please give the name of who comes instead, with at most %(most)s characters."),
        "delegate_tail": _l("Please give the last four digits of their telephone."),
        "not_delegated": _l("Nobody is coming instead of this client."),
        "no_answer_to_change": _l("There is no acceptance that could be changed."),
        "party_unknown": _l("Somebody of this party does not belong to this invitation."),
        "party_twice": _l("Somebody stands in this party twice."),
        "party_empty": _l("At least one of them must take a seat."),
        "companions_none": _l("This event is for the invited guest alone."),
        "companions_one": _l("The guest may bring one person."),
        "companions_most": _l("The guest may bring %(most)s persons at most."),
        "companion_name": _l("Please give the name of each companion; it is needed for the name card."),
        "companion_child": _l("This event is for adults. Please ask the organiser about children."),
        "companion_invited": _l("This companion comes by an invitation of their own; nobody is counted twice."),
        "party_long": _l("Please shorten this to at most %(most)s characters."),
        "call_done": _l("A colleague has finished this call already."),
        "request_decided": _l("A colleague has decided this already."),
        "no_seat_free": _l("There are not enough free seats for those who are next."),
        "not_next": _l("By the order of this event somebody else is next. Move the guest first, or change the order."),
        "offer_ended": _l("This offer has ended already; please look at the list again."),
        "hold_too_many": _l("Only %(free)s seats are free."),
        "hold_past": _l("Please choose a day that is still to come, or none."),
        "not_waiting": _l("This guest is not waiting for seats."),
    }
)
