"""The codes of this room: what a client is, likes and holds, and what an entry of a history tells."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TypeVar

Member = TypeVar("Member", bound=enum.Enum)


class Gender(enum.Enum):
    FEMALE = "female"
    MALE = "male"


class Tier(enum.Enum):
    """Bands by assets under management; the balance itself is never kept."""

    T0 = "T0"
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    T5 = "T5"


class ClientType(enum.Enum):
    """Identity or stage of life; people of one type are invited together."""

    ENT = "ENT"  # business owner
    EXE = "EXE"  # executive
    PRO = "PRO"  # professional: doctor, lawyer, teacher, engineer
    RET = "RET"  # retired
    HOM = "HOM"  # full-time wife or husband
    FAM = "FAM"  # family with children of 3 to 15
    EDU = "EDU"  # family before the university entrance
    YNG = "YNG"  # young professional
    NEW = "NEW"  # new wealth, first twelve months
    ORG = "ORG"  # contact at an institution
    OVS = "OVS"  # Hong Kong, Macau, foreign, overseas Chinese


class TitleKind(enum.Enum):
    """How a title is used in the salutation."""

    PROFESSION = "profession"  # 陈教授, Prof Chen: follows the surname
    CHIEF = "chief"  # 李总: follows the surname in salon letters
    OFFICE = "office"  # 董事长: only in formal cards, after the full name


class Holding(enum.Enum):
    """Categories of products; a client of three or more is an old client."""

    CURRENT = "current"
    DEPOSIT = "deposit"
    WEALTH = "wealth"
    FUND = "fund"
    INSURANCE = "insurance"
    METALS = "metals"
    CREDIT_CARD = "credit_card"
    LOAN = "loan"
    MOBILE = "mobile"
    FOREIGN = "foreign"
    SECURITIES = "securities"
    TRUST = "trust"
    PENSION = "pension"
    SAFE_BOX = "safe_box"
    SETTLEMENT = "settlement"


class HoldKind(enum.Enum):
    """Why a client is not invited for a time, or ever."""

    OPTED_OUT = "opted_out"
    COMPLAINT = "complaint"
    BEREAVEMENT = "bereavement"
    HOSPITAL = "hospital"
    DECEASED = "deceased"
    COMPETITOR = "competitor"


class EntryKind(enum.Enum):
    """What an entry of a client's history tells."""

    INVITED = "invited"
    WITHDRAWN = "withdrawn"  # the invitation was taken back before it was delivered: it does not count as one
    LETTER_PRINTED = "letter_printed"
    LETTER_DELIVERED = "letter_delivered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"
    OUTCOME_ATTENDED = "outcome_attended"
    OUTCOME_NO_SHOW = "outcome_no_show"
    OUTCOME_DECLINED = "outcome_declined"
    OUTCOME_NO_ANSWER = "outcome_no_answer"
    CALL = "call"
    WECHAT = "wechat"
    VISIT = "visit"
    NOTE = "note"
    SMS = "sms"
    EMAIL = "email"
    MEETING = "meeting"  # at the branch; a visit is at the client's
    LETTER_RETURNED = "letter_returned"
    CARD_SENT = "card_sent"
    GIFT = "gift"
    REPRESENTED = "represented"
    CONSENT_CHANGED = "consent_changed"
    TIER_CHANGED = "tier_changed"
    CLUB_CHANGED = "club_changed"
    HOLD_CHANGED = "hold_changed"
    OWNER_CHANGED = "owner_changed"
    MERGED = "merged"
    TENTATIVE = "tentative"  # will say by a day
    DELEGATED = "delegated"  # lets somebody else come
    LAPSED = "lapsed"  # did not answer by the deadline
    REMINDED = "reminded"
    PUT_OFF = "put_off"  # the evening got another day
    CALLED_OFF = "called_off"
    OUTCOME_EXCUSED = "outcome_excused"  # had said yes, and told us in time that they could not come
    FEEDBACK = "feedback"  # wrote what they thought of the evening
    FOLLOWED_UP = "followed_up"  # a task after the evening was done


