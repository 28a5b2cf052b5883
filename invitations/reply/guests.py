"""Who reads the page and whom they may call: salutation, joint letters, telephones, size of type."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from clients.book.naming import address_or_none, salutation
from clients.models import Client
from core.errors import DomainError
from core.forms import digits
from events.models import Event
from invitations.guests.joint import joint_words, share_a_letter
from invitations.letters.setup import reads_large
from invitations.models import Invitation, JointGuest


@dataclass(frozen=True)
class Contact:
    """Whom the guest may call."""

    name: str
    phone: str

    @property
    def dial(self) -> str:
        """The number as a telephone wants it."""
        return "".join(symbol for symbol in self.phone if symbol.isdigit() or symbol == "+")


def contact_of(client: Client, language: str) -> Contact:
    """The client's manager; the branch's telephone when the manager has none."""
    rm = client.rm
    return Contact((language == "en" and rm.name_en) or rm.name, rm.phone or rm.branch.phone)


def joint_readers(invitation: Invitation) -> Sequence[JointGuest]:
    """The further clients whom the same letter invites, as loaded with it; nobody who has parted from them since."""
    joint = sorted(invitation.joint, key=lambda one: one.client_id)
    return [one for one in joint if share_a_letter(invitation.client, one.client)]


def greeting(client: Client, joint: Sequence[JointGuest], language: str) -> str:
    """尊敬的王女士 / Dear Ms Wang; of a joint letter as it says itself; full names where nothing is known."""
    try:
        return joint_words(client, joint[0].client, language) if joint else salutation(client, language)
    except DomainError:
        return "、".join(one.full_name for one in (client, *(reader.client for reader in joint)))


def called(client: Client, language: str) -> str:
    """王女士 / Ms Wang; the full name where no address is known."""
    return address_or_none(client, language) or client.full_name


def is_large(client: Client, joint: Sequence[JointGuest], event: Event, wish: str | None) -> bool:
    """The reader's wish, else large from sixty on, of a joint letter for whoever is older."""
    if wish in ("0", "1"):
        return wish == "1"
    day = event.local_start.date()
    return any(reads_large(one, day) for one in (client, *(one.client for one in joint)))


def tails(client: Client, joint: Sequence[JointGuest]) -> list[str]:
    """The last digits of the telephones by which a reader of the letter may be known."""
    return [one.phone_tail for one in (client, *(one.client for one in joint)) if one.phone_tail]


def tail_is_right(typed: str | None, known: Sequence[str]) -> bool:
    """Whether these are the last digits of one of the telephones; all are compared, however early one fits."""
    tail = "".join(symbol for symbol in digits(typed) if symbol.isdecimal())
    return sum(hmac.compare_digest(one.encode(), tail.encode()) for one in known) > 0
