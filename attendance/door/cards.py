"""What the door's screen says of an answer: a look, a word, a name, lines. Never phone, tier or a hold's cause."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext

from attendance.ledger.checking_in import Answer
from attendance.ledger.party import Person, person_of
from attendance.models import ADMITTING, GUEST, REPRESENTATIVE, Presence, Scan, Verdict
from attendance.words import VERDICTS
from clients.book.naming import chinese_address, english_address
from clients.models import Client
from core.errors import DomainError
from core.languages import clock, moment
from events.models import Event
from invitations.models import Invitation, MemberKind, ReplyState
from staff.models import Staff

LOOKS = {
    Verdict.OK: "ok",
    Verdict.OK_ATTENTION: "attention",
    Verdict.DECLINED_BUT_HERE: "welcome",
    Verdict.WAITLISTED_BUT_HERE: "welcome",
    Verdict.UNANSWERED_BUT_HERE: "welcome",
    Verdict.ALREADY: "notice",
    Verdict.OTHER_EVENT: "elsewhere",
    Verdict.REVOKED: "wait",
    Verdict.UNKNOWN: "search",
    Verdict.UNDONE: "done",
    Verdict.LEFT: "done",
    Verdict.NOTED: "done",
}
"""The colour, shape and sound of each verdict; see templates/shared/verdict.html."""


@dataclass(frozen=True)
class Tick:
    """One person of a party, beside a box."""

    key: str
    name: str
    chosen: bool = True


@dataclass(frozen=True)
class GiftButton:
    gift_id: int
    name: str
    left: int


@dataclass
class Card:
    """One verdict, ready to be shown, and what may be done next."""

    look: str
    word: str
    name: str | None = None
    lines: list[str] = field(default_factory=list)
    attention: list[str] = field(default_factory=list)
    """What is to be read before the next guest: it stays until somebody says that it was."""
    invitation_id: int | None = None
    undo: str | None = None
    """The scan that one tap takes back."""
    came: list[Tick] = field(default_factory=list)
    """Whom this scan let in, when it can be said that only some of them came."""
    missing: list[Tick] = field(default_factory=list)
    inside: list[Tick] = field(default_factory=list)
    """Who may leave, where that is kept."""
    more: bool = False
    """Whether one more, who was not announced, may be let in."""
    gifts: list[GiftButton] = field(default_factory=list)
    badges: list[Tick] = field(default_factory=list)
    printed: str = ""
    """When the badge was printed before."""
    force: bool = False
    """Whether the reader may let the guest in all the same, with a reason."""


def called(client: Client, language: str) -> str:
    """郑女士, or Ms Zheng; the full name where nothing tells how to address the guest."""
    try:
        return english_address(client) if language == "en" else chinese_address(client)
    except DomainError:
        return client.full_name


def named(staff: Staff, language: str) -> str:
    return staff.name_en if language == "en" and staff.name_en else staff.name


@dataclass(frozen=True)
class Names:
    """How the people of a party are called; `joint` holds the further clients of the letter."""

    client: Client
    language: str
    joint: Mapping[int, Client] = field(default_factory=dict)

    def of(self, person: Person) -> str:
        if person.key == GUEST:
            return called(self.client, self.language)
        if person.kind is MemberKind.JOINT and (client := self.joint.get(person.client_id or int(person.key[1:]))):
            return called(client, self.language)
        if person.name:
            return person.name
        if person.key == REPRESENTATIVE:
            return _("who comes for %(name)s", name=called(self.client, self.language))
        return _("Companion %(number)s", number=person.key[1:]) if person.key.startswith("c") else self.client.full_name

    def ticks(self, party: Sequence[Person], keys: Collection[str] | None = None) -> list[Tick]:
        return [Tick(one.key, self.of(one)) for one in party if keys is None or one.key in keys]


def nameless(verdict: Verdict) -> Card:
    """The card of a code that names nobody, or nobody of whom the reader may know."""
    return Card(LOOKS[verdict], str(VERDICTS[verdict]))


def card_of_another_event(other: Event, client: Client | None, language: str) -> Card:
    """Where and when the guest is expected instead; who it is only if the reader may know."""
    lines = [
        f"{other.said('title', language)} · {other.said('venue', language)}",
        moment(other.starts_at, language, other.tz),
    ]
    name = called(client, language) if client else None
    return Card(LOOKS[Verdict.OTHER_EVENT], str(VERDICTS[Verdict.OTHER_EVENT]), name, lines)


def card_of_a_guest(
    answer: Answer, event: Event, names: Names, *, table: str = "", supervisor: bool = False, asked: bool = True
) -> Card:
    """The card of a guest of this event; what may be done with it is added by whoever draws it.

    `asked` is whether this very scan decided: a card that is looked at later offers nothing to take back.
    """
    verdict, invitation, language = answer.verdict, answer.invitation, names.language
    assert invitation is not None  # a card without a guest is `nameless`
    client, party = invitation.client, answer.party
    admitted = answer.scan.persons if verdict in ADMITTING else []
    card = Card(LOOKS[verdict], str(VERDICTS[verdict]), _headline(names, party, admitted), invitation_id=invitation.id)
    if verdict in ADMITTING or verdict is Verdict.ALREADY:
        card.lines += [table] if table else []
        card.lines += _who(names, party, admitted, answer.missing if verdict in ADMITTING else ())
    if client.full_name != card.name:
        card.lines.append(client.full_name)
    if verdict in ADMITTING:
        card.attention = attention_of(answer)
        if verdict is Verdict.WAITLISTED_BUT_HERE:
            card.lines.append(ngettext("%(num)s seat is free", "%(num)s seats are free", event.seats_free))
    if verdict in ADMITTING or verdict is Verdict.REVOKED:
        card.lines.append(_("Please tell %(name)s", name=named(client.rm, language)))
    if verdict is Verdict.ALREADY and answer.first is not None:
        card.lines.append(came(answer.first, event, language))
    if card.attention:
        card.look = LOOKS[Verdict.OK_ATTENTION]
    card.force = supervisor and verdict is Verdict.REVOKED
    if verdict in ADMITTING and asked:
        card.undo = answer.scan.scan_id
        card.came = names.ticks(party, admitted)
    return card


def card_of_what_was_done(verdict: Verdict, invitation: Invitation, names: Names, lines: Sequence[str] = ()) -> Card:
    """The card of an undo, of leaving, of a gift or a badge."""
    name = names.of(person_of(GUEST, ()))
    return Card(LOOKS[verdict], str(VERDICTS[verdict]), name, [*lines], invitation_id=invitation.id)


def attention_of(answer: Answer) -> list[str]:
    """What is to be known before the guest is led in; a colleague's reason for letting in somebody is such a thing."""
    invitation = answer.invitation
    if invitation is None:
        return []
    greeted = _("The branch manager greets this guest") if invitation.greeted else ""
    unagreed = ""
    if invitation.reply is ReplyState.DELEGATED and invitation.delegate_agreed_at is None:
        unagreed = _("The manager has not yet agreed to who comes instead")
    reason = answer.scan.reason if answer.scan.forced else ""
    return [line for line in (greeted, invitation.door_note, unagreed, reason) if line]


