"""What the page of closing shows: before, what is still to be settled; after, what became of everybody."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from attendance.closing.correcting import CORRECTABLE, OUTCOME_OF, told_of, told_outcomes
from attendance.closing.deciding import gift_lines, heads, report_of
from attendance.closing.forms import HeadsForm, LessonsForm
from attendance.closing.letters import letters_of
from attendance.closing.results import Party, parties, summary
from attendance.closing.words import UNRESOLVED
from attendance.follow_ups.asking import reasons_against
from attendance.follow_ups.words import KINDS
from attendance.models import FollowUp, Presence, Quarantined, Unresolved
from attendance.words import OUTCOMES
from clients.models import Client, EntryKind, HistoryEntry
from core.db import db, now
from core.languages import clock
from events.models import Event
from invitations.models import Invitation
from staff.models import Staff
from staff.scope import sees, visible


@dataclass(frozen=True)
class Line:
    """One person who had said yes and was not scanned."""

    invitation: Invitation
    key: str
    name: str
    rm: Staff
    instead: bool  # comes for the client
    said: Unresolved
    note: str
    undecided: bool  # nobody has said anything yet


def lines_of(found: Sequence[Party]) -> list[Line]:
    """The unresolved of these parties, each by name; one query for those of joint letters."""
    joint = {one.client_id for party in found for one in party.unresolved if one.key.startswith("j")}
    query = sa.select(Client).where(Client.id.in_(joint)).options(sa.orm.joinedload(Client.rm).lazyload(Staff.roles))
    people = {client.id: client for client in db.session.scalars(query)} if joint else {}
    lines = []
    for party in found:
        for one in party.unresolved:
            word = party.said.get(one.key)
            client = people.get(one.client_id or 0, party.invitation.client)
            name = client.full_name if one.key[0] in "gj" else one.name
            lines.append(
                Line(
                    party.invitation,
                    one.key,
                    name or client.full_name,
                    client.rm,
                    one.key == "r",
                    party.word(one.key),
                    word.note if word else "",
                    word is None,
                )
            )
    return lines


def before(
    actor: Staff, event: Event, *, heads_form: HeadsForm | None = None, lessons_form: LessonsForm | None = None
) -> dict[str, Any]:
    """All that the wizard shows of the guests whom `actor` sees; the figures are of the whole evening."""
    every = parties(event)
    seen = set(db.session.scalars(_seen(actor, event)))
    own = [party for party in every if party.invitation.id in seen]
    report = report_of(event)
    return {
        "event": event,
        "begun": now() >= event.starts_at,
        "summary": summary(event, every),
        "outcomes": OUTCOMES,
        "lines": lines_of(own),
        "present": [party for party in own if party.presence is not None],
        "unresolved": UNRESOLVED,
        "conflicts": [party for party in own if party.presence is not None and party.presence.conflicts],
        "quarantined": _quarantined(event),
        "heads": heads(event, sum(len(party.came_unscanned()) for party in every)),
        "heads_form": heads_form or HeadsForm(obj=report),
        "gifts": gift_lines(event),
        "lessons_form": lessons_form or LessonsForm.of(report),
        "written": bool(report.keep or report.stop or report.try_next or report.programme or report.incidents),
        "clock": lambda moment: clock(moment, event.tz),
        "scan_id": lambda: str(uuid.uuid4()),
    }


def _seen(actor: Staff, event: Event) -> sa.Select[int]:
    return sa.select(Invitation.id).where(Invitation.event_id == event.id, sees(actor, Invitation))


def _quarantined(event: Event) -> int:
    waiting = sa.select(sa.func.count()).where(Quarantined.event_id == event.id, Quarantined.settled_at.is_(None))
    return db.session.scalar(waiting) or 0


def after(actor: Staff, event: Event, moment: datetime) -> dict[str, Any]:
    """What became of everybody whom `actor` sees, what is left to do, and which letters can be written."""
    told = told_of(actor, event)
    # Of who was let in by a word at closing nobody knows when they came.
    arrived = (
        sa.select(Invitation.client_id, Presence.at)
        .join(Presence, Presence.invitation_id == Invitation.id)
        .where(Presence.at < event.closed_at)
    )
    tasks = visible(actor, FollowUp).where(FollowUp.event_id == event.id)
    found = db.session.scalars(tasks.options(sa.orm.joinedload(FollowUp.owner).lazyload(Staff.roles))).all()
    return {
        "event": event,
        "summary": replace(summary(event), outcomes=told_outcomes(event)),
        "outcomes": OUTCOMES,
        "outcome_of": OUTCOME_OF,
        "told": told,
        "came_at": dict(db.session.execute(arrived.where(Invitation.event_id == event.id)).all()),
        "gifts": gift_lines(event),
        "heads": heads(event, 0),
        "tasks": [task for task in found if not task.dropped],  # as the report counts them
        "open_tasks": sum(task.done_at is None for task in found),
        "late_tasks": sum(task.done_at is None and task.due_at < moment for task in found),
        "kinds": KINDS,
        "left_alone": _left_alone(event, told, found, moment),
        "letters": letters_of(actor, event),
        "correctable": event.status in CORRECTABLE,
        "clock": lambda at: clock(at, event.tz),
    }


_ASKS = (EntryKind.OUTCOME_ATTENDED, EntryKind.OUTCOME_NO_SHOW, EntryKind.OUTCOME_EXCUSED, EntryKind.REPRESENTED)


def _left_alone(
    event: Event, told: Sequence[HistoryEntry], tasks: Sequence[FollowUp], moment: datetime
) -> list[tuple[Client, str]]:
    """Who would be thanked or asked after, and has no task because nobody may call; with the reason."""
    have = {task.client_id for task in tasks}
    without = [entry.client for entry in told if entry.kind in _ASKS and entry.client_id not in have]
    against = reasons_against(without, event, day=moment.astimezone(event.tz).date())
    return [(client, against[client.id][0].sentence) for client in without if against[client.id]]
