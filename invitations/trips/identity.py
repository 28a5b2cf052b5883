"""Documents of identity: the check digit of the Chinese number, what it tells, and how little of it is shown."""

from __future__ import annotations

import enum
import re
from datetime import date

from clients.models import Gender
from core.errors import DomainError
from core.forms import digits

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OPEN = 4
"""So many symbols at either end stay readable: enough to compare with the card in the guest's hand."""


class DocumentKind(enum.Enum):
    ID_CARD = "id_card"  # 居民身份证 and 港澳台居民居住证: eighteen digits with a check
    PASSPORT = "passport"
    HK_MACAO = "hk_macao"  # 港澳居民来往内地通行证
    TAIWAN = "taiwan"  # 台湾居民来往大陆通行证
    OTHER = "other"


SHAPES = {
    DocumentKind.PASSPORT: r"[A-Z0-9]{6,12}",
    DocumentKind.HK_MACAO: r"[HM][0-9]{8}([0-9]{2})?",
    DocumentKind.TAIWAN: r"[0-9]{8}([0-9A-Z]{2})?",
    DocumentKind.OTHER: r"[A-Z0-9]{4,24}",
}


def check_digit(first_seventeen: str) -> str:
    """The last symbol of a Chinese identity number (GB 11643)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True)) % 11]


def checked(kind: DocumentKind, number: str) -> str:
    """The number without blanks and hyphens, in capitals. Raises DomainError: document_shape, document_check."""
    number = re.sub(r"[\s\-()]", "", digits(number)).upper()
    if kind is not DocumentKind.ID_CARD:
        if not re.fullmatch(SHAPES[kind], number):
            raise DomainError("document_shape")
        return number
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise DomainError("id_card_shape")
    if check_digit(number[:17]) != number[17]:
        raise DomainError("document_check")
    born_by(number)
    return number


def born_by(id_number: str) -> date:
    """The birth date in a Chinese identity number. Raises DomainError("document_check") when there is no such day."""
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        raise DomainError("document_check") from None


def gender_by(id_number: str) -> Gender:
    """An odd number before the check is a man's."""
    return Gender.MALE if int(id_number[16]) % 2 else Gender.FEMALE


def masked(number: str) -> str:
    """3301**********1234; of a short number only its last two symbols."""
    if len(number) <= 2 * _OPEN + 2:
        return "*" * max(0, len(number) - 2) + number[-2:]
    return number[:_OPEN] + "*" * (len(number) - 2 * _OPEN) + number[-_OPEN:]
