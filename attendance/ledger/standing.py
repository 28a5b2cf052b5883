"""Writing down what the ledger comes to: `presence`, computed anew from the rows of an invitation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from attendance.ledger.fold import Conflict, State, fold
from attendance.ledger.party import in_order
from attendance.models import Act, Presence, Scan
from core.db import db
from events.models import Event
from invitations.models import Invitation


def counts() -> sa.ColumnElement[bool]:
    """Invitations that stand, and those that were taken back whose guest was let in all the same."""
    let_in = sa.exists().where(Presence.invitation_id == Invitation.id).correlate_except(Presence)
    return sa.or_(Invitation.revoked_at.is_(None), let_in)


def rows_of(invitation_ids: Collection[int]) -> dict[int, list[Scan]]:
    """The rows of many invitations at their own events, and the undos that name one of them without a guest."""
    target = aliased(Scan)
    own = (
        sa.select(Scan)
        .join(Invitation, sa.and_(Invitation.id == Scan.invitation_id, Invitation.event_id == Scan.event_id))
        .where(Scan.invitation_id.in_(invitation_ids))
    )
    nameless = (
        sa.select(Scan, target.invitation_id)
        .join(target, target.scan_id == Scan.undoes)
        .where(Scan.act == Act.UNDO, Scan.invitation_id.is_(None), target.invitation_id.in_(invitation_ids))
    )
    found: defaultdict[int, list[Scan]] = defaultdict(list)
    for scan in db.session.scalars(own):
        found[scan.invitation_id or 0].append(scan)
    for scan, invitation_id in db.session.execute(nameless):
        found[invitation_id or 0].append(scan)
    return dict(found)


def recompute(invitation_id: int) -> Presence | None:
    """Write anew who of one party is here. The caller holds the event, or the invitation's row, so that nothing that
    this does not see yet is written at the same time."""
    return recompute_all([invitation_id]).get(invitation_id)


def recompute_all(invitation_ids: Collection[int]) -> dict[int, Presence]:
    """The same of many, in four queries beside what it writes."""
    db.session.flush()
    query = sa.select(Presence).where(Presence.invitation_id.in_(invitation_ids)).with_for_update()
    stood = {row.invitation_id: row for row in db.session.scalars(query.execution_options(populate_existing=True))}
    rows = rows_of(invitation_ids)
    found = {}
    for invitation_id in sorted(invitation_ids):
        scans = rows.get(invitation_id, [])
        state = fold(scans)
        presence = stood.get(invitation_id)
        if state.first is None:
            if presence is not None:
                db.session.delete(presence)
            continue
        let_in = next(scan for scan in scans if scan.scan_id == state.first)
        if presence is None:
            presence = Presence(invitation_id=invitation_id, event_id=let_in.event_id, version=0)
            db.session.add(presence)
        write_state(presence, state, let_in)
        found[invitation_id] = presence
    db.session.flush()
    return found


def write_state(presence: Presence, state: State, let_in: Scan) -> None:
    """The row as the state has it."""
    presence.scan_id, presence.at = let_in.id, let_in.happened_at
    presence.came, presence.inside = in_order(state.came), in_order(state.inside)
    presence.heads, presence.heads_inside = len(state.came), len(state.inside)
    presence.gifts, presence.conflicts = list(state.gifts), len(state.conflicts)
    presence.version += 1


def conflicts_of(event: Event) -> list[tuple[Presence, list[tuple[Conflict, Scan, Scan]]]]:
    """Where two doors let in the same person: each invitation with the two rows side by side, in a fixed number of
    queries. The scope is the caller's: who sees the event's ledger."""
    query = (
        sa.select(Presence)
        .where(Presence.event_id == event.id, Presence.conflicts > 0)
        .order_by(Presence.at, Presence.invitation_id)
    )
    present = list(db.session.scalars(query))
    rows = rows_of([presence.invitation_id for presence in present]) if present else {}
    found = []
    for presence in present:
        by_id = {scan.scan_id: scan for scan in rows.get(presence.invitation_id, [])}
        clashes = fold(by_id.values()).conflicts
        found.append((presence, [(clash, by_id[clash.first], by_id[clash.second]) for clash in clashes]))
    return found
