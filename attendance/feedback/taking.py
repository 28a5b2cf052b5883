"""Taking feedback, and opening what follows from it. Anonymous means that nothing leads back to the writer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from attendance.feedback.questions import (
    LOW,
    MARKS,
    Topic,
    Window,
    sounds_unhappy,
    window_of,
)
from attendance.follow_ups.due import due_at
from attendance.follow_ups.opening import open_follow_up
from attendance.models import Ease, Feedback, FollowUpKind
from clients.history.ledger import correct, tell
from clients.models import Client, EntryKind, HistoryEntry
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.models import Invitation, JointGuest
from staff.models import Role, Staff, StaffRole

SOURCE = "feedback"
KEYING_LASTS = timedelta(days=21)
"""Paper cards are keyed in until the report is signed; the guests' own page shuts after a week."""


@dataclass(frozen=True)
class Given:
    """What a guest filled in; every question may be left out."""

    overall: int | None = None
    useful: int | None = None
    speaker: int | None = None
    welcome: int | None = None
    ease: Ease | None = None
    ease_note: str = ""
    recommend: int | None = None
    topics: Sequence[Topic] = field(default_factory=tuple)
    topic_note: str = ""
    words: str = ""
    call_me: bool = False
    name: str = ""

    @property
    def empty(self) -> bool:
        return self == Given()

    @property
    def discontent(self) -> bool:
        """Six or less of ten, a mark of one or two, or a word that discontented people use."""
        low = self.recommend is not None and self.recommend <= LOW
        marks = [mark for name in MARKS if (mark := getattr(self, name)) is not None]
        return low or any(mark <= 2 for mark in marks) or sounds_unhappy(f"{self.words} {self.ease_note}")


def is_low(row: Feedback) -> bool:
    """The same of what is kept."""
    return given_of(row).discontent


def given_of(row: Feedback) -> Given:
    """What is kept, as it was filled in."""
    known = {topic.value for topic in Topic}
    return Given(
        row.overall, row.useful, row.speaker, row.welcome, row.ease, row.ease_note, row.recommend,
        tuple(Topic(code) for code in row.topics if code in known), row.topic_note, row.words, row.call_me, row.name,
    )  # fmt: skip


TopicsSaid = Callable[[Sequence[Topic], str, str], str]
"""Topics and the guest's own one in words of a language ("zh", "en"), for the note of a follow-up."""


def take_feedback(
    event: Event,
    given: Given,
    *,
    once: str,
    now: datetime,
    invitation: Invitation | None = None,
    by: Staff | None = None,
    topics_said: TopicsSaid,
) -> Feedback:
    """Keep what was filled in. The same page sent again is the same feedback, mended if something was changed.

    With `invitation` it is that guest's: it goes into the history, and who is to call is told. Without one it is
    anonymous: no name unless they wish to be called, and the hour stands for the minute. `by` is who keys in a card.
    Raises DomainError: feedback_early, feedback_over, feedback_none (an evening called off), feedback_empty, or
    feedback_call_name.
    """
    _check(event, given, now, named=invitation is not None, by=by)
    row = db.session.scalar(sa.select(Feedback).where(Feedback.once == once))
    if row is not None and row.event_id != event.id:
        raise DomainError("feedback_over")
    if row is None:
        row = _new(event, once, now, invitation, by)
    if not given.call_me or row.invitation_id is not None:
        given = Given(**{**vars(given), "name": ""})  # a name is kept for the call only
    _write(row, given)
    db.session.flush()
    client = _client_of(event, row, invitation)
    if invitation is not None and row.invitation_id == invitation.id:
        _tell(row, invitation, now)
    if client is not None:
        _open_follow_ups(event, row, client, given, now, topics_said)
    return row


def _check(event: Event, given: Given, now: datetime, *, named: bool, by: Staff | None) -> None:
    window = window_of(event, now)
    if by is not None and window is Window.OVER and now <= event.ends_at + KEYING_LASTS:
        window = Window.OPEN
    if window is not Window.OPEN:
        refusals = {
            Window.EARLY: "feedback_early",
            Window.OVER: "feedback_over",
            Window.CANCELLED: "feedback_none",
        }
        raise DomainError(refusals[window])
    if given.empty:
        raise DomainError("feedback_empty")
    if given.call_me and not named and not given.name:
        raise DomainError("feedback_call_name")


