"""The words for purposes, ways, consents and for why somebody is not contacted."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from clients.models import ConsentHow, ContactChannel, Purpose
from core.errors import say

PURPOSES = {
    Purpose.INVITATION: _l("Invitations to events"),
    Purpose.GREETING: _l("Greetings and thanks"),
    Purpose.MARKETING: _l("News of products"),
    Purpose.SERVICE: _l("Service"),
    Purpose.PHOTO: _l("Photographs at events"),
    Purpose.HEALTH: _l("Diet and health"),
    Purpose.AGENCY: _l("Passing data to an agency"),
    Purpose.COMPANION: _l("Contacting companions"),
}

CHANNELS = {
    ContactChannel.HAND: _l("letters by hand"),
    ContactChannel.POST: _l("letters by post"),
    ContactChannel.PHONE: _l("telephone calls"),
    ContactChannel.SMS: _l("text messages"),
    ContactChannel.WECHAT: _l("WeChat messages"),
    ContactChannel.EMAIL: _l("e-mails"),
}

HOWS = {
    ConsentHow.SIGNED: _l("signed"),
    ConsentHow.SPOKEN: _l("said"),
    ConsentHow.WECHAT: _l("written by WeChat"),
    ConsentHow.ONLINE: _l("given online"),
}

say({f"contact_channel_{channel.value}": words for channel, words in CHANNELS.items()})
say(
    {
        "contact_merged": _l("Merged with another entry of the book"),
        "contact_deceased": _l("Deceased: nothing is sent any more"),
        "contact_opted_out": _l("Wants no invitations"),
        "contact_bereavement": _l("In mourning"),
        "contact_mourning_new_year": _l("In mourning this year: no New Year greetings"),
        "contact_complaint": _l("Complaint open, or closed a short while ago"),
        "contact_hospital": _l("In hospital: only a get-well letter"),
        "contact_competitor": _l("Works for a competitor"),
        "contact_channel_refused": _l("Wants no %(channel)s any more"),
        "contact_consent_withdrawn": _l("Consent to this was withdrawn"),
        "contact_consent_missing": _l("No consent to this has been given"),
        "contact_no_way_left": _l("No way of contact is left that is not refused"),
        "contact_invited_often": _l("Invited often: %(number)s in thirty days are enough"),
        "contact_invited_year": _l("Invited often: %(number)s in a year are enough"),
        "contact_household_often": _l("The household was invited often: %(number)s in thirty days are enough"),
        "contact_touched_often": _l("Approached often: %(number)s times in thirty days are enough"),
        "contact_touched_lately": _l("Approached only a few days ago"),
        "contact_declined_in_row": _l("Declined several times in a row: ask before inviting again"),
        "contact_cards_year": _l("Cards: %(number)s in a year are enough"),
        "consent_text_unknown": _l("This is not the present text. Read it to the client once more."),
        "consent_evidence_missing": _l("Write where the signed sheet lies, or when and where it was said."),
        "consent_not_given": _l("There is nothing to withdraw."),
        "channel_refused_already": _l("This is refused already."),
        "refusal_only_manager": _l("Only the branch manager lifts this, with the client's own word."),
        "refusal_wants_word": _l("Write what the client said, when and how."),
        "hold_for_good": _l("This stands for good: leave the last day empty."),
    }
)
