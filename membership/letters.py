"""Letters of the club: welcome and renewal, on the branch's own paper. There is none for stepping down."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from clients.book.naming import salutation
from clients.models import Client, ContactChannel
from core.db import db
from core.zone import home_zone
from membership.attending import attended_since
from membership.cards import club_name
from membership.levels import club_of
from membership.models import ClubLetter, Membership, MembershipMove, MembershipStep
from membership.moves import is_due
from membership.terms import add_months
from printing.designs.look import look_of
from printing.documents.document import Document
from printing.texts.calendar_words import closing, date_cn, date_en, number_cn
from printing.texts.compose import compose
from printing.texts.risk_lines import fraud_line
from printing.texts.templates import text_for

_LARGE_FROM_AGE = 60
_TURNS = (
    MembershipMove.JOINED,
    MembershipMove.REJOINED,
    MembershipMove.RENEWED,
    MembershipMove.UPGRADED,
    MembershipMove.GRACE,
    MembershipMove.STEPPED_DOWN,
)
_TOLD_BY = {
    ClubLetter.WELCOME: (MembershipMove.JOINED, MembershipMove.REJOINED),
    ClubLetter.RENEWAL: (MembershipMove.RENEWED,),
}
"""After which last turn a letter is true: whoever stepped down or is in grace gets none that says all is as it was."""
_TIMES_EN = {1: "once", 2: "twice"}
_NUMBERS_EN = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def is_true(membership: Membership, letter: ClubLetter, today: date) -> bool:
    """Whether what the letter says is so: the member has just come, or has just been renewed."""
    last = db.session.scalar(
        sa.select(MembershipStep.move)
        .where(MembershipStep.membership_id == membership.id, MembershipStep.move.in_(_TURNS))
        .order_by(MembershipStep.id.desc())
        .limit(1)
    )
    due = letter is ClubLetter.RENEWAL and is_due(membership, today)
    return last in _TOLD_BY[letter] and not due


def compose_club_letter(
    membership: Membership, letter: ClubLetter, *, channel: ContactChannel, today: date, now: datetime
) -> Document:
    """The letter as it would be printed now, in the client's language.

    Raises DomainError("salutation_unknown"), and printing's errors for a branch's text with a field that is empty.
    """
    client, language = membership.client, membership.client.language
    branch = client.rm.branch
    text, _version = text_for(membership.branch_id, letter.value, language)
    return compose(
        text,
        letter_values(membership, today=today, now=now),
        letterhead=tuple(line for line in (branch.bank_name, branch.bank_name_en) if line),
        large=reads_large(client, today),
        look=look_of(membership.branch_id),
        small_print=(fraud_line(language, branch.phone),),
        folded=channel is ContactChannel.POST,
    )


def letter_values(membership: Membership, *, today: date, now: datetime) -> dict[str, str]:
    """Everything that a letter of the club may name. Raises DomainError("salutation_unknown")."""
    client, language = membership.client, membership.client.language
    english = language == "en"
    rm, local = client.rm, now.astimezone(home_zone())
    came = attended_since(client.id, add_months(today, -12))
    return {
        "salutation": salutation(client, language),
        "full_name": client.full_name,
        "unit": rm.branch.bank_name_en if english else rm.branch.bank_name,
        "branch": rm.branch.name_en if english else rm.branch.name,
        "rm_name": rm.called(language),
        "rm_phone": rm.phone or rm.branch.phone,
        "sign_date": date_en(local) if english else date_cn(local),
        "closing": closing(local, language),
        "club": club_name(club_of(membership.branch_id), language, in_sentence=True),
        "member_no": membership.number or "",
        "n": times_words(came, language),
    }


def times_words(count: int, language: str) -> str:
    """四 / four times; empty for never, so that nobody is thanked for not coming."""
    if count == 0:
        return ""
    if language == "en":
        number = _NUMBERS_EN[count] if count < len(_NUMBERS_EN) else str(count)
        return _TIMES_EN.get(count) or f"{number} times"
    if count == 2:
        return "两"
    return number_cn(count) if count <= 99 else str(count)


def reads_large(client: Client, day: date) -> bool:
    """Whether letters are set large for this client: when asked for, and from sixty on."""
    born = client.birth_date
    if client.large_type or born is None:
        return client.large_type
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) >= _LARGE_FROM_AGE
