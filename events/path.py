"""The way of an evening, from choosing the type of guest to closing: which step is done, and which one is next."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from events.figures import Figures
from events.models import DOOR_CLOSES, DOOR_OPENS, Event, EventStatus


class StepName(enum.Enum):
    CHOOSE = "choose"
    INVITE = "invite"
    PRINT = "print"
    ANSWERS = "answers"
    DOOR = "door"
    CLOSE = "close"


class StepState(enum.Enum):
    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True)
class Step:
    name: StepName
    state: StepState


def path(event: Event, figures: Figures, now: datetime) -> list[Step]:
    """The six steps in their order, each with its state at `now`. Nothing comes next once an event is called off."""
    if event.status is EventStatus.CANCELLED:
        return [Step(name, StepState.LATER) for name in StepName]
    has_day = event.status is not EventStatus.POSTPONED  # of the day that was given up the clock says nothing
    begun = has_day and now >= event.starts_at
    closed = event.over
    invited = figures.invited > 0
    states = {
        StepName.CHOOSE: _state(done=invited or begun, now=True),
        StepName.INVITE: _state(done=begun or figures.invited >= event.capacity, now=invited),
        StepName.PRINT: _state(done=begun or (invited and not figures.to_print), now=invited),
        StepName.ANSWERS: _state(done=begun or (invited and not figures.unanswered), now=figures.printed > 0),
        StepName.DOOR: _state(
            done=closed or (begun and now > event.ends_at + DOOR_CLOSES),
            now=has_day and now >= event.starts_at - DOOR_OPENS,
        ),
        StepName.CLOSE: _state(done=closed, now=begun and now >= event.ends_at),
    }
    return [Step(name, state) for name, state in states.items()]


def _state(*, done: bool, now: bool) -> StepState:
    return StepState.DONE if done else StepState.NOW if now else StepState.LATER
