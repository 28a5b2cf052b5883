"""The demo's saved segments, as an organiser's year brings them about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.db import db
from invitations.models import Segment
from staff.models import Staff


def _is(field: str, op: str, value: Any = None, further: int | None = None) -> dict[str, Any]:
    asked = {"field": field, "op": op, "value": value, "further": further}
    return {name: part for name, part in asked.items() if part is not None}


RULES: dict[str, dict[str, Any]] = {
    "爱茶的退休客户": {"all": [_is("type", "any", ["RET", "HOM"]), _is("interest", "any", ["tea"])]},
    "企业主·私行": {"all": [_is("type", "any", ["ENT"]), _is("tier", "at_least", "T4")]},
    "亲子与升学家庭": {"any": [_is("type", "any", ["FAM", "EDU"]), _is("interest", "any", ["children", "education"])]},
    "老客户（三项以上）": {"all": [_is("old_client", "yes"), {"not": {"any": [_is("hold", "yes")]}}]},
    "书画同好": {
        "all": [
            _is("type", "any", ["ENT", "PRO", "RET"]),
            _is("interest", "any", ["calligraphy", "painting", "collecting", "reading"]),
        ]
    },
    "久未联系的财富客户": {"all": [_is("tier", "at_least", "T3"), _is("last_contact", "not_within", 60)]},
    "久未到场的贵宾": {
        "all": [
            _is("tier", "at_least", "T2"),
            {"any": [_is("last_attended", "never"), _is("last_attended", "not_within", 365)]},
        ]
    },
    "海外与外籍客户": {"any": [_is("type", "any", ["OVS"]), _is("language", "any", ["en"])]},
}


def save_segments(organiser: Staff, *, now: datetime) -> None:
    """Shared with the branch: none of the names tells of a client."""
    for name, rule in RULES.items():
        db.session.add(
            Segment(
                branch_id=organiser.branch_id,
                owner_id=organiser.id,
                name=name,
                rule=rule,
                shared=True,
                created_at=now,
            )
        )
