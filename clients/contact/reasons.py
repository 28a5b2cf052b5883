"""Why somebody may not be contacted: the codes, what each hold and each purpose means, and the answer's shape."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from clients.models import ContactChannel, EntryPurpose, HoldKind, Purpose
from core.errors import WORDS
from core.languages import day as said_day
from core.languages import pick_language
from core.zone import home_zone


class ReasonCode(enum.StrEnum):
    """Why not, the gravest first; the first ones have the codes of the holds."""

    MERGED = "merged"
    DECEASED = "deceased"
    OPTED_OUT = "opted_out"
    BEREAVEMENT = "bereavement"
    MOURNING_NEW_YEAR = "mourning_new_year"
    COMPLAINT = "complaint"
    HOSPITAL = "hospital"
    COMPETITOR = "competitor"
    CHANNEL_REFUSED = "channel_refused"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_MISSING = "consent_missing"
    NO_WAY_LEFT = "no_way_left"
    INVITED_OFTEN = "invited_often"
    INVITED_YEAR = "invited_year"
    HOUSEHOLD_OFTEN = "household_often"
    TOUCHED_OFTEN = "touched_often"
    TOUCHED_LATELY = "touched_lately"
    DECLINED_IN_ROW = "declined_in_row"
    CARDS_YEAR = "cards_year"


@dataclass(frozen=True)
class Reason:
    """One reason; `until` is its last day where that is known, `detail` what its sentence names."""

    code: ReasonCode
    until: date | None = None
    number: int | None = None
    channel: ContactChannel | None = None

    @property
    def sentence(self) -> str:
        """The reason in the reader's language, with the day until which it stands."""
        details: dict[str, Any] = {}
        if self.number is not None:
            details["number"] = self.number
        if self.channel is not None:
            details["channel"] = WORDS[f"contact_channel_{self.channel.value}"]
        words = str(WORDS[f"contact_{self.code.value}"])
        said = words % details if details else words
        if self.until is None:
            return said
        return _("%(reason)s (until %(day)s)", reason=said, day=said_day(self.until, pick_language(), home_zone()))


WITHOUT_EXCEPTION = frozenset(
    {
        ReasonCode.MERGED,
        ReasonCode.DECEASED,
        ReasonCode.OPTED_OUT,
        ReasonCode.CHANNEL_REFUSED,
        ReasonCode.CONSENT_WITHDRAWN,
        ReasonCode.CONSENT_MISSING,
        ReasonCode.NO_WAY_LEFT,
    }
)
"""What the client has said, or what no manager can change; the rest a manager may pass over for an evening."""


def may_be_excepted(reason: Reason) -> bool:
    """Whether a manager may make an exception from this reason."""
    return reason.code not in WITHOUT_EXCEPTION


@dataclass(frozen=True)
class Verdict:
    """Whether we may, why not, and what to mind although we may."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


EVERY = frozenset(Purpose)
SOLICITING = frozenset({Purpose.INVITATION, Purpose.MARKETING})
DATA_PURPOSES = frozenset({Purpose.PHOTO, Purpose.HEALTH, Purpose.AGENCY, Purpose.COMPANION})
"""What is not a word to the client but a use of what we know of them: only with consent to just that."""

HOLD_BLOCKS: Mapping[HoldKind, frozenset[Purpose]] = {
    HoldKind.DECEASED: EVERY,
    HoldKind.OPTED_OUT: SOLICITING,
    HoldKind.BEREAVEMENT: SOLICITING | {Purpose.GREETING},
    HoldKind.COMPLAINT: SOLICITING,
    HoldKind.HOSPITAL: SOLICITING | {Purpose.GREETING},  # only a get-well letter, which is service
    HoldKind.COMPETITOR: SOLICITING,
}
"""What each hold speaks against; for what it does not, it is told as a warning. Gravest first."""

ALWAYS_ASKED = frozenset({ContactChannel.EMAIL, ContactChannel.SMS})
"""Nothing goes out by these without consent to its purpose."""


def needs_consent(purpose: Purpose, channel: ContactChannel, *, post_needs_consent: bool) -> bool:
    """Whether silence is no consent: by e-mail and text message never, by post as the branch has set it."""
    if purpose in DATA_PURPOSES or channel in ALWAYS_ASKED:
        return True
    return channel is ContactChannel.POST and purpose in SOLICITING and post_needs_consent


TOUCH_PURPOSES = (EntryPurpose.PRODUCT, EntryPurpose.EVENT, EntryPurpose.RELATIONSHIP)
"""A contact for one of these is something that we wanted; care and complaints are service and never too many."""
