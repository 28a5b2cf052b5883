"""The guest list frozen in versions, and the two people who read its names before letters leave."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.book.naming import salutation
from clients.models import Client
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.guests.guest_list import DECLINED, STANDS
from invitations.guests.inviting import lock_event
from invitations.guests.joint import joint_words
from invitations.models import GuestListVersion, Invitation, JointGuest
from invitations.settings import NAMES_CHECKED_TWICE
from staff.models import Staff
from staff.settings import setting

COMPARED = ("name", "salutation", "wave", "rm")
"""What of a line may change from one version to the next."""

Line = Mapping[str, Any]


def content_of(event: Event, invitation_ids: Collection[int] | None = None) -> list[dict[str, Any]]:
    """The list as it stands: who is invited and has not declined, as their letters address them, by name."""
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .where(Invitation.event_id == event.id, STANDS, sa.not_(DECLINED))
        .options(
            joinedload(Invitation.client).joinedload(Client.household),
            sa.orm.selectinload(Invitation.joint).joinedload(JointGuest.client),
        )
        .order_by(Client.sort_key, Client.id)
    )
    if invitation_ids is not None:
        query = query.where(Invitation.id.in_(invitation_ids))
    return [_line(invitation) for invitation in db.session.scalars(query)]


def _line(invitation: Invitation) -> dict[str, Any]:
    client, partners = invitation.client, [guest.client for guest in invitation.joint]
    return {
        "invitation": invitation.id,
        "client": client.id,
        "name": "、".join(one.full_name for one in (client, *partners)),
        "salutation": _said(client, partners, invitation.language),
        "wave": invitation.wave.value if invitation.wave else "",
        "rm": client.rm_id,
    }


def _said(client: Client, partners: Sequence[Client], language: str) -> str:
    try:
        return joint_words(client, partners[0], language) if partners else salutation(client, language)
    except DomainError:
        return ""  # the preflight asks for it; here the line shows that it lacks


def last_version(event: Event) -> GuestListVersion | None:
    return db.session.scalar(
        sa.select(GuestListVersion)
        .where(GuestListVersion.event_id == event.id)
        .order_by(GuestListVersion.number.desc())
        .limit(1)
    )


def freeze_list(event: Event, reason: str, *, staff: Staff, now: datetime) -> GuestListVersion:
    """Keep the list as it stands under the next number.

    Raises DomainError: event_closed, list_empty, or list_unchanged when it is the last version again.
    """
    event = lock_event(event.id)
    if event.over:
        raise DomainError("event_closed")
    content, last = content_of(event), last_version(event)
    if not content:
        raise DomainError("list_empty")
    if last is not None and last.content == content:
        raise DomainError("list_unchanged", number=last.number)
    version = GuestListVersion(
        event_id=event.id,
        number=last.number + 1 if last else 1,
        at=now,
        staff_id=staff.id,
        reason=reason,
        content=content,
    )
    db.session.add(version)
    db.session.flush()
    return version


def mark_read(version: GuestListVersion, *, staff: Staff, now: datetime) -> None:
    """Somebody has read all names of the newest version; the second reader is another person. Twice is once.

    Raises DomainError: list_version_old, or list_same_reader.
    """
    lock_event(version.event_id)
    db.session.refresh(version)
    newer = sa.select(GuestListVersion.id).where(
        GuestListVersion.event_id == version.event_id, GuestListVersion.number > version.number
    )
    if db.session.scalar(newer.limit(1)) is not None:
        raise DomainError("list_version_old")
    if version.first_check_id is None:
        version.first_check_id, version.first_checked_at = staff.id, now
    elif version.second_check_id == staff.id:
        return
    elif version.first_check_id == staff.id:
        raise DomainError("list_same_reader")
    elif version.second_check_id is None:
        version.second_check_id, version.second_checked_at = staff.id, now


def check_names(event: Event, invitation_ids: Collection[int]) -> None:
    """Refuse letters whose names two people have not read, where the branch wants that.

    Raises DomainError("names_unchecked") when there is no version read twice, or a letter of these is not in it as it
    stands now.
    """
    if not setting(event.branch_id, NAMES_CHECKED_TWICE):
        return
    last = last_version(event)
    if last is None or last.second_check_id is None:
        raise DomainError("names_unchecked")
    read = {line["invitation"]: (line["name"], line["salutation"]) for line in last.content}
    for line in content_of(event, invitation_ids):
        if read.get(line["invitation"]) != (line["name"], line["salutation"]):
            raise DomainError("names_unchecked")


# --- comparing


@dataclass(frozen=True)
class Difference:
    """What became of a list from one version to a later one."""

    added: list[Line]
    removed: list[Line]
    changed: list[tuple[Line, Line, list[str]]]  # before, after, and which of COMPARED

    @property
    def nothing(self) -> bool:
        return not (self.added or self.removed or self.changed)


def compare(before: Sequence[Line], after: Sequence[Line]) -> Difference:
    """Who came onto the list, who is gone, and of whom something is different; a guest is known by the client."""
    old, new = {line["client"]: line for line in before}, {line["client"]: line for line in after}
    both = [(old[one], new[one]) for one in new if one in old]
    changed = [(was, now, fields) for was, now in both if (fields := [f for f in COMPARED if was[f] != now[f]])]
    return Difference(
        [line for client_id, line in new.items() if client_id not in old],
        [line for client_id, line in old.items() if client_id not in new],
        changed,
    )
