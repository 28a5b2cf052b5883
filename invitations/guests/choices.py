"""How the guests of an event were chosen: frozen when they were, so that one can say later why somebody was asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.models import Client
from core.db import db
from events.models import Event
from events.type_profile import TypeProfile
from invitations.guests.same_type.score import score
from invitations.models import GuestChoice, Nomination, NominationState, Segment
from invitations.segments import Catalogue, Rule, in_words, read_rule, sentence, why
from staff.models import Role, Staff

MOST_CANDIDATES = 2000


def freeze(
    actor: Staff,
    event: Event,
    rule: Rule,
    fit: Sequence[Client],
    chosen: Collection[int],
    *,
    segment: Segment | None,
    now: datetime,
) -> GuestChoice:
    """Keep the rule as it reads now, whom it found fit, who of them was chosen, and why; the chosen stand first."""
    candidates = sorted(fit, key=lambda client: client.id not in chosen)[:MOST_CANDIDATES]
    today = now.astimezone(event.tz).date()
    matched = why(candidates, rule, today)
    profile = TypeProfile.from_stored(event.type_profile or {})
    choice = GuestChoice(
        event_id=event.id,
        segment_id=segment.id if segment else None,
        name=segment.name if segment else "",
        rule=rule.stored(),
        staff_id=actor.id,
        at=now,
        candidates=[
            {
                "client": client.id,
                "because": [one.stored() for one in matched[client.id].because],
                "chosen": client.id in chosen,
                "score": found.total if (found := score(client, profile, today)) else None,
            }
            for client in candidates
        ],
    )
    db.session.add(choice)
    return choice


@dataclass(frozen=True)
class Told:
    """A choice as a reader may know it; name and words are empty for whom they are not meant."""

    choice: GuestChoice
    name: str
    words: str
    chosen: int


@dataclass(frozen=True)
class Choices:
    """All choices of an event, the last first, and for each guest the reasons and the place in the list."""

    told: Sequence[Told]
    because: dict[int, list[str]]  # by client's id


def choices_of(actor: Staff, event: Event, client_ids: Collection[int], catalogue: Catalogue) -> Choices:
    """How the event's guests were chosen, with the reasons for these of them; the caller has checked their scope.

    A segment's name and words may give a client away: an RM reads them of own choices and of shared segments.
    """
    query = sa.select(GuestChoice, Segment.shared).outerjoin(Segment, Segment.id == GuestChoice.segment_id)
    rows = db.session.execute(
        query.where(GuestChoice.event_id == event.id)
        .options(joinedload(GuestChoice.staff).lazyload(Staff.roles))
        .order_by(GuestChoice.at.desc(), GuestChoice.id.desc())
    ).all()
    told: list[Told] = []
    because: dict[int, list[str]] = {}
    sees_all = actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN)
    for choice, shared in rows:
        meant = sees_all or choice.staff_id == actor.id or bool(shared)
        words = sentence(read_rule(choice.rule, catalogue).rule) if meant else ""
        chosen = [one for one in choice.candidates if one.get("chosen")]
        told.append(Told(choice, choice.name if meant else "", words, len(chosen)))
        for one in chosen:
            if one["client"] in client_ids:
                because.setdefault(one["client"], _reasons(one, catalogue))
    for client_id, reason in db.session.execute(
        sa.select(Nomination.client_id, Nomination.reason).where(
            Nomination.event_id == event.id,
            Nomination.client_id.in_(client_ids),
            Nomination.state == NominationState.ACCEPTED,
        )
    ):
        because.setdefault(client_id, []).append(reason)
    return Choices(told, because)


def _reasons(candidate: dict[str, Any], catalogue: Catalogue) -> list[str]:
    return in_words(candidate.get("because") or [], catalogue)
