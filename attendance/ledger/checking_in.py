"""The door: one code, one verdict; one scan lets in everybody of a party who is not in yet, and each of them once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload

from attendance.ledger.holding import (
    check_hours,
    hold_guest,
    hold_open,
    new_row,
    present,
    reentry,
    sent_before,
    the_same,
    written,
)
from attendance.ledger.party import (
    KEY,
    Person,
    in_order,
    members_of,
    party_at_door,
    person_of,
    still_expected,
)
from attendance.ledger.standing import recompute
from attendance.ledger.taking_back import UNDO_WITHIN, may_undo, undo
from attendance.ledger.verdicts import letter_of, verdict_of
from attendance.models import ADMITTING, Act, Method, Presence, Scan, Verdict
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.codes.tokens import TOKEN_LENGTH, find_by_code, find_by_token, read_code
from invitations.models import Invitation
from staff.models import Role, Staff

__all__ = ["UNDO_WITHIN", "Answer", "check_in", "find_invitation", "leave", "may_undo", "undo"]

MAY_FORCE = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)


@dataclass(frozen=True)
class Answer:
    """What the door shows. `first` is the scan that let the guest in, when this one did not."""

    verdict: Verdict
    scan: Scan
    invitation: Invitation | None
    first: Scan | None = None
    presence: Presence | None = None
    party: Sequence[Person] = ()
    """Who is expected, and who came beside them."""
    missing: Sequence[Person] = ()
    """Who of them is not inside now."""


def find_invitation(code: str) -> Invitation | None:
    """The invitation of a scanned address, a token or a typed short code."""
    bare = read_scanned(code)
    return find_by_token(bare) if len(bare) == TOKEN_LENGTH else find_by_code(bare)


def read_scanned(code: str) -> str:
    """The bare symbols of what a scanner typed."""
    # A scanner types like a keyboard; where a Chinese input method is switched on, its "/" arrives as "、".
    return read_code(code.replace("、", "/"))


def check_in(
    event: Event,
    invitation: Invitation | None,
    *,
    scan_id: str,
    method: Method,
    staff: Staff | None,
    now: datetime,
    persons: Sequence[str] | None = None,
    gate: str = "",
    forced: bool = False,
    reason: str = "",
) -> Answer:
    """Let in `persons`, or everybody of the party who is not in yet, or say why not. The same `scan_id` again gives the
    first answer and writes nothing. Persons who were never announced are let in and counted.

    Raises DomainError: door_not_open (earlier than twelve hours before the beginning, so that trying out a scanner lets
    nobody in), event_closed, scan_id_reused when the id was another guest's or another thing's, person_unknown,
    force_reason and force_not_yours (a letter taken back is let in by the organiser, with a reason).
    """
    hold_open(event)
    check_hours(event, now)
    if forced:
        _check_force(staff, reason)
    ours = invitation if invitation is not None and invitation.event_id == event.id else None
    if ours is not None:
        hold_guest(ours)
    earlier = sent_before(scan_id)
    if earlier is not None:
        return _same_answer(earlier, event, invitation, persons)
    letter = letter_of(invitation) if invitation is not None else None
    verdict = verdict_of(letter, event.id, forced=forced)
    entering = _entering(ours, persons) if ours is not None and verdict in ADMITTING else []
    if verdict in ADMITTING and not entering:
        verdict = Verdict.ALREADY
    elif verdict is Verdict.REVOKED and ours is not None and _inside(ours):
        verdict = Verdict.ALREADY  # whom a supervisor let in is in, whatever became of the letter
    scan = new_row(
        event,
        invitation,
        scan_id=scan_id,
        act=Act.ENTER,
        verdict=verdict,
        method=method,
        staff=staff,
        now=now,
        persons=entering,
        gate=gate,
        forced=forced,
        reason=reason,
    )
    if not written(scan):  # the device sent the same scan twice at one instant, and the other copy was first
        return _same_answer(sent_before(scan_id), event, invitation, persons)
    if ours is not None and entering:
        _let_in(ours, scan, entering)
    return _answer(scan, invitation)


def leave(
    event: Event,
    invitation: Invitation,
    *,
    scan_id: str,
    persons: Sequence[str] | None,
    staff: Staff,
    now: datetime,
    method: Method = Method.CAMERA,
    gate: str = "",
) -> Answer:
    """Write down that these, or all who are inside, have left; they may come in again.

    Raises DomainError: leaving_not_kept (where the door does not do so), event_closed, scan_id_reused, not_inside.
    """
    hold_open(event)
    if not reentry(event):
        raise DomainError("leaving_not_kept")
    hold_guest(invitation)
    earlier = sent_before(scan_id)
    if earlier is not None:
        return _answer(the_same(earlier, event, invitation, Act.LEAVE), invitation)
    presence = present(invitation) if invitation.event_id == event.id else None
    leaving = [key for key in presence.inside if persons is None or key in persons] if presence else []
    if not leaving:
        raise DomainError("not_inside")
    scan = new_row(
        event,
        invitation,
        scan_id=scan_id,
        act=Act.LEAVE,
        verdict=Verdict.LEFT,
        method=method,
        staff=staff,
        now=now,
        persons=leaving,
        gate=gate,
    )
    if not written(scan):
        raise DomainError("scan_id_reused")
    recompute(invitation.id)
    return _answer(scan, invitation)


def _check_force(staff: Staff | None, reason: str) -> None:
    if not reason.strip():
        raise DomainError("force_reason")
    if staff is None or not staff.may(*MAY_FORCE):
        raise DomainError("force_not_yours")


def _same_answer(
    earlier: Scan | None, event: Event, invitation: Invitation | None, persons: Sequence[str] | None
) -> Answer:
    earlier = the_same(earlier, event, invitation, Act.ENTER)
    if persons is not None and not set(earlier.persons) <= set(persons):
        raise DomainError("scan_id_reused")  # the same id with other people in it is no retry
    return _answer(earlier, invitation)


def _inside(invitation: Invitation) -> list[str]:
    presence = present(invitation)
    return presence.inside if presence else []


def _entering(invitation: Invitation, persons: Sequence[str] | None) -> list[str]:
    """Who comes in by this scan: those asked for, or the whole party, without those who are inside."""
    presence = present(invitation)
    inside = set(presence.inside) if presence else set()
    if persons is None:
        came = presence.came if presence else ()
        persons = [person.key for person in still_expected(_party(invitation, presence), came)]
    elif not persons or not all(_known(key, invitation) for key in persons):
        raise DomainError("person_unknown")
    return [key for key in in_order(persons) if key not in inside]


def _known(key: str, invitation: Invitation) -> bool:
    if not KEY.fullmatch(key):
        return False
    return key[0] != "j" or any(key == f"j{guest.client_id}" for guest in invitation.joint)


def _party(invitation: Invitation, presence: Presence | None) -> list[Person]:
    """Who is expected, and who came beside them: they may leave and come in again too."""
    party = party_at_door(invitation, members_of([invitation.id]).get(invitation.id, []))
    known = {person.key for person in party}
    came = presence.came if presence else []
    return party + [person_of(key, party) for key in came if key not in known]


def _let_in(invitation: Invitation, scan: Scan, entering: list[str]) -> None:
    """Write down who is here; whom another door let in since we looked is taken out of the scan."""
    if present(invitation) is None and _enter(invitation, scan):
        return
    presence = present(invitation)
    inside = presence.inside if presence else entering
    scan.persons = [key for key in entering if key not in inside]
    if not scan.persons:
        scan.verdict = Verdict.ALREADY
        db.session.flush()
    else:
        recompute(invitation.id)


def _enter(invitation: Invitation, scan: Scan) -> bool:
    """Whether this scan is the first of the party; of many at one instant the primary key picks one."""
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    entered = db.session.scalar(
        dialect.insert(Presence)
        .values(
            invitation_id=invitation.id,
            event_id=scan.event_id,
            scan_id=scan.id,
            at=scan.happened_at,
            came=scan.persons,
            inside=scan.persons,
            heads=len(scan.persons),
            heads_inside=len(scan.persons),
        )
        .on_conflict_do_nothing(index_elements=["invitation_id"])
        .returning(Presence.invitation_id)  # psycopg's row count says nothing about an ORM insert
    )
    return entered is not None


def _answer(scan: Scan, invitation: Invitation | None) -> Answer:
    """The answer of a row, and how the party stands now."""
    if invitation is None or invitation.event_id != scan.event_id:
        return Answer(scan.verdict, scan, invitation)
    presence = db.session.scalar(
        sa.select(Presence)
        .where(Presence.invitation_id == invitation.id)
        .options(joinedload(Presence.scan).joinedload(Scan.staff))
        .execution_options(populate_existing=True)
    )
    party = _party(invitation, presence)
    inside = presence.inside if presence else ()
    came = presence.came if presence else ()
    missing = [person for person in still_expected(party, came) if person.key not in inside]
    first = presence.scan if presence and scan.verdict is Verdict.ALREADY else None
    return Answer(scan.verdict, scan, invitation, first, presence, party, missing)
