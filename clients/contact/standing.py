"""How it stands with one client: may we, by which way, and what was agreed, refused and put on hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clients.contact.consents import consents_of, standing_of
from clients.contact.fatigue import fatigue_of
from clients.contact.may_contact import may_contact_by
from clients.contact.reasons import DATA_PURPOSES, Verdict
from clients.contact.refusals import refusals_of
from clients.models import Client, Consent, ContactChannel, Purpose

ASKED = (Purpose.INVITATION, Purpose.GREETING, Purpose.MARKETING, Purpose.SERVICE)
"""What we may want to say to a client; the other purposes are uses of what we know."""
DATA = tuple(purpose for purpose in Purpose if purpose in DATA_PURPOSES)


@dataclass(frozen=True)
class Answer:
    """May we, for this purpose: by any way, by which ways, and by which not and why."""

    purpose: Purpose
    verdict: Verdict
    open: list[ContactChannel]
    closed: dict[str, list[ContactChannel]]  # the sentence, and the ways that it closes


class Page:
    """All that the page of a client's contacts shows."""

    def __init__(self, client: Client, today: date) -> None:
        self.client = client
        self.answers = [self._answer(purpose, today) for purpose in ASKED]
        self.standing = standing_of([client])[client.id]
        self.said = consents_of(client)
        self.refusals = refusals_of(client)
        self.fatigue = fatigue_of([client], today)[client.id]
        holds = [hold for hold in client.holds if hold.until is None or hold.until >= today]
        self.holds = sorted(holds, key=lambda hold: hold.since)

    def _answer(self, purpose: Purpose, today: date) -> Answer:
        verdicts = may_contact_by(self.client, purpose=purpose, day=today)
        anyway = verdicts.pop(None)
        open_ways = [one for one in ContactChannel if verdicts[one].allowed]
        closed: dict[str, list[ContactChannel]] = {}
        for one in ContactChannel:
            for reason in verdicts[one].reasons if anyway.allowed else ():
                closed.setdefault(reason.sentence, []).append(one)
        return Answer(purpose, anyway, open_ways, closed)

    def one_word(self, purpose: Purpose) -> bool:
        """Whether the same was said for every way, or nothing for any."""
        said = {row.id for channel in ContactChannel if (row := self.consent(purpose, channel)) is not None}
        asked = [channel for channel in ContactChannel if (purpose, channel) in self.standing]
        return not asked or (len(said) == 1 and len(asked) == len(ContactChannel))

    def consent(self, purpose: Purpose, channel: ContactChannel = ContactChannel.HAND) -> Consent | None:
        """The last word on the purpose by this way; for a use of data every way says the same."""
        return self.standing.get((purpose, channel))
