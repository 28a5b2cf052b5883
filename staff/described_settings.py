"""What the numbers of all rooms are called and what they do; each room describes its own in its setting_words.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from staff.settings import SETTINGS, Setting


@dataclass(frozen=True)
class Described:
    """One number: its name, what it counts (none for a switch), and in a sentence what it does."""

    setting: Setting
    label: Any
    unit: Any
    does: Any

    @property
    def is_switch(self) -> bool:
        return (self.setting.least, self.setting.most) == (0, 1)


@dataclass(frozen=True)
class Group:
    """Numbers that belong together on the page."""

    heading: Any
    rows: tuple[Described, ...]


GROUPS: list[Group] = []


def describe(heading: Any, rows: Sequence[Described]) -> None:
    """Add a group to the page of settings. Refuses a number that is described already."""
    known = {row.setting.name for group in GROUPS for row in group.rows}
    twice = [row.setting.name for row in rows if row.setting.name in known]
    if twice:
        raise ValueError(f"described twice: {twice}")
    GROUPS.append(Group(heading, tuple(rows)))


def undescribed() -> list[str]:
    """The numbers that no group shows; a test keeps this empty."""
    known = {row.setting.name for group in GROUPS for row in group.rows}
    return sorted(SETTINGS.keys() - known)