def _headline(names: Names, party: Sequence[Person], admitted: Collection[str]) -> str:
    """The client, or who has come in the client's place."""
    for person in party:
        if person.key == REPRESENTATIVE and (person.key in admitted or not admitted):
            return names.of(person)
    return names.of(person_of(GUEST, party))


def _who(names: Names, party: Sequence[Person], admitted: Collection[str], missing: Sequence[Person]) -> list[str]:
    """Who has come beside the guest, and who is still to come."""
    lines, instead = [], [person for person in party if person.key == REPRESENTATIVE]
    if instead:
        lines.append(_("comes for %(name)s", name=called(names.client, names.language)))
    first = {GUEST, REPRESENTATIVE}
    others = [person for person in party if person.key in admitted and person.key not in first]
    if admitted and not first & set(admitted):
        lines.append(_("Has come now: %(names)s", names=_joined(names, others)))
    elif others:
        lines.append(_beside(names, others))
    if missing:
        lines.append(_("Still to come: %(names)s", names=_joined(names, missing)))
    return lines


def _beside(names: Names, others: Sequence[Person]) -> str:
    said = ngettext("and %(num)s companion", "and %(num)s companions", len(others))
    known = [person for person in others if person.name or person.client_id]
    return _("%(companions)s: %(names)s", companions=said, names=_joined(names, known)) if known else said


def _joined(names: Names, people: Sequence[Person]) -> str:
    return _(", ").join(names.of(person) for person in people)


def came(scan: Scan, event: Event, language: str) -> str:
    """When, let in by whom and at which entrance; of an online event, when the guest joined."""
    if scan.staff is None:
        return _("since %(time)s, joined online", time=clock(scan.happened_at, event.tz))
    said = _(
        "since %(time)s, let in by %(name)s", time=clock(scan.happened_at, event.tz), name=named(scan.staff, language)
    )
    return f"{said} · {scan.gate}" if scan.gate else said


@dataclass(frozen=True)
class Hit:
    """A guest found by name, before anything is done."""

    invitation_id: int
    name: str
    full_name: str
    rm: str
    came: str | None
    """When the guest came in, if that is so."""
    table: str = ""
    """Where the guest sits, if that is arranged."""
    people: Sequence[Tick] = ()
    """Who of the party is not inside."""

    @property
    def beside(self) -> list[str]:
        """Who else is expected, by name."""
        return [one.name for one in self.people if one.key != GUEST]


def hit(
    invitation: Invitation,
    presence: Presence | None,
    event: Event,
    names: Names,
    tables: Mapping[int, str],
    party: Sequence[Person] = (),
) -> Hit:
    client, inside = invitation.client, presence.inside if presence else ()
    return Hit(
        invitation.id,
        called(client, names.language),
        client.full_name,
        named(client.rm, names.language),
        clock(presence.at, event.tz) if presence else None,
        tables.get(invitation.id, ""),
        [tick for tick in names.ticks(party) if tick.key not in inside],
    )
