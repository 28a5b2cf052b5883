"""What a guest adds to a yes: a place to park, to be fetched, a word to us."""

from __future__ import annotations

from datetime import datetime

from clients.history.ledger import tell
from clients.models import EntryKind
from core.errors import DomainError
from events.models import Event
from invitations.answers.ledger import refuse_closed
from invitations.answers.seats import lock
from invitations.models import Invitation, ReplyState

RIDES = ("parking", "pick_up", "none")
WORD_LENGTH = 200
_YES = (ReplyState.ACCEPTED, ReplyState.WAITLISTED)


def wish_ride(invitation_id: int, ride: str, *, now: datetime) -> None:
    """Whether the guest wants a place to park, to be fetched, or neither. Twice is once.

    Raises DomainError: invitation_revoked, event_over, wish_unknown, or wish_without_yes.
    """
    if ride not in RIDES:
        raise DomainError("wish_unknown")
    _event, invitation = _coming(invitation_id, now)
    invitation.wishes = invitation.wishes | {"parking": ride == "parking", "pick_up": ride == "pick_up"}


def leave_word(invitation_id: int, word: str, *, now: datetime) -> None:
    """A word to the house, which goes into the client's history too. The same word twice is one; none takes it back.

    Raises DomainError: invitation_revoked, event_over, word_too_long, or wish_without_yes.
    """
    if len(word) > WORD_LENGTH:
        raise DomainError("word_too_long", most=WORD_LENGTH)
    event, invitation = _coming(invitation_id, now)
    if invitation.wishes.get("word", "") == word:
        return
    invitation.wishes = invitation.wishes | {"word": word}
    if word:
        tell(
            invitation.client_id,
            EntryKind.NOTE,
            at=now,
            subject=event.title,
            text=word,
            source="event",
            source_id=event.id,
        )


def _coming(invitation_id: int, now: datetime) -> tuple[Event, Invitation]:
    event, invitation = lock(invitation_id)
    refuse_closed(event, invitation, now)
    if invitation.reply not in _YES:
        raise DomainError("wish_without_yes")
    return event, invitation
