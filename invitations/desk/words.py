"""The words of the desk: where a mail stands, and what a kitchen is told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from core.outbox import MailState
from invitations.models import Diet
from staff.words import call_rows

MAIL_STATES = {
    MailState.WAITING: _l("Waits"),
    MailState.SENDING: _l("Is being sent"),
    MailState.SENT: _l("Sent"),
    MailState.REFUSED: _l("Can't be delivered"),
    MailState.UNSURE: _l("Perhaps sent"),
    MailState.DROPPED: _l("Dropped, as it was not needed"),
}

FOR_THE_CATERER = {
    Diet.HALAL: _l("halal"),
    Diet.VEGETARIAN: _l("vegetarian"),
    Diet.VEGAN: _l("vegan"),
    Diet.NO_PORK: _l("no pork"),
    Diet.NO_BEEF: _l("no beef"),
    Diet.NO_LAMB: _l("no lamb"),
    Diet.NO_SEAFOOD: _l("no seafood"),
    Diet.NO_NUTS: _l("no nuts"),
    Diet.NO_GLUTEN: _l("no gluten"),
    Diet.NO_LACTOSE: _l("no milk"),
    Diet.LOW_SUGAR: _l("little sugar"),
    Diet.LOW_SALT: _l("little salt"),
    Diet.LOW_PURINE: _l("no offal, no seafood soup"),
    Diet.PREGNANT: _l("nothing raw, no alcohol"),
    Diet.OTHER: _l("something of their own: the organiser says what"),
}
"""What a kitchen does about it, never why: nobody there needs to know who is expecting or ill."""

call_rows({"outbox_mail": _l("mail"), "reminder": _l("reminder")})

say({"mail_settled": _l("Somebody else has settled this mail already.")})
