"""What a branch's club begins with; the manager changes names and benefits as the branch likes.

Neutral names, no metals: whoever steps down a level must not be humiliated by a word.
"""

from __future__ import annotations

from typing import NamedTuple

from membership.models import BenefitKind

CLUB = ("雅集俱乐部", "The Yaji Club")


class Offered(NamedTuple):
    """A benefit of a level: how often in a term, none for as often as one likes; its own name where it needs one."""

    kind: BenefitKind
    per_term: int | None
    name: str = ""
    name_en: str = ""


LEVELS: tuple[tuple[str, str, tuple[Offered, ...]], ...] = (
    (
        "会友",
        "Friend",
        (Offered(BenefitKind.SALON, 4), Offered(BenefitKind.BIRTHDAY_CARD, 1), Offered(BenefitKind.PARKING, None)),
    ),
    (
        "雅友",
        "Companion",
        (
            Offered(BenefitKind.SALON, 8),
            Offered(BenefitKind.COMPANION, 8),
            Offered(BenefitKind.TRIP, 1),
            Offered(BenefitKind.BIRTHDAY_CARD, 1),
            Offered(BenefitKind.BOOK, 1),
            Offered(BenefitKind.PARKING, None),
        ),
    ),
    (
        "知交",
        "Confidant",
        (
            Offered(BenefitKind.SALON, None),
            Offered(BenefitKind.COMPANION, None, "可携两位友人", "two companions each time"),
            Offered(BenefitKind.TRIP, 1),
            Offered(BenefitKind.BANQUET, 1),
            Offered(BenefitKind.FAMILY_DAY, 1),
            Offered(BenefitKind.PRIORITY, None),
            Offered(BenefitKind.NAMED_SEAT, None),
            Offered(BenefitKind.BIRTHDAY_CARD, 1),
            Offered(BenefitKind.BOOK, 1),
            Offered(BenefitKind.PARKING, None),
        ),
    ),
)
"""From the lowest on: (name, English name, benefits); the codes C1, C2, C3 follow from their order."""

TIED_TO_MONEY = (
    "存款", "存入", "大额", "资产达标", "实习", "就业", "工作机会", "入职", "内推",
    "入学", "学位", "择校", "升学", "保送",
    "deposit", "balance", "internship", "job", "employment", "hiring", "school place", "admission", "enrolment",
)  # fmt: skip
"""Words that a benefit's own name may not have: none is given in return for deposits, none gives a job or a place at a
school. A programme that did was closed after an outcry; see the domain research on clubs."""