def _new(event: Event, once: str, now: datetime, invitation: Invitation | None, by: Staff | None) -> Feedback:
    # The minute beside a log of who opened which letter would name the writer.
    at = now if invitation is not None else now.replace(minute=0, second=0, microsecond=0)
    row = Feedback(
        event_id=event.id,
        invitation_id=invitation.id if invitation is not None else None,
        at=at,
        once=once,
        by_staff_id=by.id if by is not None else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the same page was sent twice at one instant
        return db.session.scalars(sa.select(Feedback).where(Feedback.once == once)).one()
    return row


def _write(row: Feedback, given: Given) -> None:
    values = vars(given) | {"topics": [topic.value for topic in given.topics]}
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _client_of(event: Event, row: Feedback, invitation: Invitation | None) -> Client | None:
    """Who is to be called: whose letter it is; else the one guest of this name, if they gave it to be called."""
    if invitation is not None:
        return invitation.client if row.invitation_id == invitation.id else None
    if not row.call_me or not row.name:
        return None
    invited = sa.select(Invitation.client_id).where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None))
    joint = sa.select(JointGuest.client_id).where(JointGuest.event_id == event.id)
    bare = row.name.replace(" ", "")
    named = sa.or_(
        Client.surname + Client.given_name == bare,
        sa.func.lower(Client.name_en) == row.name.casefold(),
    )
    found = db.session.scalars(sa.select(Client).where(named, Client.id.in_(sa.union_all(invited, joint)))).all()
    return found[0] if len(found) == 1 else None


def _tell(row: Feedback, invitation: Invitation, now: datetime) -> None:
    text = _in_figures(row)
    key = f"feedback:{row.id}"
    told = db.session.scalar(sa.select(HistoryEntry).where(HistoryEntry.key == key))
    if told is None:
        tell(
            invitation.client_id,
            EntryKind.FEEDBACK,
            at=now,
            subject=invitation.event.title,
            text=text,
            staff_id=row.by_staff_id,
            source=SOURCE,
            source_id=row.id,
            key=key,
        )
    elif told.text != text:
        correct(told, at=now, staff_id=row.by_staff_id, text=text)


def _in_figures(row: Feedback) -> str:
    """Marks and the guest's own words: 5/5 · 9/10 · 茶很香。"""
    said = [f"{row.overall}/5"] if row.overall is not None else []
    said += [f"{row.recommend}/10"] if row.recommend is not None else []
    return " · ".join([*said, *filter(None, (row.words, row.ease_note))])


def _open_follow_ups(
    event: Event, row: Feedback, client: Client, given: Given, now: datetime, topics_said: TopicsSaid
) -> None:
    """The manager calls whoever is not content; the client's own manager whoever asks for it or ticked a topic."""
    personal = row.invitation_id is not None
    if given.discontent and personal:
        chief = manager_of(event)
        _open(FollowUpKind.DISCONTENT, event, row, client, chief, now, _in_figures(row))
    if given.call_me:
        _open(FollowUpKind.QUESTION, event, row, client, client.rm, now, row.words)
    if personal and (given.topics or given.topic_note):
        said = topics_said(given.topics, given.topic_note, client.rm.language)
        _open(FollowUpKind.INTEREST, event, row, client, client.rm, now, said)


def _open(
    kind: FollowUpKind, event: Event, row: Feedback, client: Client, owner: Staff, now: datetime, note: str
) -> None:  # fmt: skip
    open_follow_up(
        kind,
        event=event,
        owner_id=owner.id,
        due_at=due_at(kind, event, now),
        key=f"feedback:{row.id}:{kind.value}",
        now=now,
        client_id=client.id,
        note=note,
    )


def manager_of(event: Event) -> Staff:
    """Who calls a discontented guest: the branch's manager; without one the organiser."""
    query = sa.select(Staff).where(
        Staff.branch_id == event.branch_id,
        Staff.active.is_(True),
        Staff.is_device.is_(False),
        Staff.roles.any(StaffRole.name == Role.MANAGER.value),
    )
    return db.session.scalar(query.order_by(Staff.id).limit(1)) or event.organiser
