"""The few words of a membership card, in the language of its member."""

from __future__ import annotations

from datetime import date

MANAGER = {"zh": "理财经理", "en": "Your relationship manager"}
SERVICE = {"zh": "服务热线", "en": "Service line"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def since_words(day: date, language: str) -> str:
    """自 2027 年 4 月 / since April 2027: to the month, as one says how long one has known somebody."""
    if language == "en":
        return f"since {_MONTHS[day.month - 1]} {day.year}"
    return f"自 {day.year} 年 {day.month} 月"
