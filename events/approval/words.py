"""The words for approval, moves and what of them is refused."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from events.approval import settings
from events.approval.asking import ApprovalState, Change
from events.approval.moves import Stage
from events.models import ApprovalPart
from staff.described_settings import Described, describe
from staff.words import call_rows

STAGES = {
    Stage.DRAFT: _l("Draft"),
    Stage.SUBMITTED: _l("Waits for approval"),
    Stage.REJECTED: _l("Not approved"),
    Stage.APPROVED: _l("Approved"),
    Stage.INVITING: _l("Inviting"),
    Stage.ANSWERS_CLOSED: _l("Answers closed"),
    Stage.UNDER_WAY: _l("Going on now"),
    Stage.ENDED: _l("To be closed"),
    Stage.POSTPONED: _l("Postponed, day to be named"),
    Stage.CANCELLED: _l("Called off"),
    Stage.CLOSED: _l("Closed"),
    Stage.REPORTED: _l("Reported"),
    Stage.ARCHIVED: _l("Archived"),
}

STAGE_TONES = {
    Stage.SUBMITTED: "attention",
    Stage.REJECTED: "attention",
    Stage.APPROVED: "good",
    Stage.INVITING: "good",
    Stage.UNDER_WAY: "good",
    Stage.ENDED: "attention",
    Stage.POSTPONED: "attention",
    Stage.CANCELLED: "seal",
}
"""How a stage's badge is coloured; the others are plain."""

APPROVAL_STATES = {
    ApprovalState.NOT_NEEDED: _l("Needs nobody's approval"),
    ApprovalState.NOT_ASKED: _l("Not asked for yet"),
    ApprovalState.WAITING: _l("Waits for an answer"),
    ApprovalState.REFUSED: _l("Refused"),
    ApprovalState.GRANTED: _l("Approved"),
    ApprovalState.LAPSED: _l("To be approved anew"),
}

STATE_TONES = {
    ApprovalState.NOT_NEEDED: "good",
    ApprovalState.NOT_ASKED: "attention",
    ApprovalState.WAITING: "attention",
    ApprovalState.REFUSED: "seal",
    ApprovalState.GRANTED: "good",
    ApprovalState.LAPSED: "attention",
}

NEXT_STEPS = {
    ApprovalState.NOT_ASKED: _l("Until it is approved no letter leaves the house."),
    ApprovalState.WAITING: _l("Guests may be chosen meanwhile; their letters wait."),
    ApprovalState.REFUSED: _l("Change what was found wanting, and ask again."),
    ApprovalState.LAPSED: _l("It has changed since; until it is approved anew no further letter leaves the house."),
}

PARTS = {
    ApprovalPart.MANAGER: _l("Manager: the money and the list"),
    ApprovalPart.COMPLIANCE: _l("Compliance: what the evening raises"),
}

CHANGES = {
    Change.MONEY: _l("more money is planned"),
    Change.DAY: _l("it is on another day"),
    Change.FLAGS: _l("it raises another flag"),
}

call_rows({"approval_step": _l("approval"), "event_move": _l("event's step")})

describe(
    _l("Approval of events"),
    [
        Described(
            settings.APPROVE_SMALL,
            _l("Small evenings are approved too"),
            None,
            _l("Switched off, an evening that raises no flag and costs little needs nobody's approval."),
        ),
        Described(
            settings.SMALL_SUM,
            _l("A small evening costs at most"),
            _l("yuan"),
            _l("So much may be planned for an evening that still counts as small."),
        ),
    ],
)

say(
    {
        "move_not_allowed": _l("From where the event stands now, it can't take this step."),
        "event_postponed": _l("The event is postponed and has no new day yet."),
        "not_approved": _l(
            "The event is not approved yet, or has changed since; until then no letter leaves the house. Ask for "
            "approval on the event's page."
        ),
        "approval_waiting": _l("Approval is asked for already."),
        "approval_stands": _l("The event is approved as it is planned now."),
        "approval_not_waiting": _l("Nobody is being asked at present."),
        "approval_decided": _l("This has been decided already, or was taken back."),
        "not_the_approver": _l("This is for somebody else to decide."),
        "event_begun": _l("The evening has begun already; what becomes of it is written when it is closed."),
        "change_without_reason": _l("Please say why the plan is changed, in a few words."),
        "day_not_changed": _l("That is the time at which the evening is planned already."),
        "own_event": _l("You asked for this yourself, so a colleague decides."),
    }
)
