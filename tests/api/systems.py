"""Other systems: tokens made for tests, and requests as they send them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.permissions import Permission
from api.tokens import make_token
from core.db import db, now
from staff.models import Branch

EVERYTHING = tuple(Permission)


@dataclass
class System:
    """Another system with a token of ours."""

    app: Any
    text: str
    id: int
    staff_id: int

    def __post_init__(self) -> None:
        self.browser = self.app.test_client()

    def get(self, path: str, **headers: str) -> Any:
        return self.browser.get(f"/api/v1{path}", headers=self.headers(headers))

    def post(self, path: str, body: Any, **headers: str) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        told = self.headers({"Content-Type": "application/json"} | headers)
        return self.browser.post(f"/api/v1{path}", data=data, headers=told)

    def headers(self, more: dict[str, str]) -> dict[str, str]:
        usual = {"Authorization": f"Bearer {self.text}", "Accept-Language": "en"}
        return usual | {name.replace("_", "-"): value for name, value in more.items()}


def system(
    cast: Any,
    *may: Permission,
    by: str = "manager",
    branch_id: int | None = None,
    expires_at: datetime | None = None,
) -> System:
    """A system with a token that may do these things; all of them, unless told."""
    with cast.app.app_context():
        branch = db.session.get_one(Branch, branch_id or cast.branch_id)
        moment = now()
        token, text = make_token(
            cast.staff(by),
            branch,
            name="CRM",
            may=may or EVERYTHING,
            expires_at=expires_at or moment + timedelta(days=30),
            now=moment,
        )
        db.session.commit()
        return System(cast.app, text, token.id, token.staff_id)
