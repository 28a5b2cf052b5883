"""The words of the segments' own codes: operators, labels, months, purposes, and what is wrong with a value."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from invitations.segments.operators import Op, Refused
from membership.models import MembershipStatus

OPERATORS: dict[Op, Any] = {
    Op.ANY: _l("any of"),
    Op.ALL: _l("all of"),
    Op.NONE: _l("none of"),
    Op.AT_LEAST: _l("at least"),
    Op.AT_MOST: _l("at most"),
    Op.BETWEEN: _l("between"),
    Op.UNKNOWN: _l("is not known"),
    Op.WITHIN: _l("within the last"),
    Op.NOT_WITHIN: _l("not within the last"),
    Op.NEVER: _l("never"),
    Op.YES: _l("yes"),
    Op.NO: _l("no"),
}

JOINS: dict[str, Any] = {
    "all": _l("All of these hold"),
    "any": _l("Any one of these holds"),
    "none": _l("None of these holds"),
}

LABELS: dict[str, Any] = {
    "regular": _l("regular at events"),
    "sleeping": _l("good client asleep"),
    "never_invited": _l("never invited this year"),
    "three_declines": _l("declined three times"),
}

MONTHS: dict[str, Any] = {
    "this": _l("this month"),
    "next": _l("next month"),
    "1": _l("January"),
    "2": _l("February"),
    "3": _l("March"),
    "4": _l("April"),
    "5": _l("May"),
    "6": _l("June"),
    "7": _l("July"),
    "8": _l("August"),
    "9": _l("September"),
    "10": _l("October"),
    "11": _l("November"),
    "12": _l("December"),
}

MEMBERSHIP_STATES: dict[MembershipStatus, Any] = {
    MembershipStatus.PROSPECT: _l("proposed"),
    MembershipStatus.INVITED: _l("invited to join"),
    MembershipStatus.ACTIVE: _l("member"),
    MembershipStatus.GRACE: _l("in the days of grace"),
    MembershipStatus.LAPSED: _l("run out"),
    MembershipStatus.LEFT: _l("has left"),
    MembershipStatus.REVOKED: _l("revoked"),
}

SURE: dict[int, Any] = {
    1: _l("even if we only suppose so"),
    2: _l("if we are fairly sure"),
    3: _l("if we are quite sure"),
}

REFUSED: dict[str, Any] = {
    "op_unknown": _l("Choose how to ask."),
    "field_unknown": _l("Choose what to ask for."),
    "choose_one": _l("Choose at least one."),
    "choice_unknown": _l("One of these is not in the list any more. Choose again."),
    "number_wanted": _l("Type a whole number from %(least)s to %(most)s."),
    "number_bounds": _l("The number goes from %(least)s to %(most)s."),
    "range_turned": _l("The second number is smaller than the first."),
    "text_wanted": _l("Type what is to stand there; several with commas between them."),
    "text_long": _l("At most %(words)s words of %(most)s characters each."),
    "too_deep": _l("Groups may lie in one another at most %(most)s deep."),
    "too_many": _l("A rule has at most %(most)s conditions."),
}


def refusal(refused: Refused) -> str:
    """What to do about it, in the reader's language."""
    return str(REFUSED[refused.code]) % refused.values
