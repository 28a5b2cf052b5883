"""The words for this room's codes."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import say
from staff.models import Role

ROLES = {
    Role.ORGANISER: _l("Organiser"),
    Role.RM: _l("Relationship manager"),
    Role.DOOR: _l("Door staff"),
    Role.MANAGER: _l("Branch manager"),
    Role.ADMIN: _l("Administrator"),
    Role.COMPLIANCE: _l("Compliance officer"),
}

ACTIONS = {
    "view": _l("looked at"),
    "add": _l("added"),
    "change": _l("changed"),
    "delete": _l("deleted"),
    "export": _l("exported"),
    "sign_in": _l("signed in"),
    "sign_out": _l("signed out"),
    "sign_in_failed": _l("failed to sign in"),
}

ROWS: dict[str, Any] = {
    "staff": _l("member of staff"),
    "staff_role": _l("role"),
    "branch": _l("branch"),
    "second_factor": _l("second factor"),
}
"""What the audit log calls a table's row; the rooms to the right add theirs with `call_rows()`."""


def call_rows(names: dict[str, Any]) -> None:
    ROWS.update(names)


say(
    {
        "setting_out_of_bounds": _l("Choose a number from %(least)s to %(most)s."),
        "username_taken": _l("Somebody has this sign-in name already. Choose another."),
        "last_admin": _l("This is the last administrator. Give the role to somebody else first."),
        "weak_password": _l("Use at least 12 characters that are not a common password."),
    }
)
