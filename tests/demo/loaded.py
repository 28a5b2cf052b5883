"""What the tests of the demo ask it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.db import db
from staff.models import Staff


def all_of(model: type[Any], *conditions: Any) -> list[Any]:
    return list(db.session.scalars(sa.select(model).where(*conditions).order_by(model.id)))


def organiser() -> Staff:
    return db.session.scalars(sa.select(Staff).where(Staff.username == "organiser")).one()
