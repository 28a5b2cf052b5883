"""Numbers that a branch sets for itself: thresholds, caps and terms. Each room declares its own in its settings.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

from core.db import db
from core.errors import DomainError
from staff.models import BranchSetting

SETTINGS: dict[str, Setting] = {}


@dataclass(frozen=True)
class Setting:
    """A whole number with a default and its bounds; a switch is 0 or 1. Declaring it registers it."""

    name: str
    default: int
    least: int
    most: int

    def __post_init__(self) -> None:
        if self.name in SETTINGS:
            raise ValueError(f"{self.name} is declared already")
        SETTINGS[self.name] = self


def setting(branch_id: int, which: Setting) -> int:
    """What the branch has set, else the default. One query a branch and transaction, however often it is asked."""
    return settings_of(branch_id).get(which.name, which.default)


def settings_of(branch_id: int) -> dict[str, int]:
    """All that the branch has set, by name; kept with the session until its transaction ends."""
    known: dict[int, dict[str, int]] = db.session.info.setdefault("settings", {})
    if branch_id not in known:
        rows = db.session.execute(
            sa.select(BranchSetting.name, BranchSetting.value).where(BranchSetting.branch_id == branch_id)
        )
        known[branch_id] = dict(rows.all())
    return known[branch_id]


def know_settings(branch_ids: Iterable[int]) -> None:
    """Read what these branches have set in one query, so that asking for each costs none."""
    known: dict[int, dict[str, int]] = db.session.info.setdefault("settings", {})
    unknown = set(branch_ids) - known.keys()
    if not unknown:
        return
    known.update({branch_id: {} for branch_id in unknown})
    rows = db.session.execute(
        sa.select(BranchSetting.branch_id, BranchSetting.name, BranchSetting.value).where(
            BranchSetting.branch_id.in_(unknown)
        )
    )
    for branch_id, name, value in rows:
        known[branch_id][name] = value


def change_setting(branch_id: int, which: Setting, value: int) -> None:
    """Set the number for this branch; the default takes the row away. Raises DomainError("setting_out_of_bounds")."""
    if not which.least <= value <= which.most:
        raise DomainError("setting_out_of_bounds", least=which.least, most=which.most)
    row = db.session.get(BranchSetting, (branch_id, which.name))
    if value == which.default:
        if row is not None:
            db.session.delete(row)
    elif row is None:
        db.session.add(BranchSetting(branch_id=branch_id, name=which.name, value=value))
    else:
        row.value = value
    db.session.info.pop("settings", None)


@sa.event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """The next transaction asks anew: another process may have changed them."""
    if transaction.parent is None:
        session.info.pop("settings", None)
