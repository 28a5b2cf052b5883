"""The words for this room's codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from api.happenings import Happening
from api.models import DeliveryState
from api.permissions import Permission
from core.errors import say
from staff.words import call_rows

PERMISSIONS = {
    Permission.EVENTS_READ: _l("Read events"),
    Permission.GUESTS_READ: _l("Read guest lists, with names"),
    Permission.REPLIES_READ: _l("Read answers"),
    Permission.REPLIES_WRITE: _l("Enter answers for clients"),
    Permission.CHECKINS_READ: _l("Read check-ins"),
    Permission.CHECKINS_WRITE: _l("Check guests in"),
    Permission.CLIENTS_READ: _l("Read the client book"),
}

HAPPENINGS = {
    Happening.EVENT_CHANGED: _l("An event has another day, place, title or capacity"),
    Happening.EVENT_CANCELLED: _l("An event is cancelled"),
    Happening.EVENT_CLOSED: _l("An event is closed"),
    Happening.INVITATION_MADE: _l("A guest is on the list"),
    Happening.INVITATION_REVOKED: _l("An invitation is taken back"),
    Happening.REPLY_CHANGED: _l("A guest has answered"),
    Happening.GUEST_ARRIVED: _l("A guest has arrived"),
    Happening.GUEST_LEFT: _l("A guest has left"),
    Happening.GUEST_TAKEN_BACK: _l("A check-in is taken back"),
}
TEST_DELIVERY = _l("A test")

DELIVERY_STATES = {
    DeliveryState.WAITING: _l("Waiting"),
    DeliveryState.DELIVERED: _l("Delivered"),
    DeliveryState.GIVEN_UP: _l("Given up"),
}

DELIVERY_ERRORS = {
    "no_such_host": _l("There is no such host."),
    "address_inside": _l("The name leads into an internal network."),
    "webhook_inside": _l("The name leads into an internal network."),
    "webhook_address": _l("This is no address that webhooks may go to."),
    "no_connection": _l("No connection."),
    "certificate": _l("The certificate is not valid."),
    "too_slow": _l("It took too long to answer."),
    "answered_no": _l("It did not say yes."),
    "stopped": _l("The webhook was stopped."),
}

say(
    {
        "token_not_yours": _l("Systems are let into your own branch only."),
        "token_without_rights": _l("Choose at least one thing that the token may do."),
        "token_expiry": _l("Choose a day from tomorrow to a year ahead."),
        "webhook_address": _l("Write an address that begins with https://, without a user name in it."),
        "webhook_inside": _l(
            "This address lies in an internal network. The operator can allow hosts by WEBHOOK_HOSTS."
        ),
        "webhook_without_kinds": _l("Choose at least one thing to be told of."),
        "webhooks_most": _l("A branch has at most %(most)s webhooks at once. Stop one first."),
        "webhook_stopped": _l("This webhook was stopped."),
    }
)
call_rows(
    {
        "api_token": _l("token of another system"),
        "webhook": _l("webhook"),
    }
)
