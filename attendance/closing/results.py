"""What becomes of everybody: of each client who was asked, by whosever letter, and of those who came without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from attendance.ledger.outcome import Outcome
from attendance.ledger.party import Person, parties_at_door
from attendance.ledger.standing import counts
from attendance.models import GUEST, REPRESENTATIVE, ClosingDecision, Presence, Scan, Unresolved, WalkIn
from clients.models import Client
from core.db import db
from events.models import Event
from invitations.models import Invitation, JointGuest, MemberKind, ReplyState
from staff.models import Staff

COMING = (ReplyState.ACCEPTED, ReplyState.DELEGATED)
REFUSED = (ReplyState.DECLINED, ReplyState.CANCELLED)
_BEST_FIRST = (
    Outcome.ATTENDED,
    Outcome.REPRESENTED,
    Outcome.EXCUSED,
    Outcome.NO_SHOW,
    Outcome.DECLINED,
    Outcome.NO_ANSWER,
)
"""Of two things that are true of one client, by two letters or two rows of the book, the first of these is told."""


@dataclass(frozen=True)
class Party:
    """An invitation with who is expected by it, who came, and what the organiser said of the others."""

    invitation: Invitation
    expected: Sequence[Person]
    joint: Mapping[int, bool | None]
    presence: Presence | None
    said: Mapping[str, ClosingDecision]

    @property
    def came(self) -> frozenset[str]:
        return frozenset(self.presence.came if self.presence else ())

    @property
    def taken_back(self) -> bool:
        """The letter was taken back, and somebody of it was let in all the same."""
        return self.invitation.revoked_at is not None

    @property
    def unresolved(self) -> list[Person]:
        """Who had said yes and was not scanned: the client, those of the same letter, whoever comes instead."""
        if self.invitation.reply not in COMING or self.taken_back:
            return []
        return [one for one in self.expected if one.kind is not MemberKind.COMPANION and one.key not in self.came]

    def word(self, key: str) -> Unresolved:
        """What is said of an unresolved person; nothing said is a no-show."""
        return self.said[key].said if key in self.said else Unresolved.NO_SHOW

    def came_unscanned(self) -> list[str]:
        return [one.key for one in self.unresolved if self.word(one.key) is Unresolved.CAME]

    def results(self) -> Iterator[tuple[int, Outcome]]:
        """Each client of the letter, and each companion who is one, with what became of them.

        Of a letter that was taken back only those who were let in: nobody expected the others any more.
        """
        for client_id, outcome in self._results():
            if not self.taken_back or outcome in (Outcome.ATTENDED, Outcome.REPRESENTED):
                yield client_id, outcome

    def _results(self) -> Iterator[tuple[int, Outcome]]:
        here = self.came | set(self.came_unscanned())
        absent = {one.key: _ABSENT[self.word(one.key)] for one in self.unresolved}
        otherwise = Outcome.DECLINED if self.invitation.reply in REFUSED else Outcome.NO_ANSWER
        if GUEST in here:
            yield self.invitation.client_id, Outcome.ATTENDED
        elif REPRESENTATIVE in here:
            yield self.invitation.client_id, Outcome.REPRESENTED
        elif self.invitation.reply in COMING:
            # Who said yes for others and does not come themselves has declined.
            missing = absent.get(GUEST, absent.get(REPRESENTATIVE, Outcome.DECLINED))
            yield self.invitation.client_id, missing
        else:
            yield self.invitation.client_id, otherwise
        for client_id, coming in self.joint.items():
            key = f"j{client_id}"
            refused = Outcome.DECLINED if coming is False else otherwise
            yield client_id, Outcome.ATTENDED if key in here else absent.get(key, refused)
        for one in self.expected:
            if one.kind is MemberKind.COMPANION and one.client_id is not None and one.key in here:
                yield one.client_id, Outcome.ATTENDED


_ABSENT = {Unresolved.NO_SHOW: Outcome.NO_SHOW, Unresolved.EXCUSED: Outcome.EXCUSED, Unresolved.CAME: Outcome.ATTENDED}


def parties(event: Event, *which: sa.ColumnElement[bool]) -> list[Party]:
    """The invitations that count, as far as the conditions let them through, in the order of the clients' names.

    Five queries, however many guests.
    """
    query = (
        sa.select(Invitation, Presence)
        .join(Invitation.client)
        .outerjoin(Presence, Presence.invitation_id == Invitation.id)
        .where(Invitation.event_id == event.id, counts(), *which)
        .order_by(Client.sort_key, Invitation.id)
        .options(
            contains_eager(Invitation.client)
            .joinedload(Client.rm)
            .options(sa.orm.lazyload(Staff.roles), sa.orm.lazyload(Staff.branch))
        )
        .execution_options(populate_existing=True)
    )
    rows = [(invitation, presence) for invitation, presence in db.session.execute(query)]
    ids = [invitation.id for invitation, _presence in rows]
    expected = parties_at_door([invitation for invitation, _presence in rows])
    joint: dict[int, dict[int, bool | None]] = {}
    asked = sa.select(JointGuest.invitation_id, JointGuest.client_id, JointGuest.coming)
    for invitation_id, client_id, coming in db.session.execute(asked.where(JointGuest.invitation_id.in_(ids))):
        joint.setdefault(invitation_id, {})[client_id] = coming
    said: dict[int, dict[str, ClosingDecision]] = {}
    decisions = sa.select(ClosingDecision).where(ClosingDecision.invitation_id.in_(ids))
    for one in db.session.scalars(decisions.execution_options(populate_existing=True)):
        said.setdefault(one.invitation_id, {})[one.person] = one
    return [
        Party(
            invitation,
            _with_representative(invitation, expected[invitation.id]),
            joint.get(invitation.id, {}),
            presence,
            said.get(invitation.id, {}),
        )
        for invitation, presence in rows
    ]


def _with_representative(invitation: Invitation, expected: list[Person]) -> list[Person]:
    """An answer from before parties were written down names no person: who comes for the client is one."""
    if invitation.reply is not ReplyState.DELEGATED or any(one.key == REPRESENTATIVE for one in expected):
        return expected
    others = [one for one in expected if one.key != GUEST]
    return [Person(REPRESENTATIVE, MemberKind.DELEGATE, invitation.delegate_name), *others]


@dataclass(frozen=True)
class Result:
    """What became of one client, and by which letter; none of who came without."""

    client: Client
    outcome: Outcome
    invitation: Invitation | None


def results(event: Event, found: Sequence[Party] | None = None) -> list[Result]:
    """One result for each client, in the order of their ids: whoever was merged into another is that one.

    Seven queries, however many guests.
    """
    best: dict[int, tuple[Outcome, Invitation | None]] = {}
    told: list[tuple[int, Outcome, Invitation | None]] = [
        (client_id, result, party.invitation)
        for party in (parties(event) if found is None else found)
        for client_id, result in party.results()
    ]
    told += [(client_id, Outcome.ATTENDED, None) for client_id in _walked_in(event)]
    people = _people({client_id for client_id, _result, _invitation in told})
    for client_id, result, invitation in told:
        kept = people[client_id].id
        if kept not in best or _BEST_FIRST.index(result) < _BEST_FIRST.index(best[kept][0]):
            best[kept] = (result, invitation)
    by_id = {client.id: client for client in people.values()}
    return [Result(by_id[client_id], *best[client_id]) for client_id in sorted(best)]


def _walked_in(event: Event) -> list[int]:
    """The clients who came without an invitation, as far as that was not taken back."""
    undone = sa.select(Scan.undoes).where(Scan.event_id == event.id, Scan.undoes.is_not(None))
    taken_back = sa.select(Scan.walk_in_id).where(
        Scan.event_id == event.id, Scan.walk_in_id.is_not(None), Scan.scan_id.in_(undone)
    )
    query = sa.select(WalkIn.client_id).where(WalkIn.event_id == event.id, WalkIn.id.not_in(taken_back))
    return [client_id for client_id in db.session.scalars(query.order_by(WalkIn.id)) if client_id is not None]


def _people(client_ids: set[int]) -> dict[int, Client]:
    """Who each of them is in the book."""
    query = sa.select(Client).options(joinedload(Client.rm).options(sa.orm.lazyload(Staff.roles)))
    asked = {client.id: client for client in db.session.scalars(query.where(Client.id.in_(client_ids)))}
    into = {client.merged_into_id for client in asked.values()} - {None}
    kept = {client.id: client for client in db.session.scalars(query.where(Client.id.in_(into)))} if into else {}
    return {client_id: kept.get(client.merged_into_id or 0, client) for client_id, client in asked.items()}


@dataclass(frozen=True)
class Summary:
    """The figures of an evening: how many clients were asked, how many letters were answered yes, what became."""

    invited: int
    accepted: int
    outcomes: Counter[Outcome]


def summary(event: Event, found: Sequence[Party] | None = None) -> Summary:
    """Counted over all clients of invitations that stand: a figure names nobody."""
    every = parties(event) if found is None else found
    outcomes = Counter(result.outcome for result in results(event, every))
    accepted = sum(
        sum(1 for one in party.expected if one.kind is not MemberKind.COMPANION)
        for party in every
        if party.invitation.reply in COMING
    )
    return Summary(sum(1 + len(party.joint) for party in every), accepted, outcomes)
