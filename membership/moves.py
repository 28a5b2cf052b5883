"""What may happen with a membership: one table says from where, to where, by whom, and whether a reason is wanted.

Every change is a step that stays, and an entry in the client's history. No letter ever tells of stepping down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from clients.history.ledger import tell
from clients.models import Client, ClientHold, EntryKind, HoldKind
from core.db import db
from core.errors import DomainError
from membership.models import ClubLevel, Membership, MembershipStep
from membership.models import MembershipMove as Move
from membership.models import MembershipStatus as Status
from membership.settings import GRACE_DAYS, NO_STEP_DOWN_DAYS, REVIEW_DAYS
from membership.terms import begin_term, next_term
from staff.models import Role, Staff
from staff.settings import setting

CARING = frozenset({Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN})
RUNNING = frozenset({Role.ORGANISER, Role.MANAGER, Role.ADMIN})
DECIDING = frozenset({Role.MANAGER, Role.ADMIN})


@dataclass(frozen=True)
class Way:
    """One move: from which states, to which (none: as it was), by whom, and whether it must be explained."""

    before: frozenset[Status]
    after: Status | None
    roles: frozenset[Role]
    reasoned: bool = False


_MEMBERS = frozenset({Status.ACTIVE, Status.GRACE})
_AWAY = frozenset({Status.LAPSED, Status.LEFT})

WAYS: dict[Move, Way] = {
    Move.PROPOSED: Way(_AWAY, Status.PROSPECT, CARING, reasoned=True),
    Move.INVITED: Way(frozenset({Status.PROSPECT}), Status.INVITED, CARING),
    Move.JOINED: Way(frozenset({Status.PROSPECT, Status.INVITED}), Status.ACTIVE, RUNNING),
    Move.RENEWED: Way(_MEMBERS, Status.ACTIVE, CARING),
    Move.UPGRADED: Way(_MEMBERS, Status.ACTIVE, RUNNING, reasoned=True),
    Move.GRACE: Way(_MEMBERS, Status.GRACE, RUNNING, reasoned=True),
    Move.STEPPED_DOWN: Way(_MEMBERS, Status.ACTIVE, DECIDING, reasoned=True),
    Move.LAPSED: Way(_MEMBERS, Status.LAPSED, RUNNING, reasoned=True),
    Move.LEFT: Way(_MEMBERS | {Status.PROSPECT, Status.INVITED}, Status.LEFT, CARING, reasoned=True),
    Move.REVOKED: Way(_MEMBERS, Status.REVOKED, DECIDING, reasoned=True),
    Move.REJOINED: Way(_AWAY | {Status.REVOKED}, Status.ACTIVE, RUNNING, reasoned=True),
    Move.CARD_PRINTED: Way(_MEMBERS, None, CARING),
}
AT_REVIEW = (Move.RENEWED, Move.GRACE, Move.STEPPED_DOWN)
"""What is decided only once the review is due."""
PROTECTED_BY = (HoldKind.BEREAVEMENT, HoldKind.COMPLAINT, HoldKind.HOSPITAL)


def moves_for(actor: Staff, membership: Membership) -> list[Move]:
    """What `actor` may do with this membership now, in the table's order; a family card follows its main member."""
    if membership.main_id is not None:
        return []
    return [
        move
        for move, way in WAYS.items()
        if move is not Move.CARD_PRINTED and membership.status in way.before and may_take(actor, membership, move)
    ]


def may_take(actor: Staff, membership: Membership, move: Move) -> bool:
    """Whether the table lets `actor` do it. Whose membership was revoked comes back only by those who may revoke."""
    roles = DECIDING if membership.status is Status.REVOKED else WAYS[move].roles
    return actor.may(*roles)


def propose(client: Client, level: ClubLevel, *, staff: Staff | None, reason: str, now: datetime) -> Membership:
    """Name a client for the club; who lapsed or left before may be named again.

    Raises DomainError: move_not_open for somebody who is in the club or on the way to it, or was told to leave,
    club_reason_missing, level_foreign for another branch's level.
    """
    if level.branch_id != client.branch_id or level.retired:
        raise DomainError("level_foreign")
    membership = membership_of(client.id)
    if membership is None:
        membership = Membership(
            client=client, branch_id=client.branch_id, level=level, status=Status.LEFT, main_id=None, created_at=now
        )
        db.session.add(membership)
        db.session.flush()
    else:
        _may(membership, Move.PROPOSED)
        membership.branch_id = client.branch_id
    return _go(membership, Move.PROPOSED, staff=staff, reason=reason, now=now, level=level)


