"""A salon whose letters are printed, and how the tests read what was printed."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
import sqlalchemy as sa

from clients.models import EntryKind, HistoryEntry
from core.db import db, now
from events.models import Event
from invitations.print_runs import check, invitations_to_print, order_run
from staff.models import Staff


@pytest.fixture
def salon(cast):
    """An event with three guests: two of RM Zhao, one of RM Sun."""
    event_id = cast.add_event()
    guests = {
        name: cast.add_invitation(event_id, cast.add_client(name[0], name[1:], number=name, rm=rm))
        for name, rm in (("钱一鸣", "zhao"), ("艾青", "zhao"), ("周平", "sun"))
    }
    return event_id, guests


def key_of(page: str) -> str:
    return re.search(r'name="key"[^>]*value="([0-9a-f]{32})"', page).group(1)


def order(browser, event_id: int, which: str = "unprinted", key: str | None = None):
    page = browser.get(f"/print-runs/new?event={event_id}&which={which}").text
    return browser.post(f"/print-runs/new?event={event_id}", data={"key": key or key_of(page), "which": which})


def pdf_of(browser, run_id: int) -> bytes:
    answer = browser.get(f"/print-runs/{run_id}/letters.pdf")
    assert answer.status_code == 200
    return answer.data


def texts_in(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def told(app) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).where(HistoryEntry.kind == EntryKind.LETTER_PRINTED))


def ordered(app, cast, event_id: int) -> tuple[int, int]:
    """A run that is ordered and committed while no worker is awake: (run, job)."""
    with app.app_context():
        actor = db.session.get_one(Staff, cast.staff_ids["li"])
        event = db.session.get_one(Event, event_id)
        preflight = check(invitations_to_print(actor, event, unprinted=False), now())
        run = order_run(actor, event, preflight, key="2" * 32, moment=now())
        db.session.commit()
        return run.id, run.job.id
