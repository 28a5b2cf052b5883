"""The words for this room's codes."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from clients.contact.reasons import Reason, ReasonCode
from clients.history.sources import word_sources
from clients.models import ContactChannel
from core.errors import say
from membership.models import BenefitKind, CardStock, ClubLetter, MembershipMove, MembershipStatus
from printing.errors import NameTooLong
from staff.words import call_rows

STATUSES = {
    MembershipStatus.ACTIVE: _l("Member"),
    MembershipStatus.GRACE: _l("In grace"),
    MembershipStatus.PROSPECT: _l("Nominated"),
    MembershipStatus.INVITED: _l("Asked"),
    MembershipStatus.LAPSED: _l("Lapsed"),
    MembershipStatus.LEFT: _l("Left"),
    MembershipStatus.REVOKED: _l("Revoked"),
}
TONES = {
    MembershipStatus.ACTIVE: "good",
    MembershipStatus.GRACE: "attention",
    MembershipStatus.REVOKED: "seal",
}

STEPS = {
    MembershipMove.PROPOSED: _l("Nominated"),
    MembershipMove.INVITED: _l("Asked whether they would like to join"),
    MembershipMove.JOINED: _l("Joined"),
    MembershipMove.RENEWED: _l("Renewed"),
    MembershipMove.UPGRADED: _l("Moved up"),
    MembershipMove.GRACE: _l("Days of grace"),
    MembershipMove.STEPPED_DOWN: _l("Moved to another level"),
    MembershipMove.LAPSED: _l("Lapsed"),
    MembershipMove.LEFT: _l("Left the club"),
    MembershipMove.REVOKED: _l("Revoked"),
    MembershipMove.REJOINED: _l("Joined again"),
    MembershipMove.CARD_PRINTED: _l("Card printed"),
}
"""What happened, as the history says it."""

STEP_ICONS = {
    MembershipMove.PROPOSED: "user-plus",
    MembershipMove.INVITED: "message",
    MembershipMove.JOINED: "crown",
    MembershipMove.RENEWED: "refresh",
    MembershipMove.UPGRADED: "star",
    MembershipMove.GRACE: "hourglass",
    MembershipMove.STEPPED_DOWN: "adjustments-horizontal",
    MembershipMove.LAPSED: "clock",
    MembershipMove.LEFT: "logout",
    MembershipMove.REVOKED: "ban",
    MembershipMove.REJOINED: "arrow-back-up",
    MembershipMove.CARD_PRINTED: "printer",
}

ACTS = {
    MembershipMove.PROPOSED: _l("Nominate again"),
    MembershipMove.INVITED: _l("Note that the client was asked"),
    MembershipMove.JOINED: _l("Admit"),
    MembershipMove.RENEWED: _l("Renew"),
    MembershipMove.UPGRADED: _l("Move up"),
    MembershipMove.GRACE: _l("Give days of grace"),
    MembershipMove.STEPPED_DOWN: _l("Move to a lower level"),
    MembershipMove.LAPSED: _l("Let it lapse"),
    MembershipMove.LEFT: _l("Note that the client leaves"),
    MembershipMove.REVOKED: _l("Revoke"),
    MembershipMove.REJOINED: _l("Admit again"),
}
"""What a button says."""

WHAT_HAPPENS = {
    MembershipMove.PROPOSED: _l("The client stands among the nominated again. Nothing is sent."),
    MembershipMove.INVITED: _l("Only a note that you have asked; the client is no member yet."),
    MembershipMove.JOINED: _l(
        "The client becomes a member today, gets a number, and a term begins. Then print the card and the welcome "
        "letter."
    ),
    MembershipMove.RENEWED: _l(
        "One further term at the same level, behind the present one. Benefits are counted anew from then on; what is "
        "left of them does not roll over."
    ),
    MembershipMove.UPGRADED: _l(
        "The higher level holds from today on. What was used in this term stays counted. When the review is due, a "
        "further term begins as well."
    ),
    MembershipMove.GRACE: _l(
        "Benefits go on for a while behind the term's end, so that there is time to speak with the client. No letter "
        "is sent."
    ),
    MembershipMove.STEPPED_DOWN: _l(
        "A further term at a lower level. No letter is sent and no card is changed: the card names no level. The "
        "relationship manager speaks with the client."
    ),
    MembershipMove.LAPSED: _l("The membership ends now, and its family cards with it. The client can come back later."),
    MembershipMove.LEFT: _l(
        "The client wishes it: at once, with all family cards. Letters of the club stop. Coming back is possible."
    ),
    MembershipMove.REVOKED: _l(
        "The branch ends the membership, with all family cards. The card opens a page that gives a number to call."
    ),
    MembershipMove.REJOINED: _l("A new term begins today under the old number. Family cards are given anew."),
}
"""What a move does, in plain words beside its form."""

BENEFITS = {
    BenefitKind.SALON: _l("Salons"),
    BenefitKind.COMPANION: _l("A companion at salons"),
    BenefitKind.TRIP: _l("Short trip"),
    BenefitKind.BANQUET: _l("Annual banquet"),
    BenefitKind.FAMILY_DAY: _l("Family day"),
    BenefitKind.BIRTHDAY_CARD: _l("Birthday card"),
    BenefitKind.BOOK: _l("A book"),
    BenefitKind.PARKING: _l("Parking at events"),
    BenefitKind.PRIORITY: _l("First on the waitlist"),
    BenefitKind.NAMED_SEAT: _l("A seat with one's name"),
    BenefitKind.OTHER: _l("Something else"),
}

STOCKS = {
    CardStock.SHEET: _l("Ten on A4, 90 × 54 mm, to be cut"),
    CardStock.ID1: _l("One a page, 85.6 × 54 mm, as bank cards are"),
    CardStock.VIP: _l("One a page, 90 × 55 mm, on heavy card"),
}

LETTERS = {
    ClubLetter.WELCOME: _l("Welcome letter"),
    ClubLetter.RENEWAL: _l("Renewal letter"),
}

word_sources({f"club_{move.value}": words for move, words in STEPS.items()})
word_sources({letter.value: words for letter, words in LETTERS.items()})

BY_THE_HOUSE = {
    "term_over": _l("The term is over and nobody has decided yet."),
    "grace_over": _l("The days of grace are over."),
    "spared": _l("Grace goes on: a bereavement, a complaint or a stay in hospital is not long ago."),
}
"""Reasons of steps that the house took by itself."""

ABSENT = {
    "gone": _l("No longer yours to see."),
    "not_member": _l("Not a member at present."),
    "untrue": _l("The letter would not be true: the last change was another one."),
    "salutation_unknown": _l("How is this client addressed? Fill in the gender, a title or a form of address."),
    "missing-glyphs": _l("No face draws these characters: %(detail)s"),
    NameTooLong.code: _l("The name is too long for a card. Enter a shorter form of it."),
    "letter-overflow": _l("The letter does not fit on one page. Shorten the branch's text."),
    "empty-placeholder": _l("The branch's letter names something that is not known here."),
    "qr-payload-invalid": _l("The public address is too long for the code on a card."),
}
"""Why somebody got no paper."""

say(
    {
        "numbers_used_up": _l("The branch has given out all its numbers of this year."),
        "number_out_of_range": _l(
            "By hand only numbers that end in 6, 8 or 9 are given, while the branch keeps those."
        ),
        "number_not_free": _l("Somebody has this number already."),
        "level_name_taken": _l("Another level is called so."),
        "level_in_use": _l("Somebody is at this level. Move them to another one first."),
        "last_level": _l("A club needs one level at least."),
        "benefit_not_allowed": _l(
            "No benefit is given in return for deposits, and none gives a job or a place at a school."
        ),
        "benefit_unnamed": _l("Say what it is."),
        "benefit_twice": _l("The level has this benefit already; change how often instead."),
        "benefit_count": _l("Say a number between 1 and 366, or leave it empty for as often as one likes."),
        "benefit_used": _l("It was used already, and what was used stays to be read. Change how often instead."),
        "move_not_open": _l("The membership has changed meanwhile; look at how it stands now."),
        "club_reason_missing": _l("Please say why; whoever comes after you will want to know."),
        "level_foreign": _l("Choose one of the branch's levels."),
        "level_not_higher": _l("This level is not higher than the present one."),
        "level_not_lower": _l("This level is not lower than the present one."),
        "step_down_protected": _l(
            "Not now: a bereavement, a complaint or a stay in hospital is not long enough ago. Renew, or give days of "
            "grace."
        ),
        "grace_too_early": _l("The review is not due yet, so nobody needs days of grace."),
        "renew_too_early": _l("The review is due %(days)s days before the term ends; until then nothing is decided."),
        "not_a_member": _l("Not a member at present."),
        "family_full": _l("There are %(count)s family cards already, as many as a member may have."),
        "already_in_club": _l("This client is in the club already, or on the way to it."),
        "not_a_family_card": _l("This is no family card that is in use."),
        "benefit_foreign": _l("The member's level does not have this benefit."),
        "use_in_future": _l("What has not happened yet can't be counted."),
        "use_not_in_term": _l("This day lies before the present term."),
        "benefit_used_up": _l("It is used up for this term. Only the branch manager lets it go beyond, and says why."),
        "use_taken_back": _l("This was taken back already."),
        "order_empty": _l("Choose cards, a letter or both, and at least one member."),
        "order_too_large": _l("At most %(most)s members at a time; filter the list and print it in parts."),
        "order_channel": _l("Cards and letters are handed over or posted."),
        "print_differs": _l("%(count)s pages did not read back as they should, so none is given out. Print again."),
        "chat_name_taken": _l("An open group of the branch is called so already."),
        "chat_closed": _l("This group is closed."),
        "chat_day_in_future": _l("This day has not come yet."),
        "already_in_chat": _l("This client is in the group already."),
        "not_in_chat": _l("This client has left the group already."),
        "left_before_joined": _l("Nobody leaves before having come."),
    }
)

call_rows(
    {
        "club": _l("club"),
        "club_level": _l("level of the club"),
        "benefit": _l("benefit"),
        "membership": _l("membership"),
        "membership_step": _l("change of a membership"),
        "member_sequence": _l("member numbers"),
        "benefit_use": _l("use of a benefit"),
        "group_chat": _l("group chat"),
        "chat_member": _l("member of a group chat"),
        "club_order": _l("order of cards and letters"),
    }
)


def benefit_words(benefit: Any, language: str) -> str:
    """Salons / Something else: its own name, where it has one."""
    own = (language == "en" and benefit.name_en) or benefit.name
    if benefit.kind is BenefitKind.OTHER:
        return str(own)
    return f"{BENEFITS[benefit.kind]} · {own}" if own else str(BENEFITS[benefit.kind])


def level_words(level: Any, language: str) -> str:
    """The level's name in the reader's language."""
    return str((language == "en" and level.name_en) or level.name)


def reason_words(reason: str) -> str:
    """Why a step was taken: somebody's own words, or the house's."""
    return str(BY_THE_HOUSE.get(reason, reason))


def absent_words(row: dict[str, Any], channel: ContactChannel) -> str:
    """Why somebody got no paper by this way, in a sentence."""
    if row["code"] == "contact":
        until = date.fromisoformat(row["until"]) if row["until"] else None
        return Reason(ReasonCode(row["detail"]), until, channel=channel).sentence
    words = str(ABSENT.get(row["code"], ABSENT["not_member"]))
    return words % {"detail": row["detail"]} if "%(detail)s" in words else words