def invite(membership: Membership, *, staff: Staff | None, reason: str = "", now: datetime) -> Membership:
    """The client was asked. Raises DomainError("move_not_open")."""
    return _go(membership, Move.INVITED, staff=staff, reason=reason, now=now)


def join(
    membership: Membership, *, staff: Staff | None, today: date, now: datetime, number: str, reason: str = ""
) -> Membership:
    """The client is a member from today on, with this number. Raises DomainError("move_not_open")."""
    _may(membership, Move.JOINED)
    membership.number = membership.number or number
    membership.joined_on = membership.joined_on or today
    begin_term(membership, today)
    return _go(membership, Move.JOINED, staff=staff, reason=reason, now=now)


def renew(membership: Membership, *, staff: Staff | None, today: date, now: datetime, reason: str = "") -> Membership:
    """One further term at the same level. Raises DomainError: move_not_open, or renew_too_early."""
    _may(membership, Move.RENEWED)
    _not_too_early(membership, today)
    for one in with_family(membership):
        next_term(one, today)
    return _go(membership, Move.RENEWED, staff=staff, reason=reason, now=now)


def upgrade(
    membership: Membership, level: ClubLevel, *, staff: Staff | None, today: date, now: datetime, reason: str
) -> Membership:
    """To a higher level at once; when the review is due, for a further term. What was used of the term stays counted.

    Raises DomainError: move_not_open, club_reason_missing, level_foreign, or level_not_higher.
    """
    _may(membership, Move.UPGRADED)
    _level_of_branch(membership, level)
    if level.rank <= membership.level.rank:
        raise DomainError("level_not_higher")
    if is_due(membership, today):
        for one in with_family(membership):
            next_term(one, today)
    return _go(membership, Move.UPGRADED, staff=staff, reason=reason, now=now, level=level)


def step_down(
    membership: Membership, level: ClubLevel, *, staff: Staff | None, today: date, now: datetime, reason: str
) -> Membership:
    """For a further term at a lower level. No letter is sent: the relationship manager speaks with the client.

    Raises DomainError: move_not_open, club_reason_missing, level_foreign, level_not_lower, renew_too_early, or
    step_down_protected when a bereavement, a complaint or a stay in hospital is not long enough ago.
    """
    _may(membership, Move.STEPPED_DOWN)
    _level_of_branch(membership, level)
    if level.rank >= membership.level.rank:
        raise DomainError("level_not_lower")
    if protected_until(membership, today) is not None:
        raise DomainError("step_down_protected")
    _not_too_early(membership, today)
    for one in with_family(membership):
        next_term(one, today)
    return _go(membership, Move.STEPPED_DOWN, staff=staff, reason=reason, now=now, level=level)


def give_grace(
    membership: Membership,
    *,
    staff: Staff | None,
    today: date,
    now: datetime,
    reason: str,
    until: date | None = None,
) -> Membership:
    """Let the benefits go on behind the term's end while one talks with the client.

    Raises DomainError: move_not_open, club_reason_missing, or grace_too_early before the review is due.
    """
    _may(membership, Move.GRACE)
    if not is_due(membership, today):
        raise DomainError("grace_too_early")
    days = timedelta(days=setting(membership.branch_id, GRACE_DAYS))
    for one in with_family(membership):
        one.grace_until = until or max(one.term_end or today, today if one.status is Status.GRACE else date.min) + days
    return _go(membership, Move.GRACE, staff=staff, reason=reason, now=now)


def lapse(membership: Membership, *, staff: Staff | None, now: datetime, reason: str) -> Membership:
    """The membership ends with its term. Raises DomainError: move_not_open, or club_reason_missing."""
    return _go(membership, Move.LAPSED, staff=staff, reason=reason, now=now)


def leave(membership: Membership, *, staff: Staff | None, now: datetime, reason: str) -> Membership:
    """The client wishes to go, or not to come. At once. Raises DomainError: move_not_open, or club_reason_missing."""
    return _go(membership, Move.LEFT, staff=staff, reason=reason, now=now)


