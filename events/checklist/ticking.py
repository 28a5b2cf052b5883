"""Who may tick off what."""

from __future__ import annotations

from core.errors import DomainError
from events.models import ChecklistItem
from staff.models import Role, Staff

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
SIGNERS = (Role.MANAGER, Role.ADMIN)


def may_tick(staff: Staff, item: ChecklistItem) -> bool:
    """Whoever sees to it; the planners too, but a gate of somebody else's only a manager."""
    if item.owner_id == staff.id:
        return True
    return staff.may(*(SIGNERS if item.gate else PLANNERS))


def check_may_tick(staff: Staff, item: ChecklistItem) -> None:
    """Raises DomainError("not_yours_to_tick")."""
    if not may_tick(staff, item):
        raise DomainError("not_yours_to_tick")
