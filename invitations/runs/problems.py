"""What can be wrong with a letter before it is paper: as codes, with the place where each is mended."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Self


class ProblemKind(enum.Enum):
    """What is wrong. The first block the letter; the others are let pass by somebody who signs for it."""

    EVENT_OVER = "event_over"
    DEADLINE_OVER = "deadline_over"
    DEADLINE_AFTER = "deadline_after"
    EVENT_LACKS = "event_lacks"
    STAFF_LACKS = "staff_lacks"
    SALUTATION = "salutation"
    CHARACTERS = "characters"
    OVERFLOW = "overflow"
    HOLD = "hold"
    CONTACT = "contact"
    REVOKED = "revoked"
    DECLINED = "declined"
    PARTED = "parted"
    ADDRESS = "address"
    DETAIL_MISSING = "detail_missing"
    STYLE_DENIED = "style_denied"
    UNDRAWABLE = "undrawable"

    SURNAME = "surname"
    POSTCODE = "postcode"
    WEEKDAY = "weekday"
    HOUSEHOLD = "household"
    DETAIL_EMPTY = "detail_empty"
    RISK_LINE = "risk_line"
    STYLE = "style"


PASSABLE = frozenset(
    {
        ProblemKind.SURNAME,
        ProblemKind.POSTCODE,
        ProblemKind.WEEKDAY,
        ProblemKind.HOUSEHOLD,
        ProblemKind.DETAIL_EMPTY,
        ProblemKind.RISK_LINE,
        ProblemKind.STYLE,
    }
)


class Mend(enum.Enum):
    """Where a problem is mended."""

    EVENT = "event"
    CLIENT = "client"
    STAFF = "staff"
    GUESTS = "guests"
    WAVES = "waves"  # where a letter to two is made two letters
    DETAIL = "detail"  # the one real thing about each guest
    TEMPLATE = "template"
    PARTICULARS = "particulars"


@dataclass(frozen=True)
class Problem:
    """One reason, where to mend it, and what its sentence quotes."""

    kind: ProblemKind
    mend: Mend
    subject_id: int
    detail: str = ""  # a field's code, a hold's kind, why not to write, characters, millimetres, a passage
    whose: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the letter can't be printed; what doesn't block is signed for."""
        return self.kind not in PASSABLE

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "kind": self.kind.value,
            "mend": self.mend.value,
            "subject_id": self.subject_id,
            "detail": self.detail,
            "whose": self.whose,
        }

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored | {"kind": ProblemKind(stored["kind"]), "mend": Mend(stored["mend"])})
