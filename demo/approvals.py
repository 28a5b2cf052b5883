"""The demo's evenings are asked for and approved as any others; one waits for the manager's word."""

from __future__ import annotations

from datetime import datetime, timedelta

from events.approval.asking import ask, decide, standing
from events.models import ApprovalPart, Event
from staff.models import Staff

_WHY = "老客户念叨了几回，正好请来坐坐。"
_FINE = "同意。"


def ask_manager(event: Event, staff: dict[str, Staff], *, now: datetime) -> None:
    """The organiser asks; nobody has decided yet."""
    ask(event, staff=staff["organiser"], now=now, said=_WHY)


def approve_event(event: Event, staff: dict[str, Staff], *, now: datetime) -> None:
    """Asked for, and the next day granted by the manager, and by compliance where a flag asks for it."""
    ask_manager(event, staff, now=now)
    who = {ApprovalPart.MANAGER: staff["manager"], ApprovalPart.COMPLIANCE: staff["compliance"]}
    for step in standing(event).waiting:
        decide(step, staff=who[step.part], granted=True, comment=_FINE, now=now + timedelta(hours=20))
