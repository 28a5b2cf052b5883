"""What became of somebody who was asked; attendance/closing/results.py says it of each."""

from __future__ import annotations

import enum


class Outcome(enum.Enum):
    """What became of a client."""

    ATTENDED = "attended"
    NO_SHOW = "no_show"
    EXCUSED = "excused"  # had said yes, and told us in time
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    REPRESENTED = "represented"  # somebody came for the client; it is no evening of their own
