"""The words for this room's codes."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.errors import say
from invitations.guests.inviting import LeftOut
from invitations.models import Channel, Dispatch, Means, ReplyState
from staff.words import call_rows

REPLIES = {
    ReplyState.NONE: _l("No answer yet"),
    ReplyState.ACCEPTED: _l("Will come"),
    ReplyState.DECLINED: _l("Can't come"),
    ReplyState.WAITLISTED: _l("Waits for a seat"),
    ReplyState.CANCELLED: _l("Cancelled"),
    ReplyState.TENTATIVE: _l("Not decided yet"),
    ReplyState.DELEGATED: _l("Sends somebody instead"),
    ReplyState.LAPSED: _l("Did not answer in time"),
}

DISPATCHES = {
    Dispatch.LISTED: _l("Not printed"),
    Dispatch.PRINTED: _l("Printed"),
    Dispatch.SIGNED: _l("Signed"),
    Dispatch.HANDED: _l("With the relationship manager"),
    Dispatch.DELIVERED: _l("Delivered"),
    Dispatch.RETURNED: _l("Came back"),
}

MEANS = {
    Means.BY_HAND: _l("by hand"),
    Means.POST: _l("by post"),
    Means.COURIER: _l("by courier"),
}

CHANNELS = {
    Channel.QR: _l("from the letter"),
    Channel.PHONE: _l("by telephone"),
    Channel.WECHAT: _l("by WeChat"),
    Channel.IN_PERSON: _l("in person"),
    Channel.LETTER: _l("by letter"),
    Channel.HOUSE: _l("by itself"),
}

LEFT_OUT = {
    LeftOut.ALREADY_INVITED: _l("Is on the guest list already"),
    LeftOut.TAKEN_BACK: _l("Was invited, and the invitation taken back"),
}

call_rows(
    {
        "segment": _l("segment"),
        "invitation": _l("invitation"),
        "reply": _l("reply"),
        "print_run": _l("print run"),
        "letter": _l("letter"),
        "invitation_letter": _l("letter of an invitation"),
        "dispatch_step": _l("step of a letter's way"),
    }
)

say(
    {
        "event_over": _l("The event has begun; answers are closed."),
        "nobody_chosen": _l("Nobody is chosen. Tick at least one client."),
        "not_contacted": _l("This client may not be contacted so: %(reason)s."),
        "nobody_fit": _l("Those whom you ticked have meanwhile been invited, or may not be invited now."),
        "already_invited": _l("Somebody else has just invited one of these clients. Please look at the list again."),
        "letter_not_printed": _l("This letter is not printed yet, so it can't have been handed over."),
        "already_delivered": _l("The letter is handed over or answered. Call the client instead."),
        "invitation_revoked": _l("This invitation no longer stands."),
        "deadline_passed": _l("The time for answering is over. Please call your relationship manager."),
        "nothing_to_tell": _l("The plan stands as it was; there is nothing to tell."),
        "nothing_to_print": _l("There is no letter to print: every guest has one already."),
    }
)


def page_number(page: int, of: int) -> str:
    """What stands at the foot of a list's page."""
    return _("Page %(page)s of %(of)s", page=page, of=of)
