"""The words of follow-ups."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from attendance.follow_ups.doing import Way
from attendance.models import FollowUpKind
from core.errors import say
from staff.words import call_rows

KINDS = {
    FollowUpKind.SAME_DAY: _l("A line on the day"),
    FollowUpKind.THANK_YOU: _l("Say thank you"),
    FollowUpKind.NO_SHOW: _l("Was missed: ask, without reproach"),
    FollowUpKind.CANCELLED_SAME_DAY: _l("Cancelled on the day: is all well?"),
    FollowUpKind.QUESTION: _l("Asked something: answer"),
    FollowUpKind.INTEREST: _l("Told us of an interest: call"),
    FollowUpKind.LEAD: _l("Came without an invitation: call"),
    FollowUpKind.DISCONTENT: _l("Was not content: call"),
}
"""What is to be done, by the cause."""

WAYS = {
    Way.CALL: _l("Spoke by telephone"),
    Way.WECHAT: _l("Wrote, and was answered"),
    Way.SENT: _l("Line sent"),
    Way.MEETING: _l("Met"),
    Way.LETTER: _l("Letter handed over"),
}

call_rows({"follow_up": _l("follow-up")})

say(
    {
        "follow_up_done": _l("A colleague has settled this follow-up already."),
        "follow_up_way": _l("That does not settle this follow-up: a word from the client is wanted."),
    }
)
