"""Fixtures that several files of this room share."""

from tests.invitations.guest_desk import event_id, foreign, listed  # noqa: F401
from tests.invitations.print_desk import salon  # noqa: F401
from tests.invitations.reply_desk import guest, limited  # noqa: F401
