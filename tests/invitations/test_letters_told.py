"""What becomes of a letter stands in the client's history: delivered, come back, and what was told by mistake."""

from datetime import UTC, datetime

import sqlalchemy as sa

from clients.history.counting import CORRECTION
from clients.models import EntryKind, HistoryEntry
from core.db import db
from invitations.models import Dispatch, Invitation
from invitations.runs.dispatch import take_back
from tests.invitations.test_dispatch import go


def told(cast):
    with cast.app.app_context():
        kinds = (EntryKind.LETTER_DELIVERED, EntryKind.LETTER_RETURNED, EntryKind.NOTE)
        query = sa.select(HistoryEntry).where(HistoryEntry.kind.in_(kinds)).order_by(HistoryEntry.id)
        return db.session.scalars(query).all()


def undo(cast, invitation_id):
    with cast.app.app_context():
        take_back(db.session.get_one(Invitation, invitation_id), staff=cast.staff("li"), now=datetime.now(UTC))
        db.session.commit()


def test_a_letter_that_came_back_is_told_with_its_reason(cast, listed):
    go(cast, listed, Dispatch.PRINTED, Dispatch.DELIVERED)
    go(cast, listed, Dispatch.RETURNED, note="查无此人")

    delivered, returned = told(cast)
    assert (delivered.kind, returned.kind) == (EntryKind.LETTER_DELIVERED, EntryKind.LETTER_RETURNED)
    assert (returned.text, returned.subject, returned.key) == ("查无此人", delivered.subject, f"returned:{listed}")


def test_a_delivery_told_by_mistake_is_struck_by_a_further_entry(cast, listed):
    go(cast, listed, Dispatch.PRINTED, Dispatch.DELIVERED)

    undo(cast, listed)
    go(cast, listed, Dispatch.DELIVERED)

    first, struck, again = told(cast)
    assert (struck.source, struck.source_id, struck.two_way) == (CORRECTION, first.id, False)
    assert again.kind is EntryKind.LETTER_DELIVERED


def test_taking_back_what_the_history_never_told_adds_nothing(cast, listed):
    go(cast, listed, Dispatch.PRINTED, Dispatch.SIGNED)

    undo(cast, listed)

    assert told(cast) == []
