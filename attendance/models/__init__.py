"""Tables of the day itself and of what follows from it; each file holds those of one subject."""

from attendance.models.arriving import WalkIn, Welcome
from attendance.models.closing import (
    ClosingDecision,
    Ease,
    EveningReport,
    Feedback,
    FigureSnapshot,
    FollowUp,
    FollowUpKind,
    Unresolved,
)
from attendance.models.ledger import (
    ADMITTING,
    GUEST,
    REPRESENTATIVE,
    Act,
    Method,
    Presence,
    Quarantined,
    Scan,
    Verdict,
)

__all__ = [
    "ADMITTING",
    "GUEST",
    "REPRESENTATIVE",
    "Act",
    "ClosingDecision",
    "Ease",
    "EveningReport",
    "Feedback",
    "FigureSnapshot",
    "FollowUp",
    "FollowUpKind",
    "Method",
    "Presence",
    "Quarantined",
    "Scan",
    "Unresolved",
    "Verdict",
    "WalkIn",
    "Welcome",
]
