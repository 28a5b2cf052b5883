"""What other systems take out is noted, as an export by a person is."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import g
from flask_login import current_user

from core.db import now, own_transaction
from staff.models import AuditEntry


def taken_out(subject: str, rows: int, **details: Any) -> None:
    """A page with names went out: by which token, and how many. A GET writes it beside its own transaction."""
    with own_transaction() as connection:
        connection.execute(
            sa.insert(AuditEntry).values(
                at=now(),
                staff_id=current_user.id,
                action="export",
                subject=subject,
                subject_id=None,
                details={"rows": rows, "token": g.api_token.id, **details},
                request_id=str(g.get("request_id", "")),
            )
        )
