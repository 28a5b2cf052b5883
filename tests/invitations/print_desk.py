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
from invitations.runs.preflight import check
from invitations.runs.print_runs import invitations_to_print, order_run
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


def signed_in_page(page: str) -> str:
    """What ticking the sign-off sends; nothing when there is nothing to sign for."""
    found = re.search(r'name="signed" value="([0-9a-f]{32})"', page)
    return found.group(1) if found else ""


def order(browser, event_id: int, which: str = "unprinted", key: str | None = None, **fields):
    page = browser.get(f"/print-runs/new?event={event_id}&which={which}").text
    form = {"key": key or key_of(page), "which": which, "signed": signed_in_page(page)} | fields
    return browser.post(f"/print-runs/new?event={event_id}", data=form)


def run_of(answer) -> int:
    """The run that an order led to."""
    assert answer.status_code == 302, answer.status_code
    return int(answer.location.rsplit("/", 1)[1])


def approved(cast, run_id: int) -> int:
    """The manager has approved the run."""
    assert cast.signed_in("manager").post(f"/print-runs/{run_id}/approve").status_code == 302
    return run_id


def printed(cast, run_id: int, who: str = "li") -> int:
    """The manager has approved the run, and it is printed."""
    approved(cast, run_id)
    assert cast.signed_in(who).post(f"/print-runs/{run_id}/printed").status_code == 302
    return run_id


def pdf_of(browser, run_id: int) -> bytes:
    answer = browser.get(f"/print-runs/{run_id}/letters.pdf")
    assert answer.status_code == 200
    return answer.data


def texts_in(pdf: bytes) -> list[str]:
    """The text of every page but the separators between the piles, without blanks."""
    texts = ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return [text for text in texts if "封信函" not in text]


def told(app) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).where(HistoryEntry.kind == EntryKind.LETTER_PRINTED))


def ordered(app, cast, event_id: int) -> tuple[int, int]:
    """A run that is ordered and committed while no worker is awake: (run, job)."""
    with app.app_context():
        actor = db.session.get_one(Staff, cast.staff_ids["li"])
        event = db.session.get_one(Event, event_id)
        preflight = check(invitations_to_print(actor, event, unprinted=False), now())
        run = order_run(actor, event, preflight, key="2" * 32, moment=now(), signed=preflight.seen)
        db.session.commit()
        return run.id, run.job.id