def revoke(membership: Membership, *, staff: Staff | None, now: datetime, reason: str) -> Membership:
    """The branch ends it. Raises DomainError: move_not_open, or club_reason_missing."""
    return _go(membership, Move.REVOKED, staff=staff, reason=reason, now=now)


def rejoin(
    membership: Membership, *, staff: Staff | None, today: date, now: datetime, number: str, reason: str
) -> Membership:
    """A member again, with the number that the client had; a new term begins today.

    Raises DomainError: move_not_open, or club_reason_missing.
    """
    _may(membership, Move.REJOINED)
    membership.number = membership.number or number
    membership.joined_on = membership.joined_on or today
    membership.main_id = None  # whoever had a family card stands alone now
    begin_term(membership, today)
    return _go(membership, Move.REJOINED, staff=staff, reason=reason, now=now)


def is_due(membership: Membership, today: date) -> bool:
    """Whether it is time to decide what comes after this term."""
    if membership.status not in _MEMBERS or membership.term_end is None:
        return False
    return membership.term_end - timedelta(days=setting(membership.branch_id, REVIEW_DAYS)) <= today


def protected_until(membership: Membership, today: date) -> date | None:
    """Until when nobody may let this client step down; `date.max` while a hold without an end stands."""
    days = timedelta(days=setting(membership.branch_id, NO_STEP_DOWN_DAYS))
    ids = sa.select(Client.id).where(
        sa.or_(Client.id == membership.client_id, Client.merged_into_id == membership.client_id)
    )
    holds = db.session.execute(
        sa.select(ClientHold.since, ClientHold.until).where(
            ClientHold.client_id.in_(ids), ClientHold.kind.in_(PROTECTED_BY), ClientHold.since <= today
        )
    )
    ends = [date.max if until is None else max(since, until) + days for since, until in holds]
    latest = max(ends, default=None)
    return latest if latest is not None and latest >= today else None


def membership_of(client_id: int) -> Membership | None:
    """The client's membership, whatever its state. Who asks has made sure that the client may be seen."""
    return db.session.scalar(sa.select(Membership).where(Membership.client_id == client_id))


def family_of(membership: Membership) -> list[Membership]:
    """The family cards that stand with this membership."""
    query = sa.select(Membership).where(Membership.main_id == membership.id, Membership.status.in_(_MEMBERS))
    return list(db.session.scalars(query.order_by(Membership.id)))


def with_family(membership: Membership) -> list[Membership]:
    """The membership and its family cards: they share one term."""
    return [membership, *family_of(membership)]


def note_step(membership: Membership, move: Move, *, staff: Staff | None, reason: str, now: datetime) -> None:
    """Write the step, and tell the client's history."""
    step = MembershipStep(
        membership_id=membership.id,
        move=move,
        at=now,
        staff_id=staff.id if staff else None,
        level_id=membership.level_id,
        reason=reason[:200],
    )
    db.session.add(step)
    tell(
        membership.client_id,
        EntryKind.CLUB_CHANGED,
        at=now,
        subject=membership.level.name,
        text=reason if staff else "",  # the house's own reasons are codes, told by the source
        staff_id=staff.id if staff else None,
        source=f"club_{move.value}",
        source_id=membership.id,
    )


def _may(membership: Membership, move: Move) -> None:
    if membership.status not in WAYS[move].before:
        raise DomainError("move_not_open")


def _go(
    membership: Membership,
    move: Move,
    *,
    staff: Staff | None,
    reason: str,
    now: datetime,
    level: ClubLevel | None = None,
) -> Membership:
    """Take the membership, and its family cards with it, along the way. Raises move_not_open or club_reason_missing."""
    way = WAYS[move]
    _may(membership, move)
    if way.reasoned and not reason.strip():
        raise DomainError("club_reason_missing")
    for one in with_family(membership):
        if level is not None:
            one.level = level
        one.status = way.after or one.status
        if one.status is not Status.GRACE:
            one.grace_until = None
        db.session.flush()
        note_step(one, move, staff=staff, reason=reason.strip(), now=now)
    return membership


def _level_of_branch(membership: Membership, level: ClubLevel) -> None:
    if level.branch_id != membership.branch_id or level.retired:
        raise DomainError("level_foreign")


def _not_too_early(membership: Membership, today: date) -> None:
    if not is_due(membership, today):
        raise DomainError("renew_too_early", days=setting(membership.branch_id, REVIEW_DAYS))
