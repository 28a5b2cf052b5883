"""The words that somebody without an invitation may tick at the door, in Chinese and English.

A text that somebody has agreed to is never changed: a new wording is a further version, added behind the earlier ones.
What was ticked stands in each row word for word; the version is only what a client's consents are listed by.
"""

from __future__ import annotations

from staff.models import Branch

TEXTS: dict[str, dict[str, str]] = {
    "walk-in-1": {
        "zh": "我同意{bank}今后就客户活动与我联系，并为此保存我的称呼和电话。我可以随时告知贵行撤回。",
        "en": "I agree that {bank} tells me of its client events, and keeps my name and number for this. "
        "I may withdraw at any time.",
    }
}
"""By version, the oldest first."""
SHOWN = [*TEXTS][-1]
UNKNOWN = "walk-in"


def shown_words(branch: Branch, language: str) -> str:
    """The wording that is read out today."""
    return words_of(f"{SHOWN}.{language}", branch) or ""


def shown_mark(language: str) -> str:
    """What the form sends along, so that the words that were shown are kept, not those of another day or language."""
    return f"{SHOWN}.{language}"


def words_of(mark: str, branch: Branch) -> str | None:
    """The wording that a form showed; None for a mark that none of ours has."""
    version, _dot, language = mark.rpartition(".")
    text = TEXTS.get(version, {}).get(language)
    return text.format(bank=branch.bank_name_en if language == "en" else branch.bank_name) if text else None


def version_of(text: str, branch: Branch) -> str:
    """The version of words that were ticked once."""
    for version, languages in TEXTS.items():
        if any(words_of(f"{version}.{language}", branch) == text for language in languages):
            return version
    return UNKNOWN