CONTACT_KINDS = (
    EntryKind.CALL,
    EntryKind.WECHAT,
    EntryKind.SMS,
    EntryKind.MEETING,
    EntryKind.VISIT,
    EntryKind.EMAIL,
    EntryKind.NOTE,
)
"""What somebody writes down by hand."""
TWO_WAY_KINDS = (
    EntryKind.CALL,
    EntryKind.WECHAT,
    EntryKind.VISIT,
    EntryKind.MEETING,
    EntryKind.ACCEPTED,
    EntryKind.DECLINED,
    EntryKind.WAITLISTED,
    EntryKind.CANCELLED,
    EntryKind.OUTCOME_ATTENDED,
    EntryKind.REPRESENTED,
)
"""In these the client took part; a letter that was sent and a note that was made are no contact.

A message that somebody wrote down says itself whether it was answered: HistoryEntry.two_way."""


class EntryPurpose(enum.Enum):
    """What a contact was for; a client's page shows the days since the last of each."""

    PRODUCT = "product"
    RELATIONSHIP = "relationship"
    EVENT = "event"
    COMPLAINT = "complaint"
    CARE = "care"


class NameOrder(enum.Enum):
    """Which part of an English name stands first: Wenjing Wang, or Wang Wenjing."""

    GIVEN_FIRST = "given_first"
    SURNAME_FIRST = "surname_first"


class CelebrateBy(enum.Enum):
    """By which calendar a birthday is kept; older clients often keep the lunar one."""

    SOLAR = "solar"
    LUNAR = "lunar"
    BOTH = "both"
    NONE = "none"


class LeapRule(enum.Enum):
    """When somebody born in a leap month celebrates."""

    LEAP_IF_EXISTS = "leap_if_exists"
    ORDINARY = "ordinary"
    ASK = "ask"


class BirthdaySource(enum.Enum):
    ID = "id"  # as the identity card says, which may be wrong
    CLIENT = "client"


class RiskLevel(enum.Enum):
    """How much risk a client may be offered, C1 the least."""

    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"
    C5 = "C5"


class PhotoConsent(enum.Enum):
    NONE = "none"
    OWN = "own"  # only for the client
    INTERNAL = "internal"
    PUBLIC = "public"


class PointKind(enum.Enum):
    """What a further number or address is: of which place, or of whom."""

    MOBILE = "mobile"
    HOME = "home"
    WORK = "work"
    ASSISTANT = "assistant"
    FAMILY = "family"
    OTHER = "other"


class RelationKind(enum.Enum):
    """What the other one is to the client."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    FRIEND = "friend"
    PARTNER = "partner"  # in business
    INTRODUCED_BY = "introduced_by"
    INTRODUCED = "introduced"
    ASSISTANT = "assistant"
    KEEP_APART = "keep_apart"  # never at one table, better not at one evening


class FieldKind(enum.Enum):
    """What a field of the branch's own holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Purpose(enum.Enum):
    """What we contact somebody for. Each is agreed to by itself (PIPL, articles 13 to 17)."""

    SERVICE = "service"
    INVITATION = "invitation"
    MARKETING = "marketing"  # of products
    GREETING = "greeting"  # birthdays, festivals, thanks: personal care
    PHOTO = "photo"
    HEALTH = "health"  # dietary wishes and health, kept for an evening
    AGENCY = "agency"  # data handed to a trip's agency or an insurer
    COMPANION = "companion"  # contacting somebody whom the client brought


class ContactChannel(enum.Enum):
    """By which way a word reaches somebody."""

    HAND = "hand"  # a letter handed over in person
    POST = "post"
    PHONE = "phone"
    SMS = "sms"
    WECHAT = "wechat"
    EMAIL = "email"


class ConsentHow(enum.Enum):
    SIGNED = "signed"
    SPOKEN = "spoken"
    WECHAT = "wechat"
    ONLINE = "online"


def bits(members: Iterable[enum.Enum]) -> int:
    """The members as one number, for a column that a segment can ask with a single comparison.

    Bit n is the n-th member of the enum as it stands in this file, so new members go to the end.
    """
    return sum(1 << list(type(member)).index(member) for member in set(members))


def members_of(kind: type[Member], number: int) -> tuple[Member, ...]:
    """What `bits` made a number of, in the enum's order."""
    return tuple(member for place, member in enumerate(kind) if number >> place & 1)
